"""Check S2: the SMS role trusts Cognito, and no pool of another account can use it."""

from dataclasses import replace

from ..aws import CallFailed
from ..calls import GET_SMS_ROLE
from ..facts.arns import Arn
from ..facts.policies import (
    COGNITO_IDP,
    Decision,
    InvalidPolicy,
    Trust,
    evaluate_trust,
    trust_decision,
)
from . import sources
from .base import Check
from .commands import aws
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, Unknowable, failed, passed, warned
from .subject import Subject, fill_in


class RoleTrust(Check):
    """Can Cognito assume the SMS role, and not for pools of other accounts?"""

    id = "S2"
    title = "The SMS role trusts Cognito, and no pool of another account can use it"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = (
        "A wrong trust policy stops all SMS; "
        "without source conditions, other accounts' pools can use the role."
    )
    source = sources.DG_SMS
    calls = (GET_SMS_ROLE,)
    remediation = Remediation(
        "Trust cognito-idp.amazonaws.com for this pool alone; this replaces the trust policy.",
        terraform="sms",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        settings = subject.sms()
        pool, role = subject.pool_arn(), subject.sms_role()
        if role is None:
            return failed(f"{settings.caller_arn} is not the ARN of an IAM role.").fixed_by(
                self._other_role(subject)
            )
        name = role.resource_name
        if role.account != pool.account:
            # IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
            return failed(
                f"The role {name} belongs to account {role.account}, the pool to {pool.account}: "
                "a role of another account cannot be passed to Cognito.",
                role=str(role),
            ).fixed_by(self._other_role(subject))
        try:
            answer = await subject.ask(GET_SMS_ROLE, pool.region, RoleName=name)
        except CallFailed as error:
            if error.not_found:
                return failed(f"The role {name} does not exist.").fixed_by(
                    self._by(subject, role, "create-role")
                )
            raise
        document = required(answer, "Role", "AssumeRolePolicyDocument")
        try:
            trust = evaluate_trust(document, pool, settings.external_id)
            other = replace(pool, resource="userpool/x")
            any_pool = trust_decision(document, other, settings.external_id).possible
        except InvalidPolicy as error:
            raise Unknowable(f"the trust policy of {name} cannot be read: {error}") from error
        outcome = self._judge(trust, name, settings.external_id, any_pool=any_pool)
        return outcome.fixed_by(self._by(subject, role, "update-assume-role-policy"))

    def _judge(
        self, trust: Trust, name: str, external_id: str | None, *, any_pool: bool
    ) -> Outcome:
        evidence = {"external_ids": sorted(trust.external_ids), "pool": external_id}
        if trust.decision is Decision.DENY:
            return failed(f"{name}'s trust policy denies Cognito.", **evidence)
        if not trust.names_cognito:
            return failed(f"{name} does not trust cognito-idp.amazonaws.com.", **evidence)
        if trust.external_ids and not trust.decision.possible:
            return failed(
                f"{name} requires the external ID {' or '.join(sorted(trust.external_ids))}; "
                f"the pool sends {external_id or 'none'}.",
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
        if any_pool:
            return passed(
                f"{name} trusts Cognito for pools of this account with its external ID.", **evidence
            )
        return passed(f"{name} trusts Cognito for this pool only.", **evidence)

    def _by(self, subject: Subject, role: Arn, operation: str) -> Remediation:
        document = {"Version": "2012-10-17", "Statement": [_statement(subject)]}
        if operation == "create-role":
            path = f"/{role.resource_id.rpartition('/')[0]}/".replace("//", "/")
            return fill_in(
                self.remediation,
                subject,
                what="Create the role, and give it its permission (S3).",
                command=aws(
                    "iam create-role",
                    role_name=role.resource_name,
                    path=path,
                    assume_role_policy_document=document,
                ),
            )
        what = self.remediation.what
        if subject.sms().external_id is None:
            what += " Give the pool an external ID, too."
        command = aws(f"iam {operation}", role_name=role.resource_name, policy_document=document)
        return fill_in(self.remediation, subject, what=what, command=command)

    def _other_role(self, subject: Subject) -> Remediation:
        return fill_in(
            self.remediation,
            subject,
            what="Give the pool a role of its own account.",
            console=f"Cognito → User pools → {subject.pool.id} → Authentication methods → SMS",
        )


def _statement(subject: Subject) -> dict[str, object]:
    """The statement by which a role trusts Cognito for one pool (DG, SMS settings)."""
    pool, external_id = subject.pool_arn(), subject.sms().external_id
    equal = {"aws:SourceAccount": pool.account}
    return {
        "Effect": "Allow",
        "Principal": {"Service": COGNITO_IDP},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"sts:ExternalId": external_id, **equal} if external_id else equal,
            "ArnLike": {"aws:SourceArn": str(pool)},
        },
    }
