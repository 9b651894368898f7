"""Check S11: a protect configuration limits the destination countries."""

from ..answers import mapping, text
from ..calls import DESCRIBE_SMS_ACCOUNT
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, passed, warned
from .subject import Subject


class ProtectConfiguration(Check):
    """Are SMS limited to the countries where the pool has users?"""

    id = "S11"
    title = "A protect configuration limits the destination countries"
    channel = Channel.SMS
    severity = Severity.HIGH
    why = (
        "SMS pumping: bots sign up with premium numbers abroad, "
        "and your spend limit is used up before anyone notices."
    )
    source = sources.EUMS_PROTECT
    calls = (DESCRIBE_SMS_ACCOUNT,)
    remediation = Remediation(
        "Create a protect configuration that blocks the countries you do not serve, "
        "and make it the default.",
        command="aws pinpoint-sms-voice-v2 set-account-default-protect-configuration "
        "--region {sms_region} --protect-configuration-id PROTECT_ID",
        console="End User Messaging ({sms_region}) → Protect configurations",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sms_region()
        answer = await subject.ask(DESCRIBE_SMS_ACCOUNT, region)
        for attribute in map(mapping, required(answer, "AccountAttributes")):
            if attribute.get("Name") == "DEFAULT_PROTECT_CONFIGURATION_ID":
                default = text(attribute.get("Value"))
                if default and default.upper() != "NONE":
                    return passed(f"{default} is the default in {region}.", default=default)
        return warned(f"{region} has no default protect configuration.", default=None)
