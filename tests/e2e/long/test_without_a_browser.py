"""Amplify's own client in Node, on each target: what a stand-in can carry, and what it cannot."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path

import pytest

from terraform_scenarios import open_target
from tools import npm
from tools.stand_in import stand_in

from ..ready import PAGE

FLOWS = Path(__file__).parent / "flows.mjs"
EITHER_WAY = ("sign-in", "wrong-code", "wrong-password", "new-password", "totp", "sms")
PLAYED = [(flow, pool) for flow in EITHER_WAY for pool in ("email", "phone")]
PLAYED += [("email", "email"), ("required", "required")]
# What docs/known-gaps.md says of moto.
GAPS = {
    "wrong-code": "confirms a sign-up by any code",
    "wrong-password": "does not check the proof of a password",
    "new-password": "does not check the proof of a password, so that the old one stays good",
    "email": "does not know the session of a second factor that the gateway held up",
    "required": "has every user of such a pool set up an app, in words that no client reads",
}
_numbers = itertools.count(100)


@pytest.fixture(scope="module", params=["localstack", "moto"])
def target(request):
    """The name of a target; `localstack` is whatever answers there, here an embedded one."""
    if request.param != "localstack":
        yield request.param
        return
    with open_target("embedded") as embedded, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", embedded.endpoint)
        yield request.param


@pytest.fixture(scope="module")
def config(target, tmp_path_factory):
    """What the page would read, of pools on this target."""
    npm.install(PAGE)
    with stand_in(PAGE, target) as local:
        local.gateway.manual.verify_sender("*")
        local.terraform.init()
        local.terraform.apply()
        endpoint = local.gateway.endpoint
        path = tmp_path_factory.mktemp(target) / "config.json"
        outbox = f"{endpoint}/_gateway/messages"
        read = {**local.outputs()["config"], "endpoint": f"{endpoint}/", "outbox": outbox}
        path.write_text(json.dumps(read))
        yield path


@pytest.mark.parametrize(("flow", "pool"), PLAYED)
def test_a_flow_ends_as_it_would_on_aws(request, config, target, flow, pool):
    if target == "moto" and flow in GAPS:
        request.applymarker(pytest.mark.xfail(reason=f"moto {GAPS[flow]}", strict=True))
    played = subprocess.run(
        ["node", FLOWS, PAGE, config, flow, pool, str(next(_numbers))],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert played.returncode == 0, played.stdout + played.stderr
