"""What a report prints against a finding can be typed as it is, and is about this pool."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest

from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.checks.subject import Expectations

from .fake_aws import ACCOUNT, IDENTITY_ARN, NUMBER_ARN, POOL_ARN, FakeAws, finding, run
from .test_each_check import (
    ACCOUNT_CALL,
    CASES,
    IDENTITY,
    NO_RESOURCE,
    VOICE,
    Case,
    at,
    both,
    change,
    email,
    eums,
    in_region,
    replies,
    sms,
    trust,
)
from .typed import check_command, check_remediation

FAILING = [case for case in CASES if case.verdict in (Verdict.WARN, Verdict.FAIL)]
OF_SMS = [case for case in FAILING if case.check.startswith("S") and case.check != "S0"]


@pytest.mark.parametrize("case", FAILING, ids=str)
def test_each_fix_can_be_typed_as_it_is_printed(case: Case) -> None:
    fake = FakeAws()
    case.change(fake)
    for found in run(fake, **case.options).findings:
        if found.remediation:
            check_remediation(found.remediation)


@pytest.mark.parametrize("case", OF_SMS, ids=str)
def test_the_fixes_for_a_pool_of_end_user_messaging_do_not_speak_of_sns(case: Case) -> None:
    fake = FakeAws()
    case.change(fake)
    eums(OriginationIdentity=NUMBER_ARN)(fake)
    for found in run(fake, **case.options).findings:
        if found.remediation and found.check.id.startswith("S"):
            check_remediation(found.remediation)
            texts = (found.remediation.what, found.remediation.command, found.remediation.console)
            assert found.remediation.terraform in (None, "modules/sms-origination")
            assert not re.search(r"\bsns\b", " ".join(filter(None, texts)), re.I), found


@pytest.mark.parametrize(
    "command",
    [
        "aws sns set-sms-attributes --region eu-west-1",
        "aws sns set-sms-attributes --region eu-west-1 --attribute A=1",
        "aws sns set-sms-attributes --attributes A=1",
        "aws sns put-sms-attributes --region eu-west-1 --attributes A=1",
        "aws wafv2 associate-web-acl --region eu-west-1 --web-acl-arn WEB_ACL_ARN "
        f"--resource-arn {POOL_ARN}",
        "aws iam put-role-policy --role-name a --policy-name b --policy-document file://b.json",
        "aws sesv2 put-account-sending-attributes --region eu-west-1 --sending-enabled true",
        "cognito-messaging sandbox list --region eu-west-1",
        "cognito-messaging sandbox lost",
        "cognito-messaging check {pool_id} --only",
        "rm -r /",
    ],
)
def test_a_command_that_cannot_be_typed_is_found(command: str) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - botocore's, or a failed assertion
        check_command(command)


def command_of(change: Any, check: str, **options: Any) -> str:
    fake = FakeAws()
    change(fake)
    found = finding(fake, check, **options)
    assert found.remediation, found
    return found.remediation.command or ""


def option(command: str, name: str) -> str:
    words = shlex.split(command)
    return words[words.index(name) + 1]


@pytest.mark.parametrize("load", [60_000, 1_000_000])
def test_the_quota_to_ask_for_is_the_load_that_the_caller_gave(load: int) -> None:
    expected = {"expectations": Expectations(load)}
    assert option(command_of(lambda fake: fake, "E10", **expected), "--desired-value") == str(load)


def test_the_quota_to_ask_for_is_twice_a_quota_that_is_nearly_used() -> None:
    nearly = change(ACCOUNT_CALL, SendQuota={"SentLast24Hours": 49_999.0})
    found = command_of(nearly, "E10", expectations=Expectations())
    assert option(found, "--desired-value") == "100000"


def test_the_quota_of_the_sandbox_is_not_to_be_raised() -> None:
    sandbox = change(
        ACCOUNT_CALL, ProductionAccessEnabled=False, SendQuota={"Max24HourSend": 200.0}
    )
    assert "production-access" in command_of(sandbox, "E10")


def spend(enforced: int, highest: int, *, overridden: bool = True) -> Any:
    limit = {
        "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
        "EnforcedLimit": enforced,
        "MaxLimit": highest,
        "Overridden": overridden,
    }
    return replies(VOICE + "DescribeSpendLimits", {"SpendLimits": [limit]})


def attribute(limit: str) -> Any:
    return replies("sns:GetSMSAttributes", {"attributes": {"MonthlySpendLimit": limit}})


SPENDING = Expectations(sms_usd_per_month=420.5)


def test_the_spend_limit_to_set_is_what_the_caller_expects() -> None:
    found = command_of(both(attribute("1"), spend(1000, 1000)), "S7", expectations=SPENDING)
    assert option(found, "--attributes") == "MonthlySpendLimit=421"
    assert "override" not in found


def test_both_limits_are_raised_if_both_are_too_low() -> None:
    found = command_of(both(attribute("1"), spend(100, 1000)), "S7", expectations=SPENDING)
    assert option(found, "--attributes") == "MonthlySpendLimit=421"
    assert option(found, "--monthly-limit") == "421"


def test_end_user_messaging_has_a_spend_limit_of_its_own() -> None:
    found = command_of(both(eums(), spend(1, 1000)), "S7", expectations=SPENDING)
    assert found.startswith("aws pinpoint-sms-voice-v2 set-text-message-spend-limit-override")
    assert option(found, "--monthly-limit") == "421"


@pytest.mark.parametrize("path", [eums(), lambda fake: fake], ids=["eums", "sns"])
def test_more_than_aws_allows_is_a_request_to_aws(path: Any) -> None:
    fake = FakeAws()
    both(path, attribute("1"), spend(1, 1))(fake)
    found = finding(fake, "S7", expectations=SPENDING).remediation
    assert found
    assert (found.command, "to 421 USD, which is 1 USD now" in found.what) == (None, True)


@pytest.mark.parametrize(
    ("change_", "check", "texts", "options"),
    [
        (replies("wafv2:GetWebACLForResource", {}), "G4", [POOL_ARN], {}),
        (sms(ExternalId="x"), "S2", [POOL_ARN, "cognito-sms"], {}),
        (replies(VOICE + "GetResourcePolicy", NO_RESOURCE), "S10", [NUMBER_ARN], {}),
        (change(IDENTITY, MailFromAttributes=None), "E6", ["mail.example.com"], {}),
        (
            at("ap-east-1", "ap-southeast-1"),
            "E15",
            ["cognito-idp.ap-east-1.amazonaws.com", "userpool/ap-east-1_A", ACCOUNT],
            in_region("ap-east-1"),
        ),
        (
            change(
                "sesv2:GetConfigurationSet",
                SuppressionOptions={"SuppressedReasons": []},
            ),
            "E11",
            ["put-configuration-set-suppression-options", "--configuration-set-name auth"],
            {},
        ),
    ],
)
def test_the_names_of_the_pool_are_in_the_command(
    change_: Any, check: str, texts: list[str], options: dict[str, Any]
) -> None:
    found = command_of(change_, check, **options)
    assert [text for text in texts if text not in found] == []


def test_the_names_of_the_domain_are_in_the_text() -> None:
    fake = FakeAws()
    email(SourceArn=IDENTITY_ARN.replace("example.com", "a@mail.example.org"))(fake)
    found = finding(fake, "E7").remediation
    assert found
    assert "_dmarc.mail.example.org" in found.what
    assert found.console == 'DNS: _dmarc.mail.example.org TXT "v=DMARC1; p=none"'


@pytest.mark.parametrize("given", ["", "{x}", "Inc. {pool_id} <b>", "it's"])
def test_a_name_from_aws_is_a_word_of_the_command(given: str) -> None:
    fake = FakeAws()
    email(ConfigurationSet=given)(fake)
    change("sesv2:GetConfigurationSet", SendingOptions={"SendingEnabled": False})(fake)
    found = finding(fake, "E12").remediation
    if given:
        assert found
        assert given in shlex.split(found.command or "")


def test_a_default_set_of_the_identity_is_a_fix_only_if_no_set_is_used() -> None:
    fake = FakeAws()
    email(ConfigurationSet=None)(fake)
    found = finding(fake, "E12").remediation
    assert found
    assert "email.default_configuration_set" in (found.terraform or "")

    email(ConfigurationSet="codes")(fake)
    change("sesv2:GetConfigurationSetEventDestinations", EventDestinations=[])(fake)
    found = finding(fake, "E12").remediation
    assert found
    assert found.terraform == "email.create_configuration_set.feedback"


def test_the_fix_of_a_trust_policy_makes_it_pass() -> None:
    fake = FakeAws()
    trust(Condition={})(fake)
    found = finding(fake, "S2")
    assert found.remediation
    fixed = option(found.remediation.command or "", "--policy-document")
    change("iam:GetRole", Role={"AssumeRolePolicyDocument": fixed})(fake)
    assert finding(fake, "S2").message == "cognito-sms trusts Cognito for this pool only."


@pytest.mark.parametrize("path", [eums(OriginationIdentity=NUMBER_ARN), lambda fake: fake])
def test_the_fix_of_a_permission_makes_it_pass(path: Any) -> None:
    fake = FakeAws()
    both(
        path,
        change("iam:GetRolePolicy", PolicyDocument=json.dumps({"Statement": []})),
        replies("iam:SimulatePrincipalPolicy", {"EvaluationResults": []}),
    )(fake)
    fixed = option(finding(fake, "S3").remediation.command, "--policy-document")  # type: ignore[union-attr,arg-type]
    change("iam:GetRolePolicy", PolicyDocument=fixed)(fake)
    assert finding(fake, "S3").verdict is Verdict.PASS
