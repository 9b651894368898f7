"""All checks on a pool of a live emulator."""

from __future__ import annotations

import asyncio

import boto3
import pytest

from cognito_messaging.aws import Aws, BotoTransport
from cognito_messaging.checks import every_check
from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.describe import PoolNotFound
from cognito_messaging.readiness import assess, assess_pool

from .fake_aws import Dns


def test_the_report_shows_the_state_of_a_live_pool(
    pool_id: str, session: boto3.Session, endpoint: str
) -> None:
    report = assess(pool_id, session=session, endpoint_url=endpoint, resolver=Dns({}))
    found = {item.check.id: item for item in report.findings}
    assert list(found) == [check.id for check in every_check()]
    verdicts = {name: item.verdict for name, item in found.items()}
    for name in ("E1", "E2", "E3", "S1", "S2", "S3", "S4", "S6"):
        assert verdicts[name] is Verdict.PASS, found[name].message
    assert verdicts["G2"] is Verdict.WARN  # no deletion protection
    assert verdicts["E12"] is Verdict.WARN  # no configuration set
    assert verdicts["E7"] is Verdict.WARN  # nothing in the DNS
    # MiniStack has no End User Messaging, so a check that depends on it alone is unknown.
    assert verdicts["S11"] is Verdict.UNKNOWN


def test_a_change_of_the_pool_changes_the_report(
    pool_id: str, session: boto3.Session, endpoint: str
) -> None:
    session.client("iam", endpoint_url=endpoint).delete_role_policy(
        RoleName="cognito-sms", PolicyName="publish"
    )
    report = assess(pool_id, session=session, endpoint_url=endpoint, resolver=Dns({}))
    found = {item.check.id: item for item in report.findings}
    assert found["S3"].verdict is Verdict.FAIL, found["S3"].message


def test_a_missing_pool_is_reported(session: boto3.Session, endpoint: str) -> None:
    with pytest.raises(PoolNotFound, match="no user pool eu-west-1_Missing1 in eu-west-1"):
        assess("eu-west-1_Missing1", session=session, endpoint_url=endpoint)


def test_every_verdict_is_unknown_if_the_endpoint_does_not_answer(session: boto3.Session) -> None:
    with Aws(BotoTransport(session, "http://127.0.0.1:9", attempts=1)) as aws:
        report = asyncio.run(assess_pool(aws, "eu-west-1_AbCdEf123", "eu-west-1"))
    assert {item.verdict for item in report.findings} == {Verdict.UNKNOWN}
    assert "EndpointConnectionError" in report.findings[0].message
