"""Check E10: the SES quota is enough."""

import math

from ..calls import GET_SES_ACCOUNT
from . import sources
from .base import Check
from .commands import aws
from .fields import number
from .outcome import Channel, Meter, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject, fill_in

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
        console="Service Quotas ({ses_region}) → Amazon SES → Sending quota",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sender().arn.region
        account = await subject.ask(GET_SES_ACCOUNT, region)
        limit = number(account, "SendQuota", "Max24HourSend")
        used = number(account, "SendQuota", "SentLast24Hours")
        evidence = {"Max24HourSend": limit, "SentLast24Hours": used}
        meter = Meter("Email sent in the last 24 hours", used, limit, "a day")
        if limit < 0:
            return passed("The quota is unlimited.", meter, **evidence)
        expected = subject.expectations.emails_per_day
        in_sandbox = account.get("ProductionAccessEnabled") is False
        if expected is not None and expected > limit:
            return failed(
                f"{limit:,.0f} a day is less than the {expected:,} expected.", meter, **evidence
            ).fixed_by(self._raise(subject, region, expected, in_sandbox=in_sandbox))
        if used > _NEARLY_FULL * limit:
            return warned(
                f"{used:,.0f} of {limit:,.0f} were sent in the last 24 hours.", meter, **evidence
            ).fixed_by(self._raise(subject, region, math.ceil(2 * limit), in_sandbox=in_sandbox))
        comparison = (
            f"enough for the {expected:,} expected"
            if expected is not None
            else "use --emails-per-day to compare it with your load"
        )
        return passed(f"{limit:,.0f} a day; {comparison}.", meter, **evidence)

    def _raise(
        self, subject: Subject, region: str, wanted: int, *, in_sandbox: bool
    ) -> Remediation:
        """How to get a quota. In the sandbox it is fixed (SES, "Service quotas")."""
        if in_sandbox:
            return fill_in(
                self.remediation,
                subject,
                what="Leave the sandbox first (E8): its quota cannot be raised.",
                command=f"cognito-messaging --region {region} production-access status",
                console=None,
            )
        command = aws(
            "service-quotas request-service-quota-increase",
            region=region,
            service_code="ses",
            quota_code="L-804C8AE8",
            desired_value=wanted,
        )
        return fill_in(self.remediation, subject, command=command)
