"""Check G3: Cognito logs the messages that it could not send."""

from ..answers import mapping
from ..calls import GET_LOG_DELIVERY
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, passed, warned
from .subject import Subject

_DESTINATIONS = ("CloudWatchLogsConfiguration", "S3Configuration", "FirehoseConfiguration")


class LogDelivery(Check):
    """Is a failed message logged?"""

    id = "G3"
    title = "Cognito logs the messages that it could not send"
    channel = Channel.GENERAL
    severity = Severity.MEDIUM
    why = (
        "Cognito does not report why a code was not sent, "
        "unless its notification errors are logged."
    )
    source = sources.DG_LOGS
    calls = (GET_LOG_DELIVERY,)
    remediation = Remediation(
        "Log userNotification at level ERROR to a log group.",
        terraform="modules/log-delivery",
        command="aws cognito-idp set-log-delivery-configuration --region {region} "
        "--user-pool-id {pool_id} --log-configurations "
        "LogLevel=ERROR,EventSource=userNotification,"
        "CloudWatchLogsConfiguration={{LogGroupArn=LOG_GROUP_ARN}}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        pool = subject.pool
        answer = await subject.ask(GET_LOG_DELIVERY, pool.region, UserPoolId=pool.id)
        # For a pool without log delivery, the list is empty or missing.
        configurations = mapping(required(answer, "LogDeliveryConfiguration")).get(
            "LogConfigurations"
        )
        for item in map(mapping, configurations or ()):
            if item.get("EventSource") != "userNotification" or item.get("LogLevel") != "ERROR":
                continue
            for destination in _DESTINATIONS:
                if mapping(item.get(destination)):
                    return passed(
                        "Notification errors are logged.", destination=dict(item[destination])
                    )
        return warned("No delivery of notification errors is configured.")
