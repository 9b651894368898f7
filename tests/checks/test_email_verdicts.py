"""The checks of email, on pools and accounts of many shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .fake_aws import ACCOUNT, FakeAws, alarm, denied, finding
from .test_each_check import (
    ACCOUNT_CALL,
    ADMIN_ONLY,
    DEFAULT_SENDER,
    EVENTS,
    FAIL,
    FEDERATED,
    IDENTITY,
    MFA,
    NA,
    NO_RECOVERY,
    NOT_FOUND,
    PASS,
    SMS_ONLY,
    UNKNOWN,
    WARN,
    both,
    change,
    email,
    pool,
    recovery,
    replies,
)

Change = Callable[[FakeAws], object]
NO_SET = email(ConfigurationSet=None)
BY_DEFAULT = both(NO_SET, change(IDENTITY, ConfigurationSetName="of-identity"))
NO_FROM = email(From=None)


def verdict(check: str, *changes: Change, **options: Any) -> Any:
    fake = FakeAws()
    both(*changes)(fake)
    return finding(fake, check, **options).verdict


def clients(*clients: dict[str, Any]) -> Change:
    """The app clients of a pool."""
    named = {f"c{at}": client for at, client in enumerate(clients)}
    return both(
        replies(
            "cognito-idp:ListUserPoolClients",
            {"UserPoolClients": [{"ClientId": name} for name in named]},
        ),
        replies(
            "cognito-idp:DescribeUserPoolClient",
            lambda params: {"UserPoolClient": named[params["ClientId"]]},
        ),
    )


GOOGLE = {"SupportedIdentityProviders": ["Google"]}
MACHINE = {"AllowedOAuthFlows": ["client_credentials"]}
PHONE = pool(AutoVerifiedAttributes=["phone_number"])


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (SMS_ONLY, NA),
        (both(PHONE, NO_RECOVERY), NA),
        (both(PHONE, recovery("admin_only")), NA),
        (both(PHONE, recovery("verified_phone_number", "verified_email")), FAIL),
        (both(SMS_ONLY, pool(UsernameAttributes=["phone_number", "email"])), FAIL),
        (both(SMS_ONLY, pool(AliasAttributes=["email"])), FAIL),
        (both(pool(AutoVerifiedAttributes=[]), NO_RECOVERY), FAIL),
        (both(pool(AutoVerifiedAttributes=[]), recovery("admin_only")), NA),
        (both(ADMIN_ONLY, clients(GOOGLE)), NA),
        (both(ADMIN_ONLY, clients(GOOGLE, MACHINE)), NA),
        (both(ADMIN_ONLY, clients(GOOGLE, {"SupportedIdentityProviders": ["COGNITO"]})), FAIL),
        (both(ADMIN_ONLY, clients(GOOGLE, {})), FAIL),
        (both(ADMIN_ONLY, clients(MACHINE)), FAIL),
        (both(ADMIN_ONLY, clients()), FAIL),
        (clients(GOOGLE), WARN),
        (both(ADMIN_ONLY, replies("cognito-idp:ListUserPoolClients", denied())), FAIL),
        (both(ADMIN_ONLY, replies("cognito-idp:DescribeUserPoolClient", denied())), FAIL),
    ],
)
def test_a_pool_that_sends_no_email_needs_no_sender_of_its_own(
    change_: Change, expected: Any
) -> None:
    assert verdict("E1", DEFAULT_SENDER, change_) is expected


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (lambda fake: fake, FAIL),
        (SMS_ONLY, WARN),
        (both(SMS_ONLY, change(MFA, EmailMfaConfiguration={})), FAIL),
        (both(SMS_ONLY, replies(MFA, denied())), FAIL),
        (both(SMS_ONLY, pool(MfaConfiguration="OFF"), replies(MFA, denied())), WARN),
        (
            both(
                SMS_ONLY,
                pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}),
            ),
            FAIL,
        ),
        (both(FEDERATED, ADMIN_ONLY), WARN),
        (FEDERATED, FAIL),
    ],
)
def test_a_wrong_from_only_warns_if_nobody_gets_email(change_: Change, expected: Any) -> None:
    assert verdict("E3", NO_FROM, change_) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Example", PASS),
        ('"Example Inc."', PASS),
        ('"Example, Inc."', PASS),
        ('"Say \\"Hi\\""', PASS),
        ("O'Reilly & Co", PASS),
        ('"Example" Inc', PASS),
        ("=?UTF-8?B?w4Q=?=", PASS),
        ("=?utf-8?q?=C3=84_Inc=2E?= =?UTF-8?B?w4Q=?=", PASS),
        ("Example Inc.", WARN),
        ("Ex (EU)", WARN),
        ("Äpfel", WARN),
        ('"=?UTF-8?B?w4Q=?="', WARN),
        ("=?UTF-8?B?w4?=", WARN),
        ("=?UTF-8?X?w4Q=?=", WARN),
        ("=?none?B?w4Q=?=", WARN),
        ("Example, Inc.", FAIL),
        ("a@example.com", FAIL),
    ],
)
def test_a_display_name_is_judged_by_its_form(name: str, expected: Any) -> None:
    assert verdict("E3", email(From=f"{name} <a@example.com>")) is expected


def suppressed(*reasons: str) -> Change:
    return change(ACCOUNT_CALL, SuppressionAttributes={"SuppressedReasons": list(reasons)})


def suppressed_by_set(*reasons: str) -> Change:
    return change(
        "sesv2:GetConfigurationSet", SuppressionOptions={"SuppressedReasons": list(reasons)}
    )


BOTH = ("BOUNCE", "COMPLAINT")


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (both(suppressed(), suppressed_by_set(*BOTH)), PASS),
        (both(suppressed(*BOTH), suppressed_by_set()), WARN),
        (both(suppressed(*BOTH), suppressed_by_set("BOUNCE")), WARN),
        (both(suppressed("BOUNCE"), suppressed_by_set("COMPLAINT")), WARN),
        (both(suppressed(), change("sesv2:GetConfigurationSet", SuppressionOptions={})), WARN),
        (both(suppressed(*BOTH), change("sesv2:GetConfigurationSet", SuppressionOptions={})), PASS),
        (both(suppressed(), suppressed_by_set(*BOTH), BY_DEFAULT), PASS),
        (both(suppressed(), suppressed_by_set(*BOTH), NO_SET), WARN),
        (both(suppressed(*BOTH), suppressed_by_set(), NO_SET), PASS),
        (replies("sesv2:GetConfigurationSet", NOT_FOUND), UNKNOWN),
        (replies("sesv2:GetConfigurationSet", denied()), UNKNOWN),
        (both(NO_SET, replies(IDENTITY, denied())), UNKNOWN),
    ],
)
def test_the_suppression_of_the_set_counts_over_that_of_the_account(
    change_: Change, expected: Any
) -> None:
    assert verdict("E11", change_) is expected


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (BY_DEFAULT, PASS),
        (NO_SET, WARN),
        (both(NO_SET, replies(IDENTITY, NOT_FOUND)), WARN),
        (both(BY_DEFAULT, replies(EVENTS, {"EventDestinations": []})), WARN),
        (both(BY_DEFAULT, replies("sesv2:GetConfigurationSet", NOT_FOUND)), FAIL),
        (both(NO_SET, replies(IDENTITY, {})), UNKNOWN),
        (replies("sesv2:GetConfigurationSet", {}), UNKNOWN),
    ],
)
def test_the_default_set_of_the_identity_counts_if_the_pool_names_none(
    change_: Change, expected: Any
) -> None:
    fake = FakeAws()
    change_(fake)
    assert finding(fake, "E12").verdict is expected
    if expected is PASS:
        assert any("'of-identity'" in call for call in fake.asked)


BOUNCE, COMPLAINT = "Reputation.BounceRate", "Reputation.ComplaintRate"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:ops"
SET = "ses:configuration-set"


def alarms(*found: dict[str, Any], composite: tuple[dict[str, Any], ...] = ()) -> Change:
    """Alarms in addition to one on complaints."""
    metric = [*found, alarm(COMPLAINT, 0.001)]
    return replies(
        "cloudwatch:DescribeAlarms", {"MetricAlarms": metric, "CompositeAlarms": list(composite)}
    )


def dimensions(**values: str) -> list[dict[str, str]]:
    return [{"Name": name.replace("_", ":", 1), "Value": value} for name, value in values.items()]


def bounces(**fields: Any) -> dict[str, Any]:
    found = {**alarm(BOUNCE, 0.05), **fields}
    return {name: value for name, value in found.items() if value is not None}


OF_SET = {"Name": SET, "Value": "auth"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, PASS),
        ({"Threshold": 0.9}, WARN),
        ({"Threshold": 0.051}, WARN),
        ({"Threshold": 5.0}, WARN),
        ({"Threshold": 0.01}, PASS),
        ({"Threshold": 0.0}, WARN),
        ({"Threshold": -1.0}, WARN),
        ({"Threshold": 0.0, "ComparisonOperator": "GreaterThanThreshold"}, PASS),
        ({"Threshold": None}, WARN),
        ({"ComparisonOperator": "GreaterThanThreshold"}, PASS),
        ({"ComparisonOperator": "LessThanThreshold"}, WARN),
        ({"ComparisonOperator": "LessThanOrEqualToThreshold"}, WARN),
        ({"ComparisonOperator": "GreaterThanUpperThreshold"}, WARN),
        ({"ComparisonOperator": "LessThanLowerThreshold"}, WARN),
        ({"ComparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold"}, WARN),
        ({"ComparisonOperator": None}, WARN),
        ({"Statistic": "Maximum"}, PASS),
        ({"Statistic": "Minimum"}, WARN),
        ({"Statistic": "Sum"}, WARN),
        ({"Statistic": "SampleCount"}, WARN),
        ({"Statistic": None, "ExtendedStatistic": "p90"}, PASS),
        ({"Statistic": None, "ExtendedStatistic": "p5"}, WARN),
        ({"Statistic": None, "ExtendedStatistic": "tm90"}, WARN),
        ({"Statistic": None}, WARN),
        ({"Dimensions": [OF_SET]}, PASS),
        ({"Dimensions": [{**OF_SET, "Value": "other"}]}, WARN),
        ({"Dimensions": [{"Name": "ses:caller-identity", "Value": "auth"}]}, WARN),
        ({"Dimensions": [OF_SET, {"Name": "x", "Value": "y"}]}, WARN),
        ({"Namespace": "Custom/SES"}, WARN),
        ({"MetricName": "Bounce", "Statistic": "Sum", "Threshold": 50.0}, WARN),
        ({"ActionsEnabled": False}, WARN),
        ({"AlarmActions": []}, WARN),
        ({"AlarmActions": [], "OKActions": [TOPIC]}, WARN),
    ],
)
def test_an_alarm_watches_a_rate_if_it_goes_off_where_aws_acts(
    fields: dict[str, Any], expected: Any
) -> None:
    assert verdict("E13", alarms(bounces(**fields))) is expected


def test_an_alarm_on_a_set_counts_if_the_identity_uses_the_set() -> None:
    of_default = alarms(bounces(Dimensions=[{"Name": SET, "Value": "of-identity"}]))
    assert verdict("E13", of_default, BY_DEFAULT) is PASS
    assert verdict("E13", of_default, NO_SET) is WARN
    assert verdict("E13", of_default) is WARN


def query(name: str, metric: str, stat: str, *dimensions: dict[str, str]) -> dict[str, Any]:
    found = {"Namespace": "AWS/SES", "MetricName": metric, "Dimensions": list(dimensions)}
    return {
        "Id": name,
        "ReturnData": False,
        "MetricStat": {"Metric": found, "Period": 3600, "Stat": stat},
    }


M1, M2 = query("m1", BOUNCE, "Average"), query("m2", COMPLAINT, "Average")
COUNTED = [query("b", "Bounce", "Sum"), query("s", "Send", "Sum")]


@pytest.mark.parametrize(
    ("expression", "threshold", "queries", "expected"),
    [
        ("m1", 0.05, [M1], PASS),
        ("m1 * 100", 5.0, [M1], PASS),
        ("100 * m1", 6.0, [M1], WARN),
        ("m1 * 100", 0.05, [M1], PASS),
        ("MAX([m1, m2])", 0.05, [M1, M2], PASS),
        ("MIN([m1, m2])", 0.05, [M1, M2], WARN),
        ("AVG([m1, m2])", 0.05, [M1, M2], WARN),
        ("IF(m1 > 0.05, 1, 0)", 1.0, [M1], PASS),
        ("IF(m1 > 0.05 OR m2 > 0.001, 1, 0)", 1.0, [M1, M2], PASS),
        ("IF(m1 > 0.05 && m2 > 0.001, 1, 0)", 1.0, [M1, M2], WARN),
        ("IF(m1 > 0.9, 1, 0)", 1.0, [M1], WARN),
        ("m1 >= 0.05", 1.0, [M1], PASS),
        ("FILL(m1, 0)", 0.05, [M1], PASS),
        ("b / s", 0.05, COUNTED, PASS),
        ("b / s * 100", 5.0, COUNTED, PASS),
        ("100 * b / s", 50.0, COUNTED, WARN),
        ("b", 50.0, COUNTED, WARN),
        ("1 - m1", 0.05, [M1], WARN),
        ("ANOMALY_DETECTION_BAND(m1, 2)", 0.05, [M1], WARN),
        ("RATE(m1)", 0.05, [M1], WARN),
        ("unknown * 2", 0.05, [M1], WARN),
        ("m1 +", 0.05, [M1], WARN),
        ("__import__('os').getcwd()", 0.05, [M1], WARN),
        ("9 ** 9 ** 9 ** 9", 0.05, [M1], WARN),
        ("(" * 300 + "m1" + ")" * 300, 0.05, [M1], WARN),
        ("m1", 0.05, [query("m1", BOUNCE, "Average", {"Name": SET, "Value": "other"})], WARN),
        ("m1", 0.05, [query("m1", BOUNCE, "Average", OF_SET)], PASS),
        ("m1", 0.05, [query("m1", BOUNCE, "Sum")], WARN),
    ],
)
def test_an_expression_is_evaluated_at_the_rate_where_aws_acts(
    expression: str, threshold: float, queries: list[dict[str, Any]], expected: Any
) -> None:
    found = bounces(
        Threshold=threshold,
        Metrics=[{"Id": "e1", "Expression": expression, "ReturnData": True}, *queries],
        Namespace=None,
        MetricName=None,
        Statistic=None,
    )
    assert verdict("E13", alarms(found)) is expected


def test_an_expression_can_use_another_one_that_is_listed_later() -> None:
    queries = [
        {"Id": "e1", "Expression": "e2 + 0", "ReturnData": True},
        {"Id": "e2", "Expression": "m1 * 100", "ReturnData": False},
        M1,
    ]
    watched = {"Metrics": queries, "Namespace": None, "MetricName": None, "Statistic": None}
    assert verdict("E13", alarms(bounces(Threshold=5.0, **watched))) is PASS
    assert verdict("E13", alarms(bounces(Threshold=0.05, **watched))) is PASS
    assert verdict("E13", alarms(bounces(Threshold=50.0, **watched))) is WARN


QUIET = bounces(AlarmName="bounces", AlarmActions=[])


def composed(rule: str, **fields: Any) -> dict[str, Any]:
    return {
        "AlarmName": "all",
        "AlarmRule": rule,
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
        **fields,
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("ALARM(bounces)", PASS),
        ('ALARM("bounces")', PASS),
        (f'ALARM("arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:bounces")', PASS),
        ("ALARM(bounces) OR ALARM(cpu)", PASS),
        ("ALARM(bounces) AND ALARM(cpu)", WARN),
        ("ALARM(bounces) AND NOT ALARM(deployment)", PASS),
        ("ALARM(bounces) AND OK(cpu)", PASS),
        ("(ALARM(bounces) OR ALARM(cpu)) AND NOT ALARM(deployment)", PASS),
        ("NOT OK(bounces)", PASS),
        ("OK(bounces)", WARN),
        ("NOT ALARM(bounces)", WARN),
        ("INSUFFICIENT_DATA(bounces)", WARN),
        ("ALARM(cpu)", WARN),
        ("TRUE", WARN),
        ("TRUE OR ALARM(bounces)", WARN),
        ("TRUE AND ALARM(bounces)", PASS),
        ("FALSE AND ALARM(bounces)", WARN),
        ("ALARM(cpu) AND ALARM(cpu) OR ALARM(bounces)", PASS),
        ("AT_LEAST(1, ALARM, (bounces, cpu))", PASS),
        ("AT_LEAST(2, ALARM, (bounces, cpu))", WARN),
        ("AT_LEAST(50%, ALARM, (bounces, cpu))", PASS),
        ("AT_LEAST(2, NOT OK, (bounces, cpu))", WARN),
        ("ALARM(bounces", WARN),
        ("ALARM(bounces) XOR ALARM(cpu)", WARN),
        ("ALARM(bounces) ALARM(cpu)", WARN),
        ("ALARM(all)", WARN),
    ],
)
def test_a_composite_alarm_speaks_for_an_alarm_without_an_action(rule: str, expected: Any) -> None:
    assert verdict("E13", alarms(QUIET, composite=(composed(rule),))) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ActionsEnabled": False}, WARN),
        ({"AlarmActions": []}, WARN),
        ({"ActionsSuppressor": "deployment"}, PASS),
        ({"ActionsSuppressor": "bounces"}, WARN),
    ],
)
def test_a_composite_alarm_without_an_action_tells_nobody(
    fields: dict[str, Any], expected: Any
) -> None:
    found = composed("ALARM(bounces)", **fields)
    assert verdict("E13", alarms(QUIET, composite=(found,))) is expected


def test_composite_alarms_can_be_about_each_other() -> None:
    inner = composed("ALARM(bounces)", AlarmName="inner", AlarmActions=[])
    outer = composed("ALARM(inner)", AlarmName="outer")
    assert verdict("E13", alarms(QUIET, composite=(outer, inner))) is PASS
    high = bounces(AlarmName="bounces", AlarmActions=[], Threshold=0.9)
    assert verdict("E13", alarms(high, composite=(outer, inner))) is WARN


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"Threshold": 0.9}, "goes off at GreaterThanOrEqualToThreshold 0.9"),
        ({"AlarmActions": []}, "has no active action"),
        ({"Statistic": "Sum"}, "is about the Sum of the rate"),
        ({"Dimensions": [{**OF_SET, "Value": "other"}]}, "is about other, which the pool does not"),
    ],
)
def test_a_warning_says_why_an_alarm_does_not_count(fields: dict[str, Any], text: str) -> None:
    fake = FakeAws()
    alarms(bounces(**fields))(fake)
    found = finding(fake, "E13")
    assert text in found.message
    assert COMPLAINT not in found.message
