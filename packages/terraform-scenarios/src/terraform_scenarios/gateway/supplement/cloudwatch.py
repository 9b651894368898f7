"""CloudWatch: alarms read back as they were put.

The target loses some of an alarm's settings on the way. Source: CloudWatch API Reference,
PutMetricAlarm and DescribeAlarms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway.plugins import Asked, Supplement
from terraform_scenarios.gateway.supplement.kept import Kept


class CloudWatch(Supplement):
    """Alarms."""

    service = "cloudwatch"

    def __init__(self) -> None:
        self._kept: Kept[dict[str, Mapping[str, Any]]] = Kept(dict)

    def reset(self) -> None:
        """Forget every account."""
        self._kept.clear()

    async def put_metric_alarm(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        settings = {key: value for key, value in call.parameters.items() if key != "Tags"}
        self._kept.of(call)[call.parameters["AlarmName"]] = settings
        return answer

    async def describe_alarms(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        kept = self._kept.of(call)
        for alarm in answer.get("MetricAlarms", []):
            settings = kept.get(alarm["AlarmName"])
            if settings is not None:
                for name in _SETTINGS - settings.keys():
                    alarm.pop(name, None)
                alarm.update(settings)
        return answer

    async def delete_alarms(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        for name in call.parameters["AlarmNames"]:
            self._kept.of(call).pop(name, None)
        return answer


# What an alarm has only if it was put with it.
_SETTINGS = frozenset(
    {
        "AlarmDescription", "Unit", "ExtendedStatistic", "Statistic", "DatapointsToAlarm",
        "EvaluateLowSampleCountPercentile", "ThresholdMetricId", "Metrics", "TreatMissingData",
        "Threshold", "Period", "MetricName", "Namespace",
    }
)  # fmt: skip
