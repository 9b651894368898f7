"""Check S10: SNS may use your origination numbers."""

import asyncio

from ..answers import mapping, text
from ..aws import CallFailed
from ..calls import DESCRIBE_PHONE_NUMBERS, GET_SMS_RESOURCE_POLICY, SMS_VOICE
from ..facts.policies import Decision, InvalidPolicy, Request, evaluate, statements
from . import sources
from .base import Check
from .commands import aws, in_turn
from .fields import required
from .outcome import (
    Channel,
    NotApplicable,
    Outcome,
    Remediation,
    Severity,
    Unknowable,
    passed,
    warned,
)
from .subject import Subject, fill_in

_ACTION = "sms-voice:SendTextMessage"
_SNS = "sns.amazonaws.com"


class SnsMayUseNumber(Check):
    """Does a number's resource policy allow SNS to use it?"""

    id = "S10"
    title = "SNS may use your origination numbers"
    channel = Channel.SMS
    severity = Severity.LOW
    why = (
        "A number whose policy does not allow SNS may not send Cognito's messages; "
        "it is not confirmed when AWS checks this."
    )
    source = sources.EUMS_SHARED
    calls = (DESCRIBE_PHONE_NUMBERS, GET_SMS_RESOURCE_POLICY)
    remediation = Remediation(
        "Allow sms-voice:SendTextMessage to sns.amazonaws.com on the number.",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        if subject.sms().through != "sns":
            raise NotApplicable("the pool does not send through SNS")
        region = subject.sms_region()
        answer = await subject.ask(DESCRIBE_PHONE_NUMBERS, region)
        arns = [
            arn
            for number in map(mapping, required(answer, "PhoneNumbers"))
            if (arn := text(number.get("PhoneNumberArn"))) and number.get("Status") == "ACTIVE"
        ]
        if not arns:
            raise NotApplicable(f"the account has no active number in {region}")
        found = await asyncio.gather(*(self._policy(subject, region, arn) for arn in arns))
        policies = dict(zip(arns, found, strict=True))
        not_allowed = [arn for arn, policy in policies.items() if not _allows_sns(policy, arn)]
        if not_allowed:
            commands = [_command(region, arn, policies[arn]) for arn in not_allowed]
            return warned(
                f"No policy allows SNS to use {', '.join(not_allowed)} "
                "(it is not confirmed that one is needed).",
                numbers=arns,
            ).fixed_by(fill_in(self.remediation, subject, command=in_turn(*commands)))
        return passed("Each number's policy allows SNS.", numbers=arns)

    async def _policy(self, subject: Subject, region: str, arn: str) -> str | None:
        """The policy of a number; None if it has none."""
        try:
            answer = await subject.ask(GET_SMS_RESOURCE_POLICY, region, ResourceArn=arn)
        except CallFailed as error:
            if error.not_found:
                return None
            raise
        return text(answer.get("Policy"))


def _allows_sns(policy: str | None, arn: str) -> bool:
    if policy is None:
        return False
    try:
        return evaluate(policy, Request(_ACTION, arn, _SNS)) is Decision.ALLOW
    except InvalidPolicy as error:
        raise Unknowable(f"the policy of {arn} cannot be read: {error}") from error


def _command(region: str, arn: str, policy: str | None) -> str:
    """The command that adds a statement for SNS to the policy of a number."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": _SNS},
        "Action": _ACTION,
        "Resource": arn,
    }
    before = statements(policy) if policy else []
    return aws(
        f"{SMS_VOICE} put-resource-policy",
        region=region,
        resource_arn=arn,
        policy={"Version": "2012-10-17", "Statement": [*before, statement]},
    )
