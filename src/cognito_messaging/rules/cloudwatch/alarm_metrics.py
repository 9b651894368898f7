"""What an alarm watches: statistics, and expressions of several metrics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .alarms import API, CODE, PUT, queries

_PREFLIGHT = "badmintoncryer/cdk-preflight"
# CloudWatch User Guide, "Statistics definitions": the five statistics, IQM, and those with numbers.
_STATISTIC = re.compile(
    r"(?i:SampleCount|Average|Sum|Minimum|Maximum|IQM)"
    r"|(?i:p|tm|wm|tc|ts)\d{1,3}(\.\d{0,10})?"
    r"|(?i:TM|WM|TC|TS|PR)\([^()]*\)"
)
_PERCENTILE = re.compile(r"p(\d+)(?:\.\d*)?")


class AlarmMetrics(Rule):
    """An alarm on expressions watches one of them."""

    id = "alarm-metrics"
    text = (
        "Of an alarm's Metrics, each is a metric or an expression without SEARCH, up to 10 of "
        "each, and exactly one returns data, or two with ThresholdMetricId."
    )
    source = f"{API}, Metrics"
    operations = PUT
    code = CODE
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-metric-query-* and pf-cloudwatch-alarm-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = queries(call)
        if not found:
            return None
        what = _query_fault(found) or _number_fault(found, call)
        return self.refusal(what=what) if what else None


def _query_fault(found: list[Mapping[str, Any]]) -> str | None:
    if any(one.get("Expression") and one.get("MetricStat") for one in found):
        return (
            "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and "
            "you have specified both."
        )
    if any(re.match(r"\s*SEARCH\s*\(", one.get("Expression") or "") for one in found):
        return "SEARCH is not supported on Metric Alarms."
    return None


def _number_fault(found: list[Mapping[str, Any]], call: ApiCall) -> str | None:
    for key, name in (("MetricStat", "metrics"), ("Expression", "expressions")):
        if sum(1 for one in found if one.get(key)) > 10:
            return f"Too many {name} in alarm, maximum is 10"
    wanted = 2 if call.parameters.get("ThresholdMetricId") else 1
    if sum(1 for one in found if one.get("ReturnData", True)) != wanted:
        number = {1: "one element", 2: "two elements"}[wanted]
        return f"Exactly {number} of the metrics list should return data."
    return None


class AlarmStatistic(Rule):
    """Percentiles end at 100, and low samples matter to them only."""

    id = "alarm-statistic"
    text = (
        "ExtendedStatistic must be a percentile up to p100 or another trimmed statistic, and "
        "EvaluateLowSampleCountPercentile excludes Statistic."
    )
    source = f"{API}, ExtendedStatistic and EvaluateLowSampleCountPercentile"
    operations = PUT
    code = CODE
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-extended-statistic, pf-cloudwatch-alarm-low-sample-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        extended, plain = given.get("ExtendedStatistic") or "", given.get("Statistic")
        found = _PERCENTILE.fullmatch(extended)
        # p100.5 was accepted, p101 was not.
        if found and int(found[1]) > 100:
            return self.refusal(
                what=f"The value {extended} for parameter ExtendedStatistic is not supported."
            )
        if plain and given.get("EvaluateLowSampleCountPercentile"):
            return self.refusal(
                what="Option evaluateLowSampleCountPercentile can not be applied with statistic "
                f"{plain}."
            )
        return None


class AlarmMetricStatistic(Rule):
    """A metric of a list has a statistic of CloudWatch."""

    id = "alarm-metric-statistic"
    text = "Stat in Metrics must be a statistic of CloudWatch, such as Sum or p90."
    source = "hashicorp/terraform-provider-aws#19567; CloudWatch User Guide, statistics"
    wording = "hashicorp/terraform-provider-aws#19567"
    operations = PUT
    code = CODE
    message = "Invalid metrics list"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in call.parameters.get("Metrics", []):
            statistic = one.get("MetricStat", {}).get("Stat")
            if statistic and not _STATISTIC.fullmatch(statistic):
                return self.refusal()
        return None


class AlarmNamespace(Rule):
    """Namespaces are in ASCII."""

    id = "alarm-namespace"
    text = "The Namespace of an alarm must be in ASCII."
    source = "CloudWatch User Guide, namespaces"
    operations = PUT
    code = CODE
    message = "Namespace must not contain Non-ASCII characters."
    wording = f"{_PREFLIGHT}, pf-cloudwatch-metric-namespace-ascii"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if (call.parameters.get("Namespace") or "").isascii() else self.refusal()
