"""Check S5: the account is out of the SMS sandbox."""

import asyncio

from ..answers import mapping
from ..calls import DESCRIBE_SMS_ACCOUNT, GET_SMS_SANDBOX, SMS_VOICE
from . import sources
from .attempt import as_evidence, attempt
from .base import Check
from .commands import aws
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, Unknowable, failed, passed
from .subject import Subject, fill_in

_PRODUCTION = "PRODUCTION"


class SmsSandbox(Check):
    """Is the account out of the SMS sandbox?"""

    id = "S5"
    title = "The account is out of the SMS sandbox"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = "In the sandbox only ten verified numbers receive SMS."
    source = sources.SNS_SANDBOX
    calls = (GET_SMS_SANDBOX, DESCRIBE_SMS_ACCOUNT)
    remediation = Remediation(
        "Open a support case to leave the sandbox; until then, verify the testers' numbers.",
        command="cognito-messaging --region {sms_region} sandbox list",
        console="SNS ({sms_region}) → Text messaging (SMS) → Exit SMS sandbox",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sms_region()
        if subject.sms().through == "eums":
            return await self._of_eums(subject, region)
        # Both describe the same account, but only SNS must answer.
        sns, tier = await asyncio.gather(
            attempt(self._sns_sandbox(subject, region)),
            attempt(self._tier(subject, region)),
        )
        evidence = {"IsInSandbox": as_evidence(sns), "ACCOUNT_TIER": as_evidence(tier)}
        if sns is True or (isinstance(tier, str) and tier != _PRODUCTION):
            return failed(f"SMS in {region} is in the sandbox.", **evidence)
        if isinstance(sns, Exception):
            raise sns
        return passed(f"SMS in {region} has left the sandbox.", **evidence)

    async def _of_eums(self, subject: Subject, region: str) -> Outcome:
        tier = await self._tier(subject, region)
        if tier == _PRODUCTION:
            return passed(f"SMS in {region} has left the sandbox.", ACCOUNT_TIER=tier)
        return failed(f"SMS in {region} is in the sandbox.", ACCOUNT_TIER=tier).fixed_by(
            fill_in(
                self.remediation,
                subject,
                command=aws(f"{SMS_VOICE} describe-verified-destination-numbers", region=region),
                console=f"End User Messaging ({region}) → Overview → Request production access",
            )
        )

    async def _sns_sandbox(self, subject: Subject, region: str) -> bool:
        answer = await subject.ask(GET_SMS_SANDBOX, region)
        return required(answer, "IsInSandbox") is not False

    async def _tier(self, subject: Subject, region: str) -> str:
        answer = await subject.ask(DESCRIBE_SMS_ACCOUNT, region)
        for attribute in map(mapping, required(answer, "AccountAttributes")):
            if attribute.get("Name") == "ACCOUNT_TIER":
                return str(attribute.get("Value")).upper()
        raise Unknowable("AWS's answer has no ACCOUNT_TIER")
