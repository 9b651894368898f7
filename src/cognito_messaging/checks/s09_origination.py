"""Check S9: every target country has an origination number or sender ID."""

import asyncio

from ..answers import mapping, texts
from ..calls import DESCRIBE_PHONE_NUMBERS, DESCRIBE_SENDER_IDS
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class Origination(Check):
    """Does every country of your users have a number or sender ID?"""

    id = "S9"
    title = "Every target country has an origination number or sender ID"
    channel = Channel.SMS
    severity = Severity.HIGH
    why = (
        "The US accepts SMS only from a registered number; "
        "elsewhere a shared number is less reliable or blocked."
    )
    source = sources.EUMS_IDENTITIES
    calls = (DESCRIBE_PHONE_NUMBERS, DESCRIBE_SENDER_IDS)
    remediation = Remediation(
        "Request a number (US: 10DLC, toll-free or short code, registered), "
        "or register a sender ID.",
        terraform="modules/sms-origination",
        console="End User Messaging ({sms_region}) → Phone numbers → Request originator",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sms_region()
        countries = subject.expectations.sms_countries
        if not countries:
            raise NotApplicable("no target countries were given: use --sms-countries US,DE")
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
        evidence = {
            "covered": sorted(str(code) for code in covered if code),
            "expected": list(countries),
        }
        missing = [country for country in countries if country not in covered]
        if "US" in missing:
            return failed(
                f"No active number for {', '.join(missing)} in {region}; "
                "the US accepts no SMS without one.",
                **evidence,
            )
        if missing:
            return warned(
                f"You have no number and no sender ID for {', '.join(missing)} in {region}.",
                **evidence,
            )
        return passed(f"{', '.join(countries)}: covered.", **evidence)
