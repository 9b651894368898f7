"""Provider 6 has every argument and block in the HCL.

The other tests apply with provider 5.100; provider_six.json is the schema of 6.69.1.
"""

import json
import re
from pathlib import Path

import pytest

from tools.hcl_blocks import REPOSITORY, Body, files, written

KNOWN = json.loads(Path(__file__).with_name("provider_six.json").read_text())
WRITTEN = list(written())
HOW = "Recreate it as described in tools/provider_schema.py, with a newer package if necessary."


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


# By section "Not in the provider yet" of docs/known-gaps.md: the name that it would have.
NOT_YET = {
    "EumsSms": ("aws_cognito_user_pool", "sms_configuration", "eums_sms"),
    "KeyConfiguration": ("aws_cognito_user_pool", "key_configuration"),
    "IssuerConfiguration": ("aws_cognito_user_pool", "issuer_configuration"),
    "InboundFederation": ("aws_cognito_user_pool", "lambda_config", "inbound_federation"),
    "FactorConfiguration": (
        "aws_cognito_user_pool",
        "web_authn_configuration",
        "factor_configuration",
    ),
    "DcrConfiguration": ("aws_cognito_user_pool", "dcr_configuration"),
    "AcrConfiguration": ("aws_cognito_user_pool", "acr_configuration"),
}
NEW_RESOURCES = {
    "CreateUserPoolReplica": "replica",
    "CreateTerms": "terms",
    "AddUserPoolClientSecret": "client_secret",
    "SetUserPoolSessionConfiguration": "session",
    "CreateRegistration": "registration",
    "CreateProtectConfiguration": "protect",
}


def gaps():
    text = (REPOSITORY / "docs" / "known-gaps.md").read_text()
    return text.split("## Not in the provider yet")[1].split("\n## ")[0]


@pytest.mark.parametrize("gap", NOT_YET)
def test_the_provider_does_not_have_the_setting_yet(gap):
    """If it has, the module can have an input, and the gap goes."""
    type_, *path, name = NOT_YET[gap]
    known = KNOWN["resource"][type_]
    for step in path:
        known = known["writable"][step]
    assert name not in known["writable"]
    assert f"`{gap}`" in gaps() or f".{gap}`" in gaps()


@pytest.mark.parametrize("gap", NEW_RESOURCES)
def test_the_provider_does_not_have_the_resource_yet(gap):
    found = [one for one in KNOWN["resources"] if NEW_RESOURCES[gap] in one]
    assert not found
    assert f"`{gap}`" in gaps()


def test_no_data_source_has_the_numbers_yet():
    assert not [one for one in KNOWN["data_sources"] if "pinpointsmsvoicev2" in one]
    assert f"up to {KNOWN['provider']};" in gaps()
