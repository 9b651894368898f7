"""Amplify's client in Node with each emulator: the flows that work, and those that do not."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path

import pytest

from terraform_scenarios import open_target
from tools import npm
from tools.local_aws import local_aws

from ..ready import PAGE

FLOWS = Path(__file__).parent / "flows.mjs"
FLOWS_OF_BOTH = ("sign-in", "wrong-code", "wrong-password", "new-password", "totp", "sms")
CASES = [(flow, pool) for flow in FLOWS_OF_BOTH for pool in ("email", "phone")]
CASES += [("email", "email"), ("required", "required")]
# The gaps of moto in docs/known-gaps.md.
GAPS = {
    "wrong-code": "accepts any code for a sign-up",
    "wrong-password": "does not check the proof of a password",
    "new-password": "does not check the proof of a password, so that the old one is still accepted",
    "email": "does not have the session of a second factor that the gateway added",
    "required": "requires an app of every user of such a pool, in a form that no client can read",
}
_numbers = itertools.count(100)


@pytest.fixture(scope="module", params=["localstack", "moto"])
def target(request):
    """The name of a target. `localstack` is replaced by an embedded target at its address."""
    if request.param != "localstack":
        yield request.param
        return
    with open_target("embedded") as embedded, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", embedded.endpoint)
        yield request.param


@pytest.fixture(scope="module")
def config(target, tmp_path_factory):
    """The configuration of the page for pools on this target."""
    npm.install(PAGE)
    with local_aws(PAGE, target) as local:
        local.gateway.manual.verify_sender("*")
        local.terraform.init()
        local.terraform.apply()
        endpoint = local.gateway.endpoint
        path = tmp_path_factory.mktemp(target) / "config.json"
        outbox = f"{endpoint}/_gateway/messages"
        read = {**local.outputs()["config"], "endpoint": f"{endpoint}/", "outbox": outbox}
        path.write_text(json.dumps(read))
        yield path


@pytest.mark.parametrize(("flow", "pool"), CASES)
def test_a_flow_ends_as_it_would_on_aws(request, config, target, flow, pool):
    if target == "moto" and flow in GAPS:
        request.applymarker(pytest.mark.xfail(reason=f"moto {GAPS[flow]}", strict=True))
    completed = subprocess.run(
        ["node", FLOWS, PAGE, config, flow, pool, str(next(_numbers))],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
