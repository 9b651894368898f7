"""Check E13: alarms watch the bounce and complaint rates."""

import asyncio

from ..answers import mapping
from ..calls import DESCRIBE_ALARMS, GET_EMAIL_IDENTITY
from ..facts.arns import Arn
from . import sources
from .alarms import LIMITS, Alarms, metrics
from .attempt import attempt
from .base import Check
from .commands import aws, in_turn
from .configuration_sets import configuration_set
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, passed, warned
from .subject import Subject, fill_in

_TOPIC = "ses-reputation"


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
    calls = (DESCRIBE_ALARMS, GET_EMAIL_IDENTITY)
    remediation = Remediation(
        "Create alarms for a bounce rate of 0.05 and a complaint rate of 0.001, and subscribe to "
        "their topic.",
        terraform="modules/messaging-alarms",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        region = sender.arn.region
        answer, name = await asyncio.gather(
            subject.ask(DESCRIBE_ALARMS, region, AlarmTypes=["MetricAlarm", "CompositeAlarm"]),
            attempt(configuration_set(subject, sender)),
        )
        alarms = Alarms(
            [mapping(alarm) for alarm in required(answer, "MetricAlarms")],
            [mapping(alarm) for alarm in answer.get("CompositeAlarms") or ()],
            name if isinstance(name, str) else None,
        )
        watched = {metric: alarms.watching(metric) for metric in LIMITS}
        missing = [metric for metric, by in watched.items() if by is None]
        if not missing:
            return passed("Alarms watch both rates.", alarms=watched)
        if isinstance(name, Exception):
            raise name  # an alarm may watch the configuration set that is not known
        faults = [
            f"{alarm.get('AlarmName')} {alarms.fault(alarm, metric)}"
            for metric in missing
            for alarm in alarms.metric
            if ("AWS/SES", metric) in metrics(alarm)
        ]
        hint = f": {'; '.join(faults)}" if faults else ""
        return warned(f"No alarm watches {' and '.join(missing)}{hint}.", alarms=watched).fixed_by(
            fill_in(self.remediation, subject, command=_command(region, sender.arn, missing))
        )


def _command(region: str, identity: Arn, missing: list[str]) -> str:
    topic = Arn(identity.partition, "sns", region, identity.account, _TOPIC)
    return in_turn(
        aws("sns create-topic", region=region, name=_TOPIC),
        *(
            aws(
                "cloudwatch put-metric-alarm",
                region=region,
                alarm_name=f"SES {metric}",
                namespace="AWS/SES",
                metric_name=metric,
                statistic="Maximum",
                period=3600,
                evaluation_periods=1,
                threshold=f"{LIMITS[metric]:g}",
                comparison_operator="GreaterThanOrEqualToThreshold",
                treat_missing_data="notBreaching",
                alarm_actions=str(topic),
            )
            for metric in missing
        ),
    )
