"""Check E15: the identity's policy allows Cognito's regional principal."""

from ..answers import mapping, text
from ..calls import GET_EMAIL_IDENTITY
from ..facts.arns import Arn
from ..facts.policies import Decision, InvalidPolicy, identity_policy_allows
from ..facts.regions import needs_identity_policy
from ..facts.senders import InvalidSender, Sender
from . import sources
from .base import Check
from .commands import aws
from .fields import required
from .outcome import (
    Channel,
    NotApplicable,
    Outcome,
    Remediation,
    Severity,
    Unknowable,
    failed,
    passed,
)
from .subject import Subject, fill_in

_NAME = "cognito"  # of the policy


class IdentityPolicy(Check):
    """Does an identity in another region allow Cognito's regional principal to send?"""

    id = "E15"
    title = "The identity's policy allows Cognito to send from the pool's region"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = (
        "For pools in newer regions, Cognito calls SES in another region as a regional principal, "
        "which the identity must allow."
    )
    source = sources.DG_EMAIL
    calls = (GET_EMAIL_IDENTITY,)
    remediation = Remediation(
        "Allow ses:SendEmail and ses:SendRawEmail to cognito-idp.{region}.amazonaws.com "
        "on the identity, for this pool's ARN and account.",
        terraform="email.identity",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        pool = subject.pool
        if not needs_identity_policy(pool.region, sender.arn.region):
            raise NotApplicable(
                f"SES in {sender.arn.region} needs no identity policy for a pool in {pool.region}"
            )
        identity = await subject.ask(
            GET_EMAIL_IDENTITY, sender.arn.region, EmailIdentity=sender.name
        )
        required(identity, "VerifiedForSendingStatus")  # an empty answer proves nothing
        policies = mapping(identity.get("Policies"))
        principal = f"cognito-idp.{pool.region}.amazonaws.com"
        try:
            decision = identity_policy_allows(
                policies.values(),
                principal=principal,
                identity_arn=str(sender.arn),
                pool=subject.pool_arn(),
                sender=_address(subject),
            )
        except InvalidPolicy as error:
            raise Unknowable(f"a policy of {sender.name} cannot be read: {error}") from error
        if decision is Decision.ALLOW:
            return passed(f"{principal} may send.", policies=sorted(policies))
        if decision is Decision.UNKNOWN:
            raise Unknowable(
                "whether the identity's policy allows it depends on a condition "
                "that cannot be evaluated here"
            )
        return failed(
            f"No policy of {sender.name} allows {principal} to send for this pool.",
            policies=sorted(policies),
        ).fixed_by(
            fill_in(
                self.remediation,
                subject,
                command=aws(
                    f"sesv2 {'update' if _NAME in policies else 'create'}-email-identity-policy",
                    region=sender.arn.region,
                    email_identity=sender.name,
                    policy_name=_NAME,
                    policy=_policy(principal, sender.arn, subject.pool_arn()),
                ),
            )
        )


def _policy(principal: str, identity: Arn, pool: Arn) -> dict[str, object]:
    """A policy by which Cognito may send for one pool (DG, email settings)."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": ["ses:SendEmail", "ses:SendRawEmail"],
        "Resource": str(identity),
        "Condition": {
            "StringEquals": {"aws:SourceAccount": pool.account},
            "ArnLike": {"aws:SourceArn": str(pool)},
        },
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _address(subject: Subject) -> str | None:
    """The address that the pool's email is from; None if the pool does not say it (see E3)."""
    try:
        return Sender.parse(text(subject.pool.email.get("From")) or "").address
    except InvalidSender:
        return None
