"""S9."""

import asyncio

from ..answers import mapping, texts
from ..calls import DESCRIBE_PHONE_NUMBERS, DESCRIBE_SENDER_IDS
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class Origination(Check):
    """Is there a number or sender ID for every country that users live in?"""

    id = "S9"
    title = "Every target country has an origination number or sender ID"
    channel = Channel.SMS
    severity = Severity.HIGH
    why = (
        "The US takes no SMS without a registered number; elsewhere a shared one is less "
        "reliable or blocked."
    )
    source = sources.EUMS_IDENTITIES
    calls = (DESCRIBE_PHONE_NUMBERS, DESCRIBE_SENDER_IDS)
    remediation = Remediation(
        "Request a number (US: 10DLC, toll-free or short code, registered) or register a sender "
        "ID.",
        terraform="modules/sms-origination",
        console="End User Messaging ({sms_region}) → Phone numbers → Request originator",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        region = subject.sms_region()
        countries = subject.expectations.sms_countries
        if not countries:
            raise NotApplicable("no target countries were given: say --sms-countries US,DE")
        numbers, senders = await asyncio.gather(
            subject.ask(DESCRIBE_PHONE_NUMBERS, region), subject.ask(DESCRIBE_SENDER_IDS, region)
        )
        covered = {
            number.get("IsoCountryCode")
            for number in map(mapping, required(numbers, "PhoneNumbers"))
            if number.get("Status") == "ACTIVE"
            and number.get("NumberType") != "SIMULATOR"
            and "SMS" in texts(number.get("NumberCapabilities"))
        } | {
            sender.get("IsoCountryCode") for sender in map(mapping, required(senders, "SenderIds"))
        }
        seen = {"covered": sorted(str(code) for code in covered if code), "wanted": list(countries)}
        missing = [country for country in countries if country not in covered]
        if "US" in missing:
            return failed(
                f"No active number for {', '.join(missing)} in {region}; the US takes no SMS "
                f"without.",
                **seen,
            )
        if missing:
            return warned(
                f"No number and no sender ID of your own for {', '.join(missing)} in {region}.",
                **seen,
            )
        return passed(f"{', '.join(countries)}: covered.", **seen)
