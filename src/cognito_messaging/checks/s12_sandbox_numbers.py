"""Check S12: the sandbox's destination numbers are verified."""

from ..answers import mapping
from ..calls import (
    DESCRIBE_SMS_ACCOUNT,
    GET_SMS_SANDBOX,
    LIST_SANDBOX_NUMBERS,
    LIST_VERIFIED_NUMBERS,
    SMS_VOICE,
)
from ..facts.limits import SANDBOX_NUMBERS
from . import sources
from .base import Check
from .commands import aws
from .fields import required
from .outcome import Channel, Meter, NotApplicable, Outcome, Remediation, Severity, passed, warned
from .subject import Subject, fill_in


class SandboxNumbers(Check):
    """Whom can SMS reach while the account is in the sandbox?"""

    id = "S12"
    title = "The sandbox's destination numbers are verified, and one is free"
    channel = Channel.SMS
    severity = Severity.LOW
    why = (
        "In the sandbox a tester only gets codes on a verified number; "
        "there are ten, and each is kept for at least a day."
    )
    source = sources.SNS_SANDBOX
    calls = (GET_SMS_SANDBOX, LIST_SANDBOX_NUMBERS, DESCRIBE_SMS_ACCOUNT, LIST_VERIFIED_NUMBERS)
    remediation = Remediation(
        "Verify the pending numbers, or remove a number that is not used.",
        command="cognito-messaging --region {sms_region} sandbox list",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sms_region()
        is_sns = subject.sms().through == "sns"
        statuses = await (self._of_sns if is_sns else self._of_eums)(subject, region)
        pending = sum(status != "VERIFIED" for status in statuses)
        meter = Meter("Sandbox destination numbers", len(statuses), SANDBOX_NUMBERS, "")
        evidence = {"numbers": len(statuses), "pending": pending}
        if len(statuses) >= SANDBOX_NUMBERS:
            outcome = warned("All ten destination numbers are in use.", meter, **evidence)
        elif pending:
            outcome = warned(
                f"{pending} of {len(statuses)} numbers are not verified yet.", meter, **evidence
            )
        else:
            return passed(f"{len(statuses)} of ten are in use, all verified.", meter, **evidence)
        if is_sns:
            return outcome
        command = aws(f"{SMS_VOICE} describe-verified-destination-numbers", region=region)
        return outcome.fixed_by(fill_in(self.remediation, subject, command=command))

    async def _of_sns(self, subject: Subject, region: str) -> list[str]:
        """The statuses of the verified destination numbers of SNS."""
        if required(await subject.ask(GET_SMS_SANDBOX, region), "IsInSandbox") is False:
            raise NotApplicable("the account has left the SMS sandbox")
        answer = await subject.ask(LIST_SANDBOX_NUMBERS, region)
        return [_status(number) for number in required(answer, "PhoneNumbers")]

    async def _of_eums(self, subject: Subject, region: str) -> list[str]:
        """The same of End User Messaging, which has a quota of ten, too (its user guide)."""
        account = await subject.ask(DESCRIBE_SMS_ACCOUNT, region)
        tiers = {
            str(attribute.get("Name")): attribute.get("Value")
            for attribute in map(mapping, required(account, "AccountAttributes"))
        }
        if required(tiers, "ACCOUNT_TIER") == "PRODUCTION":
            raise NotApplicable("the account has left the SMS sandbox")
        answer = await subject.ask(LIST_VERIFIED_NUMBERS, region)
        return [_status(number) for number in required(answer, "VerifiedDestinationNumbers")]


def _status(number: object) -> str:
    return str(mapping(number).get("Status")).upper()
