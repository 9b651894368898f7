"""Check S3: the SMS role may send SMS."""

import asyncio
from collections.abc import Mapping

from ..answers import mapping, texts
from ..aws import Answer, CallFailed
from ..calls import GET_ROLE_POLICY, LIST_ROLE_POLICIES, SIMULATE_ROLE
from ..facts.arns import Arn, InvalidArn
from ..facts.policies import SEND_TEXT, Decision, InvalidPolicy, sms_publish, sms_send_text
from ..pool import SmsSettings
from . import sources
from .attempt import as_evidence, attempt
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, Unknowable, failed, passed, warned
from .subject import Subject


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
    calls = (LIST_ROLE_POLICIES, GET_ROLE_POLICY, SIMULATE_ROLE)
    remediation = Remediation(
        "Allow sns:Publish on * in an inline policy, without a condition.",
        terraform="sms",
        command="aws iam put-role-policy --role-name {role} --policy-name cognito-sms "
        "--policy-document "
        '\'{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"sns:Publish","Resource":"*"}}]}}\'',
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        settings = subject.sms()
        action = "sns:Publish" if settings.through == "sns" else SEND_TEXT
        name = settings.caller_arn.rpartition("/")[2]
        inline, simulated = await asyncio.gather(
            attempt(self._inline(subject, name, settings)),
            attempt(self._simulated(subject, settings, action)),
        )
        for answer in (inline, simulated):
            if isinstance(answer, CallFailed) and answer.not_found:
                return failed(f"The role {name} does not exist.")
        decision, limit = simulated if isinstance(simulated, tuple) else (None, None)
        evidence = {
            "inline": inline.value if isinstance(inline, Decision) else str(inline),
            "simulated": as_evidence(decision or limit or simulated),
        }
        if decision == "explicitDeny" or inline is Decision.DENY:
            return failed(f"A policy denies {action} to {name}.", **evidence)
        if limit:
            return failed(f"{limit} denies {action} to {name}.", **evidence)
        if inline is Decision.ALLOW:
            if decision == "implicitDeny":
                raise Unknowable(
                    f"{name}'s inline policy allows {action}, but IAM's policy simulation denies it"
                )
            return passed(f"{name} may {action}.", **evidence)
        if decision == "allowed" and settings.through == "eums":
            return passed(f"{name} may {action}.", **evidence)
        if decision == "allowed":
            return warned(
                f"{name} may {action}, but not by an inline policy: CDK writes that Cognito "
                "requires one, which is not confirmed.",
                **evidence,
            )
        # Without an origination identity, IAM's simulation is about `*`, which no policy that is
        # limited to some identities allows.
        missing = settings.through == "eums" and not settings.origination_identity
        if missing and inline is Decision.UNKNOWN:
            decision = None
        if decision == "implicitDeny" or inline is Decision.SILENT:
            return failed(f"{name} may not {action}.", **evidence)
        if isinstance(inline, Exception):
            raise inline
        raise Unknowable(
            f"whether {name} may {action} depends on a condition "
            f"{'or an origination identity ' if missing else ''}that cannot be evaluated here"
        )

    async def _inline(self, subject: Subject, name: str, settings: SmsSettings) -> Decision:
        """What the role's inline policies decide."""
        region = subject.pool.region
        listed = await subject.ask(LIST_ROLE_POLICIES, region, RoleName=name)
        names = texts(required(listed, "PolicyNames"))
        answers: list[Answer] = await asyncio.gather(
            *(
                subject.ask(GET_ROLE_POLICY, region, RoleName=name, PolicyName=policy)
                for policy in names
            )
        )
        documents = [required(answer, "PolicyDocument") for answer in answers]
        try:
            if settings.through == "eums":
                return sms_send_text(documents, settings.origination_identity)
            return sms_publish(documents)
        except InvalidPolicy as error:
            raise Unknowable(f"a policy of {name} cannot be read: {error}") from error

    async def _simulated(
        self, subject: Subject, settings: SmsSettings, action: str
    ) -> tuple[str | None, str | None]:
        """IAM's own decision, which includes attached policies, or else the limit that denies."""
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
                return None, "The permissions boundary"
            if _denies(result, "OrganizationsDecisionDetail", "AllowedByOrganizations"):
                return None, "The organization's policy"
            return str(required(result, "EvalDecision")), None
        raise Unknowable(f"IAM's policy simulation has no result for {action}")


def _resources(origination: str | None) -> Mapping[str, list[str]]:
    """The resource of a simulation; only an ARN can be one, and the default is `*`."""
    try:
        return {"ResourceArns": [str(Arn.parse(origination or ""))]}
    except InvalidArn:
        return {}


def _denies(result: Answer, detail: str, field: str) -> bool:
    """Whether a limit above the role's own policies denies the action."""
    return mapping(result.get(detail)).get(field) is False
