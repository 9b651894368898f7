"""Check E9: the SES account can send."""

from ..calls import GET_SES_ACCOUNT
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject, fill_in


class SendingEnabled(Check):
    """Can the account send email?"""

    id = "E9"
    title = "SES sending is on and the account is healthy"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = (
        "A paused account sends nothing, and an account on probation is paused next: "
        "at 10 % bounces or 0.5 % complaints."
    )
    source = sources.SES_REPUTATION
    calls = (GET_SES_ACCOUNT,)
    remediation = Remediation(
        "Turn sending on.",
        command="aws sesv2 put-account-sending-attributes --sending-enabled --region {ses_region}",
        console="SES ({ses_region}) → Reputation metrics",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        account = await subject.ask(GET_SES_ACCOUNT, sender.arn.region)
        enabled = required(account, "SendingEnabled")
        status = required(account, "EnforcementStatus")
        evidence = {"SendingEnabled": enabled, "EnforcementStatus": status}
        answer = fill_in(
            self.remediation,
            subject,
            what="Find what causes the bounces or complaints, and answer AWS's support case.",
            command=None,
        )
        if status == "SHUTDOWN":
            return failed("AWS has shut down sending for the account.", **evidence).fixed_by(answer)
        if enabled is not True:
            return failed("Sending is turned off for the account.", **evidence)
        if status == "PROBATION":
            return warned(
                "The account is on probation: it has too many bounces or complaints.", **evidence
            ).fixed_by(answer)
        if status == "HEALTHY":
            return passed("Sending is on and the account is healthy.", **evidence)
        return warned(f"The account's status is {status}.", **evidence).fixed_by(answer)
