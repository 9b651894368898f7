"""Check S2: the SMS role trusts Cognito for this pool only."""

from ..aws import CallFailed
from ..calls import GET_SMS_ROLE
from ..facts.policies import Decision, InvalidPolicy, evaluate_trust
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, Unknowable, failed, passed, warned
from .subject import Subject


class RoleTrust(Check):
    """Can Cognito assume the SMS role, and only for this pool?"""

    id = "S2"
    title = "The SMS role trusts Cognito for this pool only"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = (
        "A wrong trust policy stops all SMS; "
        "without source conditions, other accounts' pools can use the role."
    )
    source = sources.DG_SMS
    calls = (GET_SMS_ROLE,)
    remediation = Remediation(
        "Trust cognito-idp.amazonaws.com, with conditions on sts:ExternalId (the pool's), "
        "aws:SourceAccount and aws:SourceArn.",
        terraform="sms",
        command="aws iam update-assume-role-policy --role-name {role} "
        "--policy-document file://trust.json",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        settings = subject.sms()
        name = settings.caller_arn.rpartition("/")[2]
        try:
            answer = await subject.ask(GET_SMS_ROLE, subject.pool.region, RoleName=name)
        except CallFailed as error:
            if error.not_found:
                return failed(f"The role {name} does not exist.")
            raise
        document = required(answer, "Role", "AssumeRolePolicyDocument")
        try:
            trust = evaluate_trust(document, subject.pool_arn(), settings.external_id)
        except InvalidPolicy as error:
            raise Unknowable(f"the trust policy of {name} cannot be read: {error}") from error
        evidence = {"external_ids": sorted(trust.external_ids), "pool": settings.external_id}
        if not trust.names_cognito:
            return failed(f"{name} does not trust cognito-idp.amazonaws.com.", **evidence)
        if trust.external_ids and not trust.decision.possible:
            return failed(
                f"{name} requires the external ID {' or '.join(sorted(trust.external_ids))}; "
                f"the pool sends {settings.external_id or 'none'}.",
                **evidence,
            )
        if trust.decision is Decision.UNKNOWN:
            raise Unknowable(
                f"whether {name} trusts Cognito depends on a condition "
                "that cannot be evaluated here"
            )
        if trust.decision is not Decision.ALLOW:
            return failed(
                f"A condition in {name}'s trust policy excludes Cognito for this pool.", **evidence
            )
        missing = [
            key
            for key, limits in (
                ("sts:ExternalId", bool(trust.external_ids)),
                ("aws:SourceAccount", trust.source_account),
                ("aws:SourceArn", trust.source_arn),
            )
            if not limits
        ]
        if missing:
            return warned(
                f"{name}'s trust policy has no condition on {', '.join(missing)} "
                "that excludes others.",
                **evidence,
            )
        return passed(f"{name} trusts Cognito for this pool only.", **evidence)
