"""Four ways to test the same N scenarios of this module, each in a separate process.

Each scenario is a pool with an SES sender, an SMS role and a client. Each tool applies it (except
the mock, which can only plan), asserts that the pool sends as DEVELOPER, plans again and asserts
that the plan is empty (except `terraform test`, which cannot), and destroys it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
SENDING = "DEVELOPER"


def inputs(number: int) -> dict[str, Any]:
    """The inputs of one scenario, different for each."""
    return {
        "name": f"bench-{number}",
        "email": {"identity": {"address": f"bench-{number}@example.com"}},
        "sms": {},
        "mfa": {"configuration": "OPTIONAL" if number % 2 else "OFF"},
        "clients": {"web": {"access_token_validity": 5 + number}},
        "deletion_protection": False,
    }


def terraform_scenarios(folder: Path, count: int, module: Path = REPOSITORY) -> list[str]:
    """One parametrized test; the plugin puts all scenarios into one root."""
    scenarios = json.dumps([inputs(number) for number in range(count)])
    (folder / "test_bench.py").write_text(
        f"""
import json, pytest
SCENARIOS = json.loads({scenarios!r})
@pytest.mark.terraform_module({str(module)!r})
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", SCENARIOS, ids=[s["name"] for s in SCENARIOS])
def test_pool(scenario, applied, replanned):
    assert applied.outputs["email_configuration"]["emailSendingAccount"] == {SENDING!r}
    assert replanned.empty, replanned
"""
    )
    # The target outlives the run, like LocalStack, so the resources are destroyed at the end.
    return [sys.executable, "-m", "pytest", "-q", "--target=localstack", str(folder)]


def tftest(folder: Path, count: int, module: Path = REPOSITORY) -> list[str]:
    """A root for each scenario, planned, applied, planned again and destroyed by tftest."""
    roots = []
    for number in range(count):
        root = folder / f"root{number}"
        root.mkdir(exist_ok=True)
        _call(root, inputs(number), module)
        roots.append(str(root))
    (folder / "run.py").write_text(
        f"""
import tftest
for root in {roots!r}:
    one = tftest.TerraformTest(root)
    one.setup()
    assert one.plan(output=True).resource_changes
    one.apply()
    assert one.output()["email"]["emailSendingAccount"] == {SENDING!r}
    again = one.plan(output=True).resource_changes.values()
    assert all(c["change"]["actions"] in (["no-op"], ["read"]) for c in again)
    one.destroy()
"""
    )
    return [sys.executable, str(folder / "run.py")]


def terraform_test(folder: Path, count: int, module: Path = REPOSITORY) -> list[str]:
    """One run block for each scenario, each with its own state."""
    return _terraform_test(folder, count, 'provider "aws" {}\n', "apply", module)


def terraform_test_mock(folder: Path, count: int, module: Path = REPOSITORY) -> list[str]:
    """The same with a mock provider, which can only plan: its generated ARNs are not valid."""
    mock = """
mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "us-east-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "000000000000" }
  }
}
"""
    return _terraform_test(folder, count, mock, "plan", module)


def _terraform_test(
    folder: Path, count: int, provider: str, command: str, module: Path
) -> list[str]:
    # Init does not install the modules of run blocks in a folder without configuration.
    (folder / "main.tf").write_text("terraform {}\n")
    runs = []
    for number in range(count):
        variables = "".join(f"    {k} = {json.dumps(v)}\n" for k, v in inputs(number).items())
        condition = (
            f'output.email_configuration.emailSendingAccount == "{SENDING}"'
            if command == "apply"
            else "length(output.client_ids) == 1"
        )
        runs.append(
            f"""
run "scenario_{number}" {{
  command   = {command}
  state_key = "scenario_{number}"
  variables {{
{variables}  }}
  module {{
    source = "./module"
  }}
  assert {{
    condition     = {condition}
    error_message = "scenario {number}"
  }}
}}
"""
        )
    _link(folder / "module", module)
    (folder / "bench.tftest.hcl").write_text(provider + "".join(runs))
    return ["sh", "-c", "terraform init -input=false >/dev/null && exec terraform test"]


def _link(link: Path, module: Path) -> None:
    """Make a link to the module, so that a local path leads to it."""
    link.unlink(missing_ok=True)
    link.symlink_to(module)


def _call(root: Path, arguments: dict[str, Any], module: Path) -> None:
    _link(root / "module", module)
    call = {"source": "./module", **arguments}
    configuration = {
        "provider": {"aws": {"skip_credentials_validation": True}},
        "module": {"auth": call},
        "output": {"email": {"value": "${module.auth.email_configuration}"}},
    }
    (root / "main.tf.json").write_text(json.dumps(configuration))


HARNESSES: dict[str, Callable[..., list[str]]] = {
    "terraform_scenarios": terraform_scenarios,
    "tftest": tftest,
    "terraform-test": terraform_test,
    "terraform-test-mock": terraform_test_mock,
}
