"""Check S12: the sandbox's destination numbers are verified."""

from ..answers import mapping
from ..calls import GET_SMS_SANDBOX, LIST_SANDBOX_NUMBERS
from ..facts.limits import SANDBOX_NUMBERS
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Meter, NotApplicable, Outcome, Remediation, Severity, passed, warned
from .subject import Subject


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
    calls = (GET_SMS_SANDBOX, LIST_SANDBOX_NUMBERS)
    remediation = Remediation(
        "Verify the pending numbers, or remove a number that is not used.",
        command="cognito-messaging --region {sms_region} sandbox list",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sms_region()
        if required(await subject.ask(GET_SMS_SANDBOX, region), "IsInSandbox") is False:
            raise NotApplicable("the account has left the SMS sandbox")
        answer = await subject.ask(LIST_SANDBOX_NUMBERS, region)
        numbers = [mapping(number) for number in required(answer, "PhoneNumbers")]
        pending = sum(number.get("Status") != "Verified" for number in numbers)
        meter = Meter("Sandbox destination numbers", len(numbers), SANDBOX_NUMBERS, "")
        evidence = {"numbers": len(numbers), "pending": pending}
        if len(numbers) >= SANDBOX_NUMBERS:
            return warned("All ten destination numbers are in use.", meter, **evidence)
        if pending:
            return warned(
                f"{pending} of {len(numbers)} numbers are not verified yet.", meter, **evidence
            )
        return passed(f"{len(numbers)} of ten are in use, all verified.", meter, **evidence)
