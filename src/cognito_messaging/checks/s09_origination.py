"""Check S9: every target country has an origination number or sender ID."""

import shlex
from collections.abc import Mapping

from ..calls import SMS_VOICE
from . import originators, sources
from .base import Check
from .commands import aws, in_turn
from .originators import usable_originators
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject, fill_in


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
    calls = originators.CALLS
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
        found = await usable_originators(subject, region)
        covered = found.countries()
        evidence = {"covered": sorted(covered), "expected": list(countries)}
        missing = [country for country in countries if country not in covered]
        if not missing:
            return passed(f"{', '.join(countries)}: covered.", **evidence)
        identity = subject.sms().origination_identity
        if identity and not covered:
            message = f"{region} has no active {identity}, which the pool sends from."
        elif identity:
            message = (
                f"The pool sends from {identity} only, which covers "
                f"{', '.join(sorted(covered))}, but not {', '.join(missing)}."
            )
        elif "US" in missing:
            message = f"No active number for {', '.join(missing)} in {region}."
        else:
            message = f"You have no number and no sender ID for {', '.join(missing)} in {region}."
        if "US" in missing:
            message += " The US accepts no SMS without a number."
        waiting = {country: found.waiting(country) for country in missing}
        named = [f"{name} ({country})" for country, names in waiting.items() for name in names]
        if named:
            message += f" Not registered yet: {', '.join(named)}."
        outcome = (failed if "US" in missing or (not covered and identity) else warned)(
            message, **evidence
        )
        command = _command(region, waiting)
        if not identity:
            return outcome.fixed_by(fill_in(self.remediation, subject, command=command))
        what = (
            "Put a number or sender ID for each country into a phone pool, "
            "and send from the pool: EumsSms.OriginationIdentity."
        )
        console = f"End User Messaging ({region}) → Phone pools → Create pool"
        return outcome.fixed_by(
            fill_in(
                self.remediation,
                subject,
                what=what,
                terraform=None,
                command=command,
                console=console,
            )
        )


def _command(region: str, waiting: Mapping[str, list[str]]) -> str | None:
    """What to do first: look at registrations that wait, or request a number for the US."""
    registration = f"cognito-messaging --region {shlex.quote(region)} registration"
    if any(waiting.values()):
        return f"{registration} status"
    if "US" not in waiting:
        return None
    request = aws(
        f"{SMS_VOICE} request-phone-number",
        region=region,
        iso_country_code="US",
        message_type="TRANSACTIONAL",
        number_capabilities=["SMS"],
        number_type="TOLL_FREE",
    )
    return in_turn(request, f"{registration} fields US_TOLL_FREE_REGISTRATION --template")
