"""S1."""

from ..answers import mapping
from ..aws import CallFailed
from ..calls import DESCRIBE_USER_POOL, GET_MFA_CONFIG
from . import sources
from .base import Check
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, failed, passed
from .subject import Subject


class SmsConfiguration(Check):
    """Can the pool send the SMS that its settings call for?"""

    id = "S1"
    title = "SMS is configured where the pool needs it"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = (
        "Without a role Cognito cannot publish: verification, recovery and MFA by SMS fail for "
        "everybody."
    )
    source = sources.DG_SMS
    calls = (DESCRIBE_USER_POOL, GET_MFA_CONFIG)
    remediation = Remediation(
        "Give the pool a role that lets Cognito publish, or stop needing SMS.",
        terraform="sms",
        console="Cognito → User pools → {pool_id} → Authentication methods → SMS → Edit",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        pool = subject.pool
        if lambda_arn := pool.custom_sender("SMS"):
            raise NotApplicable(f"{lambda_arn} sends this pool's SMS (see S0)")
        if pool.sms:
            through = "SNS" if pool.sms.through == "sns" else "AWS End User Messaging"
            return passed(
                f"SMS leaves through {through} with {pool.sms.caller_arn}.",
                role=pool.sms.caller_arn,
            )
        needs = list(pool.needs_sms)
        try:
            mfa = await subject.ask(GET_MFA_CONFIG, pool.region, UserPoolId=pool.id)
        except CallFailed:
            if not needs:
                raise  # whether SMS is needed hangs on the answer
        else:
            if pool.mfa in ("ON", "OPTIONAL") and mapping(mfa.get("SmsMfaConfiguration")):
                needs.append("MFA by SMS is on")
        if needs:
            return failed(f"No SMS configuration, yet {', '.join(needs)}.", needs=needs)
        raise NotApplicable("the pool needs no SMS and configures none")
