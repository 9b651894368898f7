"""S10."""

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
    """Does a number's resource policy let SNS use it?"""

    id = "S10"
    title = "SNS may use your origination numbers"
    channel = Channel.SMS
    severity = Severity.LOW
    why = (
        "A number whose policy leaves SNS out may not carry Cognito's messages; nobody could "
        "confirm when AWS asks."
    )
    source = sources.EUMS_SHARED
    calls = (DESCRIBE_PHONE_NUMBERS, GET_SMS_RESOURCE_POLICY)
    remediation = Remediation(
        "Allow sms-voice:SendTextMessage to sns.amazonaws.com on the number.",
        command="aws pinpoint-sms-voice-v2 put-resource-policy --region {sms_region} "
        "--resource-arn NUMBER_ARN --policy file://policy.json",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
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
        silent = [arn for arn, allows in zip(arns, allowed, strict=True) if not allows]
        if silent:
            return warned(
                f"No policy lets SNS use {', '.join(silent)} (unconfirmed whether it must).",
                numbers=arns,
            )
        return passed("SNS is let in by each number's policy.", numbers=arns)

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
