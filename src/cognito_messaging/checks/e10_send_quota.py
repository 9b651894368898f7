"""E10."""

from ..calls import GET_SES_ACCOUNT
from . import sources
from .base import Check
from .fields import number
from .outcome import Channel, Meter, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject

_NEARLY_FULL = 0.8


class SendQuota(Check):
    """Is the day's quota enough?"""

    id = "E10"
    title = "The SES quota is enough for the expected load"
    channel = Channel.EMAIL
    severity = Severity.HIGH
    why = "Over the quota SES refuses mail until a day has passed: sign-ups fail on launch day."
    source = sources.SES_QUOTAS
    calls = (GET_SES_ACCOUNT,)
    remediation = Remediation(
        "Request a higher sending quota.",
        command="aws service-quotas request-service-quota-increase --service-code ses "
        "--quota-code L-804C8AE8 --desired-value 50000 --region {ses_region}",
        console="Service Quotas ({ses_region}) → Amazon SES → Sending quota",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        sender = subject.sender()
        account = await subject.ask(GET_SES_ACCOUNT, sender.arn.region)
        limit = number(account, "SendQuota", "Max24HourSend")
        used = number(account, "SendQuota", "SentLast24Hours")
        seen = {"Max24HourSend": limit, "SentLast24Hours": used}
        meter = Meter("Email sent in the last 24 hours", used, limit, "a day")
        if limit < 0:
            return passed("The quota is unlimited.", meter, **seen)
        expected = subject.expectations.emails_per_day
        if expected is not None and expected > limit:
            return failed(
                f"{limit:,.0f} a day is less than the {expected:,} expected.", meter, **seen
            )
        if used > _NEARLY_FULL * limit:
            return warned(
                f"{used:,.0f} of {limit:,.0f} were sent in the last 24 hours.", meter, **seen
            )
        against = (
            f"enough for the {expected:,} expected"
            if expected is not None
            else "say --emails-per-day to hold it against your load"
        )
        return passed(f"{limit:,.0f} a day; {against}.", meter, **seen)
