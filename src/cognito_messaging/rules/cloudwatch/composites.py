"""Composite alarms: their expression, and the alarm that suppresses their actions."""

from __future__ import annotations

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .alarms import CODE

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_PUT = frozenset({"cloudwatch.PutCompositeAlarm"})
_START = re.compile(
    r"\s*(?:\(|NOT\b|AT_LEAST\b|TRUE\b|FALSE\b|(?:ALARM|OK|INSUFFICIENT_DATA)\s*\()"
)
_PERIODS = ("ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod")


class CompositeExpression(Rule):
    """An expression is about the states of other alarms."""

    id = "composite-alarm-rule"
    text = (
        "AlarmRule must begin with a function such as ALARM(...), NOT, TRUE, FALSE or a bracket, "
        "and not name the composite alarm itself."
    )
    source = "API, cloudwatch.PutCompositeAlarm, AlarmRule"
    operations = _PUT
    code = CODE
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-composite-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        expression, name = call.parameters["AlarmRule"], call.parameters["AlarmName"]
        if _START.match(expression) is None:
            token = (expression.split() or [""])[0]
            return self.refusal(
                what=f"Error in AlarmRule [Unsupported token {token} must be: '(', 'NOT', "
                "AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA]"
            )
        escaped = re.escape(name)
        if re.search(rf'\(\s*(?:"{escaped}"|{escaped})\s*\)', expression):
            return self.refusal(
                what="A composite alarm cannot have a child relation with itself via its AlarmRule"
            )
        return None


class CompositeSuppressor(Rule):
    """A suppressor has two periods."""

    id = "composite-alarm-suppressor"
    text = (
        "ActionsSuppressor, a name or an ARN of an alarm, and its wait and extension periods "
        "belong together."
    )
    source = "API, cloudwatch.PutCompositeAlarm, ActionsSuppressor"
    operations = _PUT
    code = CODE
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-composite-suppressor-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        suppressor = given.get("ActionsSuppressor")
        for name in _PERIODS:
            if suppressor and given.get(name) is None:
                return self.refusal(what=f"{name} must not be null")
            if not suppressor and given.get(name) is not None:
                return self.refusal(what=f"{name} requires an ActionSuppressor")
        parts = (suppressor or "").split(":")
        if parts[0] == "arn" and (parts[2:3] != ["cloudwatch"] or parts[5:6] != ["alarm"]):
            return self.refusal(
                what="ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name"
            )
        return None
