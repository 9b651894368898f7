"""Check S3: the SMS role may send SMS."""

import asyncio
from collections.abc import Mapping
from dataclasses import fields

from ..answers import mapping
from ..aws import Answer, CallFailed
from ..calls import SIMULATE_ROLE
from ..facts.arns import Arn, InvalidArn
from ..facts.policies import SEND_TEXT, Decision, InvalidPolicy
from ..pool import SmsSettings
from . import role_policies, sources
from .attempt import as_evidence, attempt
from .base import Check
from .commands import aws
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, Unknowable, failed, passed, warned
from .role_policies import RoleDecisions, decide
from .subject import Subject, fill_in

_BOUNDARY = "The permissions boundary"


class RolePermission(Check):
    """Does the SMS role allow what Cognito does with it?"""

    id = "S3"
    title = "The SMS role may send SMS"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = (
        "Cognito refuses to save a role without this permission, "
        "and a role that lost its policy sends nothing."
    )
    source = sources.CDK_SMS_ROLE
    calls = (*role_policies.CALLS, SIMULATE_ROLE)
    remediation = Remediation(
        "Allow the role to send SMS in an inline policy, without a condition.", terraform="sms"
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        settings, role = subject.sms(), subject.sms_role()
        if role is None or role.account != subject.pool_arn().account:
            raise Unknowable(f"{settings.caller_arn} is no role of the pool's account (see S2)")
        name, action = role.resource_name, _action(settings)
        try:
            found, simulated = await asyncio.gather(
                decide(subject, role), attempt(self._simulated(subject, settings, action))
            )
        except InvalidPolicy as error:
            raise Unknowable(f"a policy of {name} cannot be read: {error}") from error
        if found.is_deleted or (isinstance(simulated, CallFailed) and simulated.not_found):
            return failed(f"The role {name} does not exist.").fixed_by(self._by(subject, role))
        allowed, limit = simulated if isinstance(simulated, tuple) else (None, None)
        evidence = {part.name: as_evidence(getattr(found, part.name)) for part in fields(found)}
        evidence["simulated"] = as_evidence(allowed or limit or simulated)
        if allowed == "explicitDeny" or Decision.DENY in (found.inline, found.attached):
            return failed(f"A policy denies {action} to {name}.", **evidence).fixed_by(
                self._by_hand(subject, f"Remove what denies {action} from the role's policies.")
            )
        if limit or found.boundary in (Decision.DENY, Decision.SILENT):
            limit = limit or _BOUNDARY
            return failed(f"{limit} denies {action} to {name}.", **evidence).fixed_by(
                self._by_hand(subject, f"Allow {action} in {limit[0].lower()}{limit[1:]}.")
            )
        return self._judge(subject, role, found, allowed, evidence)

    def _judge(
        self,
        subject: Subject,
        role: Arn,
        found: RoleDecisions,
        simulated: str | None,
        evidence: Mapping[str, object],
    ) -> Outcome:
        """The verdict by the role's policies together, and IAM's simulation if there is one."""
        settings, name, whole = subject.sms(), role.resource_name, found.whole
        action = _action(settings)
        # Without the ARN of an origination identity, the simulation is about `*`, which no policy
        # that is limited to some identities allows.
        if settings.through == "eums" and not _resources(settings.origination_identity):
            simulated = None if simulated == "implicitDeny" else simulated
        if whole is Decision.UNKNOWN:
            missing = settings.through == "eums" and not settings.origination_identity
            raise Unknowable(
                f"whether {name} may {action} depends on a condition "
                f"{'or an origination identity ' if missing else ''}that cannot be evaluated here"
            )
        may = {"allowed": True, "implicitDeny": False}.get(simulated or "")
        read = found.inline if found.inline is Decision.ALLOW else whole
        if isinstance(read, Decision) and may is (read is not Decision.ALLOW):
            raise Unknowable(
                f"{name}'s policies {'do not allow' if may else 'allow'} {action}, "
                f"but IAM's policy simulation {'allows' if may else 'denies'} it"
            )
        if isinstance(whole, Decision):
            may = whole is Decision.ALLOW
        elif may is None:
            raise whole
        if not may:
            what = f" on {settings.origination_identity}" if settings.origination_identity else ""
            return failed(f"{name} may not {action}{what}.", **evidence).fixed_by(
                self._by(subject, role)
            )
        if found.inline is Decision.ALLOW or settings.through == "eums":
            return passed(f"{name} may {action}.", **evidence)
        by = (
            "not by an inline policy"
            if isinstance(found.inline, Decision)
            else ("whether an inline policy allows it is not known")
        )
        return warned(
            f"{name} may {action}, but {by}: CDK writes that Cognito requires one, which is not "
            "confirmed.",
            **evidence,
        ).fixed_by(self._by(subject, role))

    async def _simulated(
        self, subject: Subject, settings: SmsSettings, action: str
    ) -> tuple[str | None, str | None]:
        """IAM's own decision, which includes organizations, or else the limit that denies."""
        answer = await subject.ask(
            SIMULATE_ROLE,
            subject.pool.region,
            PolicySourceArn=settings.caller_arn,
            ActionNames=[action],
            **_resources(settings.origination_identity),
        )
        for result in map(mapping, required(answer, "EvaluationResults")):
            if result.get("EvalActionName") != action:
                continue
            if _denies(result, "PermissionsBoundaryDecisionDetail", "AllowedByPermissionsBoundary"):
                return None, _BOUNDARY
            if _denies(result, "OrganizationsDecisionDetail", "AllowedByOrganizations"):
                return None, "The organization's policy"
            return str(required(result, "EvalDecision")), None
        raise Unknowable(f"IAM's policy simulation has no result for {action}")

    def _by(self, subject: Subject, role: Arn) -> Remediation:
        settings = subject.sms()
        statement = {
            "Effect": "Allow",
            "Action": _action(settings),
            "Resource": _resources(settings.origination_identity).get("ResourceArns", ["*"])[0],
        }
        command = aws(
            "iam put-role-policy",
            role_name=role.resource_name,
            policy_name="cognito-sms",
            policy_document={"Version": "2012-10-17", "Statement": [statement]},
        )
        return fill_in(self.remediation, subject, command=command)

    def _by_hand(self, subject: Subject, what: str) -> Remediation:
        return fill_in(self.remediation, subject, what=what, terraform=None)


def _action(settings: SmsSettings) -> str:
    return "sns:Publish" if settings.through == "sns" else SEND_TEXT


def _resources(origination: str | None) -> Mapping[str, list[str]]:
    """The resource of a simulation; only an ARN can be one, and the default is `*`."""
    try:
        return {"ResourceArns": [str(Arn.parse(origination or ""))]}
    except InvalidArn:
        return {}


def _denies(result: Answer, detail: str, field: str) -> bool:
    """Whether a limit above the role's own policies denies the action."""
    return mapping(result.get(detail)).get(field) is False
