"""Check S1: SMS is configured if the pool needs it."""

from ..answers import mapping
from ..aws import CallFailed
from ..calls import DESCRIBE_USER_POOL, GET_MFA_CONFIG
from . import sources
from .base import Check
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, failed, passed
from .subject import Subject


class SmsConfiguration(Check):
    """Can the pool send the SMS that its settings require?"""

    id = "S1"
    title = "SMS is configured if the pool needs it"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = (
        "Without a role Cognito cannot publish: "
        "verification, recovery and MFA by SMS fail for all users."
    )
    source = sources.DG_SMS
    calls = (DESCRIBE_USER_POOL, GET_MFA_CONFIG)
    remediation = Remediation(
        "Give the pool a role with which Cognito can publish, "
        "or change the settings that need SMS.",
        terraform="sms",
        console="Cognito → User pools → {pool_id} → Authentication methods → SMS → Edit",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        pool = subject.pool
        if lambda_arn := pool.custom_sender("SMS"):
            raise NotApplicable(f"{lambda_arn} sends this pool's SMS (see S0)")
        if pool.sms:
            through = "SNS" if pool.sms.through == "sns" else "AWS End User Messaging"
            return passed(
                f"SMS is sent through {through} with {pool.sms.caller_arn}.",
                role=pool.sms.caller_arn,
            )
        needs = list(pool.needs_sms)
        try:
            mfa = await subject.ask(GET_MFA_CONFIG, pool.region, UserPoolId=pool.id)
        except CallFailed:
            if not needs:
                raise  # whether SMS is needed depends on the answer
        else:
            if pool.mfa in ("ON", "OPTIONAL") and mapping(mfa.get("SmsMfaConfiguration")):
                needs.append("MFA by SMS is on")
        if needs:
            return failed(f"SMS is not configured, but {', '.join(needs)}.", needs=needs)
        raise NotApplicable("the pool does not need SMS, and SMS is not configured")
