"""Checks and subcommands on an account of the gateway: sandboxes, reviews, numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import boto3
import pytest

from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.cli.app import main
from cognito_messaging.readiness import Finding, assess
from terraform_scenarios.gateway import Gateway

from .fake_aws import Dns

REGION = "eu-west-1"
NUMBER = "+4915112345678"


@pytest.fixture
def gateway(endpoint: str) -> Iterator[Gateway]:
    with Gateway(endpoint, plugins=["cognito_messaging.rules"]) as running:
        yield running


@pytest.fixture
def account(session: boto3.Session) -> str:
    return str(session.get_credentials().access_key)


@pytest.fixture
def look(gateway: Gateway, session: boto3.Session, pool_id: str) -> Callable[..., Finding]:
    """The current finding of one check."""

    def found(check_id: str) -> Finding:
        report = assess(pool_id, session=session, endpoint_url=gateway.endpoint, resolver=Dns({}))
        return next(item for item in report.findings if item.check.id == check_id)

    return found


def test_no_verdict_is_unknown_if_every_call_is_answered(
    gateway: Gateway, session: boto3.Session, pool_id: str
) -> None:
    report = assess(pool_id, session=session, endpoint_url=gateway.endpoint, resolver=Dns({}))
    unknown = {
        item.check.id: item.message for item in report.findings if item.verdict is Verdict.UNKNOWN
    }
    assert unknown == {}


def test_a_sender_passes_after_it_is_verified(
    gateway: Gateway, account: str, look: Callable[..., Finding]
) -> None:
    assert look("E4").verdict is Verdict.FAIL
    gateway.manual.verify_sender("example.com", account=account, region=REGION)
    assert look("E4").verdict is Verdict.PASS


def test_production_access_passes_after_the_review_is_granted(
    gateway: Gateway,
    account: str,
    look: Callable[..., Finding],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert look("E8").verdict is Verdict.FAIL
    reach = ["--region", REGION, "--endpoint-url", gateway.endpoint, "production-access"]
    asked = ["request", "--website-url", "https://example.com", "--yes"]
    assert main([*reach, *asked]) == 0
    found = look("E8")
    assert (found.verdict, "under review" in found.message) == (Verdict.FAIL, True)
    assert main([*reach, *asked]) == 2
    assert "cannot be changed" in capsys.readouterr().err
    gateway.manual.decide_review("GRANTED", account=account, region=REGION)
    assert look("E8").verdict is Verdict.PASS


def test_sandbox_numbers_are_checked_until_the_account_leaves_the_sandbox(
    gateway: Gateway,
    account: str,
    look: Callable[..., Finding],
    capsys: pytest.CaptureFixture[str],
) -> None:
    reach = ["--region", REGION, "--endpoint-url", gateway.endpoint, "sandbox"]
    assert look("S5").verdict is Verdict.FAIL
    assert main([*reach, "add", NUMBER]) == 0
    assert look("S12").verdict is Verdict.WARN
    gateway.manual.confirm_number(NUMBER, account=account, region=REGION)
    assert look("S12").verdict is Verdict.PASS
    capsys.readouterr()
    assert main([*reach, "list"]) == 0
    assert NUMBER in capsys.readouterr().out
    gateway.manual.leave_sandbox("sms", account=account, region=REGION)
    assert look("S5").verdict is Verdict.PASS


def test_the_checks_only_read(gateway: Gateway, session: boto3.Session, pool_id: str) -> None:
    gateway.clear_calls()
    assess(pool_id, session=session, endpoint_url=gateway.endpoint, resolver=Dns({}))
    made = [f"{call.service}:{call.operation}" for call in gateway.calls]
    assert len(made) >= 15
    assert all(
        name.partition(":")[2].startswith(("Get", "List", "Describe", "Simulate")) for name in made
    ), json.dumps(made)
