"""Alarms: the time that they look at, and what they compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PREFLIGHT = "badmintoncryer/cdk-preflight"
API = "API, cloudwatch.PutMetricAlarm"
PUT = frozenset({"cloudwatch.PutMetricAlarm"})
CODE = "ValidationError"
_DAY = 86400
_BANDS = frozenset(
    {
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "GreaterThanUpperThreshold",
    }
)
# Services that an alarm can call (API, PutMetricAlarm, AlarmActions).
_VENDORS = frozenset(
    {
        "automate", "sns", "autoscaling", "ssm", "ssm-incidents", "lambda", "swf", "aiops",
        "application-autoscaling", "ec2",
    }
)  # fmt: skip


def queries(call: ApiCall) -> list[Mapping[str, Any]]:
    """The metrics and expressions of an alarm on several."""
    return list(call.parameters.get("Metrics") or [])


def _periods(call: ApiCall) -> Iterator[int]:
    if call.parameters.get("Period") is not None:
        yield call.parameters["Period"]
    for one in queries(call):
        for period in (one.get("Period"), (one.get("MetricStat") or {}).get("Period")):
            if period is not None:
                yield period


class AlarmPeriod(Rule):
    """Metrics are kept for certain periods."""

    id = "alarm-period"
    text = "The Period of an alarm or of its metrics must be 10, 20, 30 or a multiple of 60."
    source = f"{API}, Period"
    operations = PUT
    code = CODE
    message = "Period must be 10, 20, 30 or a multiple of 60"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-alarm-period"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        wrong = any(one not in (10, 20, 30) and one % 60 for one in _periods(call))
        return self.refusal() if wrong else None


class AlarmWindow(Rule):
    """An alarm looks at a day, or at a week in periods of hours."""

    id = "alarm-window"
    text = (
        "Period times EvaluationPeriods may be up to a day, and up to a week for periods of an "
        "hour or more."
    )
    source = f"{API}, EvaluationPeriods"
    operations = PUT
    code = CODE
    message = "EvaluationPeriods * Period must be <= {limit}"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-alarm-evaluation-window"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        period, count = (call.parameters.get(name) for name in ("Period", "EvaluationPeriods"))
        if not period or not count:
            return None
        limit = 7 * _DAY if period >= 3600 else _DAY
        return self.refusal(limit=limit) if period * count > limit else None


class AlarmDatapoints(Rule):
    """An alarm cannot need more data than it looks at."""

    id = "alarm-datapoints"
    text = "DatapointsToAlarm must not exceed EvaluationPeriods."
    source = f"{API}, DatapointsToAlarm"
    operations = PUT
    code = CODE
    message = "DatapointsToAlarm must be less than or equal to EvaluationPeriods"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-datapoints-evaluation"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        needed = call.parameters.get("DatapointsToAlarm")
        count = call.parameters.get("EvaluationPeriods")
        return self.refusal() if needed and count and needed > count else None


class AlarmThreshold(Rule):
    """A comparison has a number or a band."""

    id = "alarm-threshold"
    text = (
        "A comparison with a band needs ThresholdMetricId, which must name a metric that returns "
        "data; any other needs Threshold."
    )
    source = f"{API}, ComparisonOperator, Threshold and ThresholdMetricId"
    operations = PUT
    code = CODE
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-alarm-threshold and pf-cloudwatch-threshold-metric-id"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        operator, band = given.get("ComparisonOperator"), given.get("ThresholdMetricId")
        if operator in _BANDS and not band:
            return self.refusal(
                what="ComparisonOperators for ranges require ThresholdMetricId to be set"
            )
        if operator and operator not in _BANDS and given.get("Threshold") is None:
            return self.refusal(what="PutMetricAlarm request should have valid Threshold parameter")
        shown = [one["Id"] for one in queries(call) if one.get("ReturnData", True)]
        if band and band not in shown:
            return self.refusal(
                what="Metrics list must contain exactly one metric matching the ThresholdMetricId "
                "parameter"
            )
        return None


class AlarmActions(Rule):
    """An alarm calls certain services only."""

    id = "alarm-actions"
    text = (
        "The actions of an alarm must be of services that it can call, and those on EC2 instances "
        "in its region; an alarm on a band cannot scale."
    )
    source = f"{API}, AlarmActions"
    operations = PUT
    code = CODE
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-alarm-*-action*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for name in ("AlarmActions", "OKActions", "InsufficientDataActions"):
            for action in call.parameters.get(name) or []:
                what = _action_fault(action.split(":"), call)
                if what:
                    return self.refusal(what=what)
        return None


def _action_fault(parts: list[str], call: ApiCall) -> str | None:
    if len(parts) < 6 or parts[0] != "arn":
        return None
    vendor, region = parts[2], parts[3]
    if vendor not in _VENDORS:
        return f"Unsupported AWS vendor {vendor}"
    if vendor == "automate" and region != call.region:
        return f"Invalid region {region} specified. Only {call.region} is supported."
    if vendor == "autoscaling" and call.parameters.get("ThresholdMetricId"):
        return "autoscaling actions not supported when ThresholdMetricId is set"
    return None
