"""Check E10: the SES quota is enough."""

from ..calls import GET_SES_ACCOUNT
from . import sources
from .base import Check
from .fields import number
from .outcome import Channel, Meter, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject

_NEARLY_FULL = 0.8


class SendQuota(Check):
    """Is the daily quota enough?"""

    id = "E10"
    title = "The SES quota is enough for the expected load"
    channel = Channel.EMAIL
    severity = Severity.HIGH
    why = "Over the quota SES refuses email until a day has passed: sign-ups fail on launch day."
    source = sources.SES_QUOTAS
    calls = (GET_SES_ACCOUNT,)
    remediation = Remediation(
        "Request a higher sending quota.",
        command="aws service-quotas request-service-quota-increase --service-code ses "
        "--quota-code L-804C8AE8 --desired-value 50000 --region {ses_region}",
        console="Service Quotas ({ses_region}) → Amazon SES → Sending quota",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        account = await subject.ask(GET_SES_ACCOUNT, sender.arn.region)
        limit = number(account, "SendQuota", "Max24HourSend")
        used = number(account, "SendQuota", "SentLast24Hours")
        evidence = {"Max24HourSend": limit, "SentLast24Hours": used}
        meter = Meter("Email sent in the last 24 hours", used, limit, "a day")
        if limit < 0:
            return passed("The quota is unlimited.", meter, **evidence)
        expected = subject.expectations.emails_per_day
        if expected is not None and expected > limit:
            return failed(
                f"{limit:,.0f} a day is less than the {expected:,} expected.", meter, **evidence
            )
        if used > _NEARLY_FULL * limit:
            return warned(
                f"{used:,.0f} of {limit:,.0f} were sent in the last 24 hours.", meter, **evidence
            )
        comparison = (
            f"enough for the {expected:,} expected"
            if expected is not None
            else "use --emails-per-day to compare it with your load"
        )
        return passed(f"{limit:,.0f} a day; {comparison}.", meter, **evidence)
