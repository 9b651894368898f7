"""Alarms on the reputation of SES (E13): thresholds, expressions, composite alarms."""

from __future__ import annotations

from typing import Any

import pytest

from .fake_aws import ACCOUNT, FakeAws, alarm, denied, finding
from .test_each_check import IDENTITY, PASS, UNKNOWN, WARN, replies
from .test_email_verdicts import BY_DEFAULT, NO_SET, Change, verdict

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


def test_the_set_of_the_identity_must_only_be_known_if_no_alarm_is_about_the_account() -> None:
    refused = replies(IDENTITY, denied())
    assert verdict("E13", NO_SET, refused) is PASS
    of_default = alarms(bounces(Dimensions=[{"Name": SET, "Value": "of-identity"}]))
    assert verdict("E13", NO_SET, refused, of_default) is UNKNOWN


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
