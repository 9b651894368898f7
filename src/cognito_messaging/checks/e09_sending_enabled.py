"""E9."""

from ..calls import GET_SES_ACCOUNT
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class SendingEnabled(Check):
    """May the account send at all?"""

    id = "E9"
    title = "SES sending is on and the account is healthy"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = (
        "A paused account sends nothing; one on probation is paused next, at 10 % bounces or 0.5 "
        "% complaints."
    )
    source = sources.SES_REPUTATION
    calls = (GET_SES_ACCOUNT,)
    remediation = Remediation(
        "Switch sending on; on probation or after a shutdown, answer AWS's support case.",
        command="aws sesv2 put-account-sending-attributes --sending-enabled --region {ses_region}",
        console="SES ({ses_region}) → Reputation metrics",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        sender = subject.sender()
        account = await subject.ask(GET_SES_ACCOUNT, sender.arn.region)
        enabled = required(account, "SendingEnabled")
        status = required(account, "EnforcementStatus")
        seen = {"SendingEnabled": enabled, "EnforcementStatus": status}
        if status == "SHUTDOWN":
            return failed("AWS has shut the account's sending down.", **seen)
        if enabled is not True:
            return failed("Sending is switched off for the account.", **seen)
        if status == "PROBATION":
            return warned(
                "The account is on probation: bounces or complaints are too many.", **seen
            )
        if status == "HEALTHY":
            return passed("Sending is on and the account is healthy.", **seen)
        return warned(f"AWS gives the account the status {status}.", **seen)
