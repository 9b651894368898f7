"""Check E13: alarms watch the bounce and complaint rates."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..answers import mapping, text
from ..calls import DESCRIBE_ALARMS
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, passed, warned
from .subject import Subject

_METRICS = ("Reputation.BounceRate", "Reputation.ComplaintRate")


class ReputationAlarms(Check):
    """Is anyone alerted before AWS pauses the account?"""

    id = "E13"
    title = "Alarms watch the bounce and complaint rates"
    channel = Channel.EMAIL
    severity = Severity.MEDIUM
    why = (
        "AWS reviews an account at 5 % bounces or 0.1 % complaints, and pauses it at 10 % or 0.5 %."
    )
    source = sources.SES_ALARMS
    calls = (DESCRIBE_ALARMS,)
    remediation = Remediation(
        "Create alarms for a bounce rate of 0.05 and a complaint rate of 0.001.",
        terraform="modules/messaging-alarms",
        command="aws cloudwatch put-metric-alarm --region {ses_region} "
        "--alarm-name ses-bounce-rate "
        "--namespace AWS/SES --metric-name Reputation.BounceRate "
        "--statistic Average --period 3600 --evaluation-periods 1 "
        "--threshold 0.05 --comparison-operator GreaterThanOrEqualToThreshold "
        "--alarm-actions SNS_TOPIC_ARN",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        answer = await subject.ask(DESCRIBE_ALARMS, sender.arn.region, AlarmTypes=["MetricAlarm"])
        alarms = [mapping(alarm) for alarm in required(answer, "MetricAlarms")]
        watched: dict[str, str] = {}
        without_action = []
        for alarm in alarms:
            for namespace, metric in _metrics(alarm):
                if namespace != "AWS/SES" or metric not in _METRICS:
                    continue
                if alarm.get("ActionsEnabled") is True and alarm.get("AlarmActions"):
                    watched[metric] = str(alarm.get("AlarmName"))
                else:
                    without_action.append(str(alarm.get("AlarmName")))
        missing = [metric for metric in _METRICS if metric not in watched]
        if missing:
            hint = (
                f" (without an active action: {', '.join(without_action)})"
                if without_action
                else ""
            )
            return warned(f"No alarm on {' and '.join(missing)}{hint}.", alarms=watched)
        return passed("Alarms watch both rates.", alarms=watched)


def _metrics(alarm: Mapping[str, Any]) -> Iterator[tuple[str | None, str | None]]:
    yield text(alarm.get("Namespace")), text(alarm.get("MetricName"))
    for query in map(mapping, alarm.get("Metrics") or ()):  # an alarm on an expression
        metric = mapping(mapping(query.get("MetricStat")).get("Metric"))
        yield text(metric.get("Namespace")), text(metric.get("MetricName"))
