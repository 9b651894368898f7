"""Check E16: email addresses are verified and can recover an account."""

from ..calls import DESCRIBE_USER_POOL
from . import sources
from .base import Check
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, passed, warned
from .subject import Subject


class EmailVerified(Check):
    """Does the pool verify email addresses and use them for recovery?"""

    id = "E16"
    title = "Email addresses are verified and can recover an account"
    channel = Channel.EMAIL
    severity = Severity.MEDIUM
    why = "A user whose address is not verified cannot recover from a forgotten password."
    source = sources.DG_VERIFICATION
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "Verify email at sign-up and add verified_email to the recovery mechanisms.",
        terraform="verification.auto_verified_attributes, account_recovery",
        console="Cognito → User pools → {pool_id} → Sign-up → Attribute verification",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        pool = subject.pool
        evidence = {
            "AutoVerifiedAttributes": list(pool.auto_verified),
            "RecoveryMechanisms": list(pool.recovery),
        }
        if not pool.needs_email:
            raise NotApplicable("no setting of the pool makes Cognito send email")
        missing = []
        if "email" not in pool.auto_verified:
            missing.append("is not verified at sign-up")
        if pool.recovery and "verified_email" not in pool.recovery:
            missing.append("is not a recovery mechanism")
        if missing:
            return warned(f"Email {' and '.join(missing)}.", **evidence)
        if not pool.recovery:
            # API, UserPoolType.AccountRecoverySetting: "SMS is preferred through email".
            return passed(
                "Email is verified at sign-up. No recovery mechanism is set, so Cognito recovers "
                "accounts by SMS, or by email if a user has no verified phone number.",
                **evidence,
            )
        return passed("Email is verified at sign-up and recovers accounts.", **evidence)
