"""Check S10: SNS may use your origination numbers."""

import asyncio

from ..answers import mapping, text
from ..aws import CallFailed
from ..calls import DESCRIBE_PHONE_NUMBERS, GET_SMS_RESOURCE_POLICY
from ..facts.policies import Decision, InvalidPolicy, Request, evaluate
from . import sources
from .base import Check
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
from .subject import Subject

_ACTION = "sms-voice:SendTextMessage"


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
        command="aws pinpoint-sms-voice-v2 put-resource-policy --region {sms_region} "
        "--resource-arn NUMBER_ARN --policy file://policy.json",
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
        allowed = await asyncio.gather(*(self._allows_sns(subject, region, arn) for arn in arns))
        not_allowed = [arn for arn, allows in zip(arns, allowed, strict=True) if not allows]
        if not_allowed:
            return warned(
                f"No policy allows SNS to use {', '.join(not_allowed)} "
                "(it is not confirmed that one is needed).",
                numbers=arns,
            )
        return passed("Each number's policy allows SNS.", numbers=arns)

    async def _allows_sns(self, subject: Subject, region: str, arn: str) -> bool:
        try:
            answer = await subject.ask(GET_SMS_RESOURCE_POLICY, region, ResourceArn=arn)
        except CallFailed as error:
            if error.not_found:
                return False
            raise
        policy = text(answer.get("Policy"))
        if policy is None:
            return False
        try:
            decision = evaluate(policy, Request(_ACTION, arn, "sns.amazonaws.com"))
        except InvalidPolicy as error:
            raise Unknowable(f"the policy of {arn} cannot be read: {error}") from error
        return decision is Decision.ALLOW
