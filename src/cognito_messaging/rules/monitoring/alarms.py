"""Alarms of CloudWatch on metrics."""

from __future__ import annotations

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PUT = frozenset({"cloudwatch.PutMetricAlarm"})
_CODE = "ValidationError"
# CloudWatch User Guide, "Statistics definitions": the five statistics, IQM, and those with numbers.
_STATISTIC = re.compile(
    r"(?i:SampleCount|Average|Sum|Minimum|Maximum|IQM)"
    r"|(?i:p|tm|wm|tc|ts)\d{1,3}(\.\d{0,10})?"
    r"|(?i:TM|WM|TC|TS|PR)\([^()]*\)"
)


class AlarmDataPoints(Rule):
    """An alarm cannot need more data points than it looks at."""

    id = "alarm-data-points"
    text = "DatapointsToAlarm must not be more than EvaluationPeriods."
    source = "hashicorp/terraform#24070"
    wording = "hashicorp/terraform#24070"
    operations = _PUT
    code = _CODE
    message = "DatapointsToAlarm must be less than or equal to EvaluationPeriods"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        needed, seen = (
            call.parameters.get(name) for name in ("DatapointsToAlarm", "EvaluationPeriods")
        )
        return self.refusal() if needed and seen and needed > seen else None


class AlarmPeriod(Rule):
    """An alarm on one metric has a period."""

    id = "alarm-period"
    text = "An alarm on a metric needs Period."
    source = "hashicorp/terraform-provider-aws#28617, #11011"
    wording = "hashicorp/terraform-provider-aws#28617"
    operations = _PUT
    code = _CODE
    message = "Period must not be null"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        is_missing = bool(given.get("MetricName")) and not given.get("Period")
        return self.refusal() if is_missing and not given.get("Metrics") else None


class AlarmData(Rule):
    """Of a list of metrics, one is what the alarm looks at."""

    id = "alarm-returned-data"
    text = "Exactly one element of Metrics must return data."
    source = "hashicorp/terraform-provider-aws#29894"
    wording = "hashicorp/terraform-provider-aws#29894"
    operations = _PUT
    code = _CODE
    message = "Exactly one element of the metrics list should return data."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        metrics = call.parameters.get("Metrics")
        if not metrics:
            return None
        # MetricDataQuery: ReturnData is true if it is omitted.
        returned = [one for one in metrics if one.get("ReturnData", True)]
        return None if len(returned) == 1 else self.refusal()


class AlarmStatistic(Rule):
    """A metric of a list has a statistic of CloudWatch."""

    id = "alarm-statistic"
    text = "Stat must be a statistic of CloudWatch, such as Sum or p90."
    source = "hashicorp/terraform-provider-aws#19567; CloudWatch User Guide, statistics"
    wording = "hashicorp/terraform-provider-aws#19567"
    operations = _PUT
    code = _CODE
    message = "Invalid metrics list"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in call.parameters.get("Metrics", []):
            statistic = one.get("MetricStat", {}).get("Stat")
            if statistic and not _STATISTIC.fullmatch(statistic):
                return self.refusal()
        return None
