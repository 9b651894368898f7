"""Dashboards, whose body is text to botocore."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_MAXIMUM = {"x": 23, "width": 24, "height": 1000}
_MINIMUM = {"x": 0, "y": 0}
_REQUIRED = {"text": "markdown", "alarm": "alarms"}


class DashboardName(Rule):
    """The name of a dashboard is a part of URLs."""

    id = "dashboard-name"
    text = "The name of a dashboard may contain letters, digits, `-` and `_`."
    source = "API, cloudwatch.PutDashboard, DashboardName"
    operations = frozenset({"cloudwatch.PutDashboard"})
    code = "InvalidParameterValue"
    message = (
        "The value {name} for field DashboardName contains invalid characters. It can only contain "
        "alphanumerics, dash (-) and underscore (_)."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["DashboardName"]
        plain = name.replace("-", "").replace("_", "")
        return (
            None
            if plain == "" or (plain.isascii() and plain.isalnum())
            else self.refusal(name=name)
        )


class DashboardBody(Rule):
    """CloudWatch checks the structure of a dashboard."""

    id = "dashboard-body"
    text = (
        "The body of a dashboard must be a JSON object with an array of widgets, each with type "
        "and properties, within 24 columns."
    )
    source = "CloudWatch API Reference, dashboard body structure and syntax"
    operations = frozenset({"cloudwatch.PutDashboard"})
    code = "InvalidParameterInput"
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-cloudwatch-dashboard-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        try:
            body = json.loads(call.parameters["DashboardBody"])
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return self.refusal(what="The field DashboardBody must be a valid JSON object")
        faults = [{"dataPath": path, "message": message} for path, message in _faults(body)]
        if not faults:
            return None
        return self.refusal(
            what=f"The dashboard body is invalid, there are {len(faults)} validation errors: "
            + json.dumps(faults)
        )


def _faults(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "widgets" not in body:
        yield "", "Should have required property 'widgets'"
    elif not isinstance(body["widgets"], list):
        yield "/widgets", "Should be array"
    else:
        for number, widget in enumerate(body["widgets"]):
            if isinstance(widget, dict):
                yield from _widget_faults(f"/widgets/{number}", widget)


def _widget_faults(path: str, widget: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("type", "properties"):
        if name not in widget:
            yield path, f"Should have required property '{name}'"
    for limits, sign in ((_MAXIMUM, "<="), (_MINIMUM, ">=")):
        for name, limit in limits.items():
            value = widget.get(name)
            if isinstance(value, int | float) and (
                value > limit if sign == "<=" else value < limit
            ):
                yield f"{path}/{name}", f"Should be {sign} {limit}"
    properties = widget.get("properties")
    required = _REQUIRED.get(str(widget.get("type")))
    if isinstance(properties, dict) and required and required not in properties:
        yield f"{path}/properties", f"Should have required property '{required}'"
    period = properties.get("period") if isinstance(properties, dict) else None
    if (
        isinstance(period, int)
        and period not in (1, 5, 10, 20, 30)
        and (period <= 0 or period % 60)
    ):
        yield f"{path}/properties/period", "Should be multiple of 60"
