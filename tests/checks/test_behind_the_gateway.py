"""Checks and subcommands on an account of the gateway: sandboxes, reviews, numbers."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator

import boto3
import pytest

from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.checks.subject import Expectations
from cognito_messaging.cli.app import main
from cognito_messaging.readiness import Finding, assess
from terraform_scenarios.gateway import Gateway

from .fake_aws import Dns, policy, trust_of
from .typed import check_remediation

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


def test_a_pool_of_end_user_messaging_is_judged_by_its_own_limits_and_numbers(
    gateway: Gateway, session: boto3.Session, account: str
) -> None:
    iam, idp, voice = (
        session.client(name, endpoint_url=gateway.endpoint)  # type: ignore[call-overload]
        for name in ("iam", "cognito-idp", "pinpoint-sms-voice-v2")
    )
    number = voice.request_phone_number(
        IsoCountryCode="CH",
        MessageType="TRANSACTIONAL",
        NumberCapabilities=["SMS"],
        NumberType="LONG_CODE",
    )["PhoneNumberArn"]
    role = iam.create_role(RoleName="eums", AssumeRolePolicyDocument=policy(trust_of(account)))
    send = {"Effect": "Allow", "Action": "sms-voice:SendTextMessage", "Resource": number}
    iam.put_role_policy(RoleName="eums", PolicyName="send", PolicyDocument=policy(send))
    sms = {
        "CallerArn": role["Role"]["Arn"],
        "ExternalId": "external-1",
        "OriginationIdentity": number,
    }
    pool_id = idp.create_user_pool(
        PoolName="eums",
        AutoVerifiedAttributes=["phone_number"],
        SmsConfiguration={"EumsSms": sms},
    )["UserPool"]["Id"]
    report = assess(
        pool_id,
        session=session,
        endpoint_url=gateway.endpoint,
        resolver=Dns({}),
        expectations=Expectations(sms_countries=("CH", "FR")),
    )
    found = {item.check.id: item for item in report.findings}
    verdicts = {name: found[name].verdict for name in ("S2", "S3", "S7", "S9", "S11")}
    assert verdicts == {
        "S2": Verdict.PASS,
        "S3": Verdict.PASS,
        "S7": Verdict.FAIL,
        "S9": Verdict.WARN,
        "S11": Verdict.WARN,
    }, [found[name].message for name in verdicts]
    assert "FR" in found["S9"].message
    for item in report.findings:
        if item.remediation:
            check_remediation(item.remediation)
            assert item.check.id[0] != "S" or "SNS" not in item.remediation.what
    protect = shlex.split(found["S11"].remediation.command or "")  # type: ignore[union-attr]
    assert main(["--endpoint-url", gateway.endpoint, *protect[1:], "--yes"]) == 0
    after = assess(
        pool_id,
        session=session,
        endpoint_url=gateway.endpoint,
        resolver=Dns({}),
        expectations=Expectations(sms_countries=("CH", "FR")),
    )
    (blocked,) = [item for item in after.findings if item.check.id == "S11"]
    assert blocked.verdict is Verdict.PASS, blocked.message
