"""Alarms and dashboards."""

from __future__ import annotations

import json

from .setting import REGION, Pair, case

ALARM = {
    "AlarmName": "a",
    "Namespace": "AWS/Cognito",
    "MetricName": "SignUpThrottles",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanThreshold",
}
METRIC = {"Metric": {"Namespace": "AWS/SES", "MetricName": "Bounce"}, "Period": 300, "Stat": "Sum"}
QUERIES = [
    {"Id": "m1", "MetricStat": METRIC, "ReturnData": False},
    {"Id": "e1", "Expression": "m1 * 2"},
]
ON_METRICS = {
    **{key: ALARM[key] for key in ("AlarmName", "EvaluationPeriods", "Threshold")},
    "ComparisonOperator": "GreaterThanThreshold",
}


def puts(it, **settings):
    return lambda: it.client("cloudwatch").put_metric_alarm(**settings)


def pair(it, refused, allowed, **more):
    return Pair(puts(it, **{**ALARM, **more, **refused}), puts(it, **{**ALARM, **more, **allowed}))


@case("alarm-period")
def _(it):
    return pair(it, {"Period": 90}, {"Period": 120})


@case("alarm-window")
def _(it):
    return pair(it, {"EvaluationPeriods": 1441}, {"EvaluationPeriods": 1440})


@case("alarm-datapoints")
def _(it):
    return pair(it, {"DatapointsToAlarm": 4}, {"DatapointsToAlarm": 3}, EvaluationPeriods=3)


@case("alarm-threshold")
def _(it):
    without = {key: value for key, value in ALARM.items() if key != "Threshold"}
    return Pair(puts(it, **without), puts(it, **ALARM))


@case("alarm-metrics")
def _(it):
    both = [{"Id": one["Id"], **one, "ReturnData": True} for one in QUERIES]
    return Pair(puts(it, **ON_METRICS, Metrics=both), puts(it, **ON_METRICS, Metrics=QUERIES))


@case("alarm-statistic")
def _(it):
    without = {key: value for key, value in ALARM.items() if key != "Statistic"}
    return Pair(
        puts(it, **without, ExtendedStatistic="p101"), puts(it, **without, ExtendedStatistic="p100")
    )


@case("alarm-namespace")
def _(it):
    return pair(it, {"Namespace": "Größe"}, {"Namespace": "Groesse"})


@case("alarm-actions")
def _(it):
    def action(service):
        return {"AlarmActions": [f"arn:aws:{service}:{REGION}:{it.number}:q"]}

    return pair(it, action("sqs"), action("sns"))


def shows(it, name, body):
    put = it.client("cloudwatch").put_dashboard
    return lambda: put(DashboardName=name, DashboardBody=json.dumps(body))


@case("dashboard-name")
def _(it):
    return Pair(shows(it, "my mail", {"widgets": []}), shows(it, "my-mail", {"widgets": []}))


@case("dashboard-body")
def _(it):
    widget = {"type": "text", "properties": {"markdown": "# Mail"}}
    return Pair(
        shows(it, "d", {"widgets": [{**widget, "width": 25}]}),
        shows(it, "d", {"widgets": [{**widget, "width": 24}]}),
    )


def composes(it, rule="ALARM(a)", **more):
    puts(it, **ALARM)()
    put = it.client("cloudwatch").put_composite_alarm
    return lambda: put(AlarmName="c", AlarmRule=rule, **more)


@case("composite-alarm-rule")
def _(it):
    return Pair(composes(it, "a OR b"), composes(it, "NOT ALARM(a)"))


@case("composite-alarm-suppressor")
def _(it):
    suppressor = {"ActionsSuppressor": "a", "ActionsSuppressorWaitPeriod": 60}
    return Pair(
        composes(it, **suppressor), composes(it, **suppressor, ActionsSuppressorExtensionPeriod=60)
    )
