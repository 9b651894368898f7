"""Check S0: Cognito sends the messages itself."""

from ..calls import DESCRIBE_USER_POOL
from . import sources
from .base import Check
from .outcome import Channel, Outcome, Remediation, Severity, passed, warned
from .subject import Subject


class CustomSenders(Check):
    """Does Cognito send the messages itself?"""

    id = "S0"
    title = "Cognito sends the messages itself"
    channel = Channel.GENERAL
    severity = Severity.LOW
    why = (
        "A custom sender's Lambda function decrypts the code and sends it in ways "
        "that this report cannot see."
    )
    source = sources.DG_CUSTOM_SENDERS
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "Check by hand what the Lambda function sends through: its provider, quota and alarms."
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        senders = {
            channel: arn
            for channel in ("Email", "SMS")
            if (arn := subject.pool.custom_sender(channel))
        }
        if senders:
            channels = " and ".join(f"{channel} ({arn})" for channel, arn in senders.items())
            return warned(
                f"A Lambda function sends {channels}; what it does is not checked here.", **senders
            )
        return passed("No custom sender is set.", CustomSenders=[])
