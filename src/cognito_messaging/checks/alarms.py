"""Which alarms tell somebody that the bounce or complaint rate of SES is high.

An alarm does if it goes off at a rate at which AWS acts, does not go off at a rate of zero, and has
an action. So one rule judges thresholds, comparisons, expressions and composite alarms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..answers import mapping, text
from ..facts import alarm_rules, metric_math

Alarm = Mapping[str, Any]

# SES Developer Guide, "Creating reputation monitoring alarms using CloudWatch".
LIMITS = {"Reputation.BounceRate": 0.05, "Reputation.ComplaintRate": 0.001}
_SET = "ses:configuration-set"
_MORE = 1 + 1e-6
# Few and many messages: an alarm on a number of bounces does not go off for their rate among few.
_SENT = (1e2, 1e6)
_COMPARISONS = {
    "GreaterThanOrEqualToThreshold": lambda value, limit: value >= limit,
    "GreaterThanThreshold": lambda value, limit: value > limit,
    "LessThanOrEqualToThreshold": lambda value, limit: value <= limit,
    "LessThanThreshold": lambda value, limit: value < limit,
}
_HIGH_PERCENTILE = re.compile(r"p(?:[5-9]\d|100)(?:\.\d+)?")


@dataclass(frozen=True)
class Rates:
    """The rates of an account at which an alarm is judged."""

    values: Mapping[str, float]
    sent: float

    def counted(self, metric: str) -> float | None:
        """The value of a metric of SES that counts messages."""
        bounced, complained = (self.values[name] for name in LIMITS)
        return {
            "Send": self.sent,
            "Delivery": self.sent * (1 - bounced),
            "Bounce": self.sent * bounced,
            "Complaint": self.sent * complained,
        }.get(metric)


@dataclass(frozen=True)
class Alarms:
    """The alarms of an account and region.

    Attributes:
        configuration_set: the one that the pool sends with; None if there is none.
    """

    metric: Sequence[Alarm]
    composite: Sequence[Alarm]
    configuration_set: str | None

    def watching(self, metric: str) -> str | None:
        """The name of an alarm that watches a rate; None if there is none."""
        high = [
            Rates(dict.fromkeys(LIMITS, 0.0) | {metric: LIMITS[metric] * _MORE}, n) for n in _SENT
        ]
        calm = [Rates(dict.fromkeys(LIMITS, 0.0), sent) for sent in _SENT]
        for alarm in (*self.metric, *self.composite):
            if not has_action(alarm):
                continue
            name = str(alarm.get("AlarmName"))
            if all(self._notifies(alarm, rates) for rates in high) and not any(
                self.state(name, rates) in ("ALARM", None) for rates in calm
            ):
                return name
        return None

    def state(self, name: str, rates: Rates, above: frozenset[str] = frozenset()) -> str | None:
        """The state of an alarm at some rates; None if it is not known."""
        alarm = self._by_name.get(name)
        if alarm is None or name in above:
            return "OK"
        if "AlarmRule" in alarm:
            inner = above | {name}
            fires = alarm_rules.evaluate(
                str(alarm["AlarmRule"]), lambda child: self.state(child, rates, inner)
            )
        elif not any(namespace == "AWS/SES" for namespace, _ in metrics(alarm)):
            return "OK"  # it does not depend on the rates
        else:
            fires = self._fires(alarm, rates)
        return None if fires is None else ("ALARM" if fires else "OK")

    @cached_property
    def _by_name(self) -> Mapping[str, Alarm]:
        return {str(one.get("AlarmName")): one for one in (*self.metric, *self.composite)}

    def _notifies(self, alarm: Alarm, rates: Rates) -> bool:
        suppressor = text(alarm.get("ActionsSuppressor"))
        if suppressor and self.state(suppressor.rpartition(":alarm:")[2], rates) != "OK":
            return False
        return self.state(str(alarm.get("AlarmName")), rates) == "ALARM"

    def _fires(self, alarm: Alarm, rates: Rates) -> bool | None:
        compare = _COMPARISONS.get(str(alarm.get("ComparisonOperator")))
        threshold = alarm.get("Threshold")
        value = self._value(alarm, rates)
        if compare is None or not isinstance(threshold, int | float) or value is None:
            return None
        return bool(compare(value, threshold))

    def _value(self, alarm: Alarm, rates: Rates) -> float | None:
        queries = [mapping(query) for query in alarm.get("Metrics") or ()]
        if not queries:
            statistic = alarm.get("Statistic") or alarm.get("ExtendedStatistic")
            return self._reading(alarm, statistic, rates)
        values: dict[str, float | None] = {}
        expressions: dict[str, str] = {}
        for query in queries:
            stat, query_id = mapping(query.get("MetricStat")), str(query.get("Id"))
            if stat:
                values[query_id] = self._reading(
                    mapping(stat.get("Metric")), stat.get("Stat"), rates
                )
            else:
                expressions[query_id] = str(query.get("Expression"))
        for _ in expressions:  # an expression can use others, in any order
            for query_id, expression in expressions.items():
                values[query_id] = metric_math.evaluate(expression, values)
        watched = [str(one.get("Id")) for one in queries if one.get("ReturnData", True)]
        return values.get(watched[0]) if len(watched) == 1 else None

    def _reading(self, metric: Alarm, statistic: object, rates: Rates) -> float | None:
        """The value of one metric; None if it is not one of the pool's sender."""
        if metric.get("Namespace") != "AWS/SES" or not self._is_of_sender(metric):
            return None
        name, stat = str(metric.get("MetricName")), str(statistic)
        if name in LIMITS:
            is_rate = stat in ("Average", "Maximum") or _HIGH_PERCENTILE.fullmatch(stat)
            return rates.values[name] if is_rate else None
        return rates.counted(name) if stat == "Sum" else None

    def _is_of_sender(self, metric: Alarm) -> bool:
        """Whether a metric is of the whole account, or of the pool's configuration set."""
        dimensions = {
            mapping(one).get("Name"): mapping(one).get("Value")
            for one in metric.get("Dimensions") or ()
        }
        return not dimensions or (
            self.configuration_set is not None and dimensions == {_SET: self.configuration_set}
        )

    def fault(self, alarm: Alarm, metric: str) -> str:
        """Why an alarm that names a metric does not watch it."""
        named = [one for one in _sources(alarm) if one.get("MetricName") == metric]
        if not any(self._is_of_sender(one) for one in named):
            others = [
                str(mapping(dimension).get("Value"))
                for one in named
                for dimension in one.get("Dimensions") or ()
            ]
            return f"is about {', '.join(others)}, which the pool does not send with"
        if not has_action(alarm):
            return "has no active action, and no composite alarm has one for it"
        if alarm.get("Metrics"):
            return f"has an expression that does not go off at {LIMITS[metric]:g}, as far as known"
        statistic = alarm.get("Statistic") or alarm.get("ExtendedStatistic")
        if statistic not in ("Average", "Maximum"):
            return f"is about the {statistic} of the rate"
        return f"goes off at {alarm.get('ComparisonOperator')} {alarm.get('Threshold')}"


def has_action(alarm: Alarm) -> bool:
    """Whether an alarm tells anybody that it goes off."""
    return alarm.get("ActionsEnabled") is True and bool(alarm.get("AlarmActions"))


def metrics(alarm: Alarm) -> Iterator[tuple[str | None, str | None]]:
    """The namespaces and names of an alarm's metrics."""
    for one in _sources(alarm):
        yield text(one.get("Namespace")), text(one.get("MetricName"))


def _sources(alarm: Alarm) -> Iterator[Alarm]:
    yield alarm
    for query in map(mapping, alarm.get("Metrics") or ()):
        yield mapping(mapping(query.get("MetricStat")).get("Metric"))
