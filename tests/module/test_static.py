"""Properties of the HCL that need no apply."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from cognito_messaging.facts.origination import REGISTERED_SENDER_IDS, WITHOUT_SENDER_IDS
from terraform_scenarios import Terraform, root_files
from terraform_scenarios.gateway.supplement.sms_voice_numbers import (
    REGISTERED_LONG_CODES,
    REGISTERED_TOLL_FREE,
)
from terraform_scenarios.module_text import declared_variables
from tools.hcl_blocks import parsed

from ..hcl import bodies, values_of

REPOSITORY = Path(__file__).parent.parent.parent
MODULES = [REPOSITORY, *sorted((REPOSITORY / "modules").iterdir())]
EXAMPLES = sorted((REPOSITORY / "examples").iterdir())
# They need version 6 of the provider, whose schema test_provider_six.py compares them with.
SIX = ("log-delivery", "managed-login", "sms-pool")
ROOTS = [path for path in [*MODULES, *EXAMPLES] if list(path.glob("*.tf"))]


def test_all_hcl_is_formatted():
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", REPOSITORY], stdout=subprocess.PIPE, text=True
    )
    assert done.stdout == "", "Run 'make format'."
    assert done.returncode == 0


def test_every_module_and_example_validates(terraform_root: Terraform):
    """All in one root with unknown variables, so that the provider starts once."""
    for number, path in enumerate(found for found in ROOTS if found.name not in SIX):
        source = root_files.local_source(path, terraform_root.root)
        arguments = dict.fromkeys(declared_variables(path), "${var.anything}")
        call = {"module": {f"m{number}": {"source": source, **arguments}}}
        (terraform_root.root / f"m{number}.tf.json").write_text(json.dumps(call))
    (terraform_root.root / "variables.tf").write_text('variable "anything" {\n  type = any\n}\n')
    terraform_root.init()
    assert terraform_root.validate() == ()


@pytest.mark.parametrize("path", ROOTS, ids=lambda path: path.name)
def test_versions_have_a_minimum_and_no_maximum(path):
    versions = parsed(path / "versions.tf")
    assert list(values_of("required_version", versions)) == ['">= 1.9"']
    for version in values_of("version", versions):
        assert re.fullmatch(r'">= [\d.]+"', version)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_configures_a_provider(path):
    assert not list(bodies(path, "provider"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_uses_count(path):
    """`count` over a list recreates every element that moved; `for_each` does not."""
    for kind in ("resource", "data", "module"):
        assert not list(values_of("count", [body for *_, body in bodies(path, kind)]))


@pytest.mark.parametrize("path", ROOTS, ids=lambda path: path.name)
def test_every_variable_and_output_has_a_description(path):
    undescribed = [
        f"{file}: {name}"
        for file, name, body in bodies(path, "variable", "output")
        if "description" not in body
    ]
    assert not undescribed


@pytest.mark.parametrize("path", ROOTS, ids=lambda path: path.name)
def test_every_skipped_check_of_checkov_has_a_reason(path):
    """`make security` itself would accept a skip without a reason."""
    for file in path.glob("*.tf"):
        for skip in re.findall(r"checkov:skip=.*", file.read_text()):
            assert re.fullmatch(r"checkov:skip=CKV2?_AWS_\d+:.{20,}\.", skip), (
                f"{file.name}: {skip}"
            )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_applied_by_a_test(path):
    tests = [*REPOSITORY.glob("tests/scenarios/*.py"), *REPOSITORY.glob("tests/module/*.py")]
    named = (
        f'terraform_module("../../examples/{path.name}")',
        f'repository / "examples" / "{path.name}"',
    )
    assert any(name in file.read_text() for file in tests for name in named)


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("sms-origination/main.tf", ("registered_long_codes", "registered_toll_free")),
        (
            "sms-pool/identities.tf",
            (
                "registered_long_codes",
                "registered_toll_free",
                "registered_sender_ids",
                "without_sender_ids",
            ),
        ),
    ],
)
def test_modules_gateway_and_command_know_the_same_identities_that_must_be_registered(file, names):
    """Otherwise a number that the plan accepts would wait for its registration in a test."""
    facts = {
        "registered_long_codes": REGISTERED_LONG_CODES,
        "registered_toll_free": REGISTERED_TOLL_FREE,
        "registered_sender_ids": REGISTERED_SENDER_IDS,
        "without_sender_ids": WITHOUT_SENDER_IDS,
    }
    (block,) = parsed(REPOSITORY / "modules" / file)["locals"]
    for name in names:
        assert sorted(json.loads(country) for country in block[name]) == sorted(facts[name])
