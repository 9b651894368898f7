"""CloudWatch: alarms with all their settings, some of which the emulator loses.

Source: CloudWatch API Reference, PutMetricAlarm and DescribeAlarms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore


class CloudWatch(Supplement):
    """Alarms, with the settings that they were created with."""

    service = "cloudwatch"

    def __init__(self) -> None:
        self._alarms: PerAccountStore[dict[str, Mapping[str, Any]]] = PerAccountStore(dict)

    async def put_metric_alarm(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        settings = {key: value for key, value in call.parameters.items() if key != "Tags"}
        self._alarms.of(call)[call.parameters["AlarmName"]] = settings
        return answer

    async def describe_alarms(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        kept = self._alarms.of(call)
        for alarm in answer.get("MetricAlarms", []):
            settings = kept.get(alarm["AlarmName"])
            if settings is not None:
                for name in _SETTINGS - settings.keys():
                    alarm.pop(name, None)
                alarm.update(settings)
        return answer

    async def delete_alarms(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        for name in call.parameters["AlarmNames"]:
            self._alarms.of(call).pop(name, None)
        return answer


# The settings that an alarm has only if it was created with them.
_SETTINGS = frozenset(
    {
        "AlarmDescription", "Unit", "ExtendedStatistic", "Statistic", "DatapointsToAlarm",
        "EvaluateLowSampleCountPercentile", "ThresholdMetricId", "Metrics", "TreatMissingData",
        "Threshold", "Period", "MetricName", "Namespace",
    }
)  # fmt: skip
