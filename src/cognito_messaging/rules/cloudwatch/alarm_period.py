"""The period of an alarm, which it needs."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext


class AlarmPeriodMissing(Rule):
    """An alarm on one metric has a period."""

    id = "alarm-period-missing"
    text = "An alarm on a metric needs Period."
    source = "hashicorp/terraform-provider-aws#28617, #11011"
    wording = "hashicorp/terraform-provider-aws#28617"
    operations = frozenset({"cloudwatch.PutMetricAlarm"})
    code = "ValidationError"
    message = "Period must not be null"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        is_missing = bool(given.get("MetricName")) and not given.get("Period")
        return self.refusal() if is_missing and not given.get("Metrics") else None
