"""Filters of log groups: into metrics, and to other services."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_METRIC = frozenset({"logs.PutMetricFilter"})
_SUBSCRIPTION = frozenset({"logs.PutSubscriptionFilter"})
_WITH_ROLE = frozenset({"kinesis", "firehose"})
_VENDORS = _WITH_ROLE | {"lambda", "logs"}


class FilterPattern(Rule):
    """A pattern for fields between brackets ends with one."""

    id = "logs-filter-pattern"
    text = "A filter pattern that begins with `[` must end with `]`."
    source = f"{_PREFLIGHT}, pf-logs-filter-pattern-bracket"
    operations = _METRIC | _SUBSCRIPTION
    code = "InvalidParameterException"
    message = "Invalid filter pattern"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pattern = call.parameters.get("filterPattern", "").strip()
        return self.refusal() if pattern.startswith("[") and not pattern.endswith("]") else None


class MetricTransformation(Rule):
    """A metric of a log group is the account's own."""

    id = "logs-metric-transformation"
    text = (
        "A metric filter's namespace must not begin with AWS/, its dimensions must be selectors "
        "such as `$.field`, and exclude a default value."
    )
    source = "API, logs.PutMetricFilter, MetricTransformation"
    operations = _METRIC
    code = "InvalidParameterException"
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-logs-metric-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in call.parameters["metricTransformations"]:
            dimensions = one.get("dimensions") or {}
            if one["metricNamespace"].startswith("AWS/"):
                return self.refusal(
                    what="Metric namespaces starting with AWS/ are reserved for AWS."
                )
            if dimensions and one.get("defaultValue") is not None:
                return self.refusal(
                    what="Invalid metric transformation: dimensions and default value are mutually "
                    "exclusive properties"
                )
            if any(not value.startswith("$") for value in dimensions.values()):
                return self.refusal(
                    what="Invalid metric transformation: dimension value must be valid selector"
                )
        return None


class Destination(Rule):
    """Some destinations need a role, others must not have one."""

    id = "logs-subscription-destination"
    text = (
        "A subscription filter sends to Lambda without a role, to Kinesis and Firehose with one, "
        "or to a destination of CloudWatch Logs."
    )
    source = "API, logs.PutSubscriptionFilter, destinationArn and roleArn"
    operations = _SUBSCRIPTION
    code = "InvalidParameterException"
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-logs-subscription-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        parts = call.parameters["destinationArn"].split(":")
        if len(parts) < 6 or parts[0] != "arn":
            return None
        vendor, role = parts[2], call.parameters.get("roleArn")
        if vendor not in _VENDORS:
            return self.refusal(
                what="PutSubscriptionFilter operation cannot work with destinationArn for vendor "
                f"{vendor}"
            )
        if vendor in _WITH_ROLE and not role:
            return self.refusal(
                what=f"destinationArn for vendor {vendor} cannot be used without roleArn"
            )
        if vendor == "lambda" and role:
            return self.refusal(what="destinationArn for vendor lambda cannot be used with roleArn")
        return None
