"""S4."""

from cognito_messaging.calls import DESCRIBE_USER_POOL
from cognito_messaging.checks import sources
from cognito_messaging.checks.base import (
    Channel,
    Check,
    Mend,
    Outcome,
    Severity,
    Subject,
    failed,
    passed,
)
from cognito_messaging.pool import text


class ConfigurationFailure(Check):
    """Has Cognito itself noticed that SMS fail?"""

    id = "S4"
    title = "Cognito reports no SMS failure"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = "Cognito sets this field when its messages were refused: users are already without codes."
    source = sources.API_SMS_FAILURE
    calls = (DESCRIBE_USER_POOL,)
    mend = Mend(
        "InvalidSmsRole…: put the role right (S2, S3). SNSSandbox: leave the SMS sandbox (S5).",
        console="Cognito → User pools → {pool_id} → Authentication methods → SMS",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        subject.sms()
        failure = text(subject.pool.raw.get("SmsConfigurationFailure"))
        if failure:
            return failed(f"Cognito reports {failure}.", SmsConfigurationFailure=failure)
        return passed("DescribeUserPool reports none.", SmsConfigurationFailure=None)
