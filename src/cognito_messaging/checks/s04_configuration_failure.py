"""Check S4: Cognito reports no SMS failure."""

from ..answers import text
from ..calls import DESCRIBE_USER_POOL
from . import sources
from .base import Check
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed
from .subject import Subject, fill_in


class ConfigurationFailure(Check):
    """Has Cognito itself reported that SMS fail?"""

    id = "S4"
    title = "Cognito reports no SMS failure"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = "Cognito sets this field when its messages were refused: users already get no codes."
    source = sources.API_SMS_FAILURE
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "InvalidSmsRole…: fix the role (S2, S3). SNSSandbox: leave the SMS sandbox (S5).",
        console="Cognito → User pools → {pool_id} → Authentication methods → SMS",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        subject.sms()
        failure = text(subject.pool.raw.get("SmsConfigurationFailure"))
        if failure:
            outcome = failed(f"Cognito reports {failure}.", SmsConfigurationFailure=failure)
            if subject.sms().through == "sns":
                return outcome
            what = "InvalidSmsRole…: fix the role (S2, S3); otherwise leave the SMS sandbox (S5)."
            return outcome.fixed_by(fill_in(self.remediation, subject, what=what))
        return passed("DescribeUserPool reports no failure.", SmsConfigurationFailure=None)
