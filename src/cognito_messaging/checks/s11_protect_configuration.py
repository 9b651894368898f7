"""Check S11: a protect configuration limits the destination countries."""

import shlex

from ..answers import mapping, text
from ..calls import DESCRIBE_SMS_ACCOUNT, DESCRIBE_SMS_CONFIGURATION_SETS, GET_COUNTRY_RULES
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject, fill_in

_NAMED = 5


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
    calls = (DESCRIBE_SMS_ACCOUNT, DESCRIBE_SMS_CONFIGURATION_SETS, GET_COUNTRY_RULES)
    remediation = Remediation(
        "Let only the countries that you serve receive SMS, for all applications of the account.",
        console="End User Messaging ({sms_region}) → Protect configurations",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sms_region()
        served = subject.expectations.sms_countries
        name = await self._effective(subject, region)
        if name is None:
            return self._fixed(
                subject, warned(f"{region} has no default protect configuration.", default=None)
            )
        answer = await subject.ask(
            GET_COUNTRY_RULES, region, ProtectConfigurationId=name, NumberCapability="SMS"
        )
        rules = {
            country: mapping(rule).get("ProtectStatus")
            for country, rule in mapping(required(answer, "CountryRuleSet")).items()
        }
        blocked = {country for country, rule in rules.items() if rule == "BLOCK"}
        # FILTER lets SMS through that do not look like pumping; MONITOR lets all through.
        is_open = {country for country, rule in rules.items() if rule not in ("BLOCK", "FILTER")}
        evidence = {"protect": name, "allowed": sorted(is_open), "served": list(served)}
        if refused := [country for country in served if country in blocked]:
            return self._fixed(
                subject,
                failed(
                    f"{name} blocks SMS to {', '.join(refused)}, where you serve users.", **evidence
                ),
            )
        if others := sorted(is_open - set(served)) if served else []:
            return self._fixed(
                subject,
                warned(
                    f"{name} lets SMS through to {_some(others)}, where you serve no users.",
                    **evidence,
                ),
            )
        if is_open == set(rules):
            return self._fixed(subject, warned(f"{name} blocks no country.", **evidence))
        comparison = "" if served else "; use --sms-countries to compare it with your users"
        return passed(
            f"{name} blocks {len(blocked)} of {len(rules)} countries{comparison}.", **evidence
        )

    async def _effective(self, subject: Subject, region: str) -> str | None:
        """The protect configuration of the pool's SMS.

        Source: End User Messaging SMS User Guide, "Using protect configurations": the one of the
        configuration set, else the account's default, which also counts for SNS.
        """
        if chosen := subject.sms().configuration_set:
            sets = await subject.ask(
                DESCRIBE_SMS_CONFIGURATION_SETS, region, ConfigurationSetNames=[chosen]
            )
            for found in map(mapping, required(sets, "ConfigurationSets")):
                if own := text(found.get("ProtectConfigurationId")):
                    return own
        answer = await subject.ask(DESCRIBE_SMS_ACCOUNT, region)
        for attribute in map(mapping, required(answer, "AccountAttributes")):
            if attribute.get("Name") == "DEFAULT_PROTECT_CONFIGURATION_ID":
                default = text(attribute.get("Value"))
                return default if default and default.upper() != "NONE" else None
        return None

    def _fixed(self, subject: Subject, outcome: Outcome) -> Outcome:
        served = subject.expectations.sms_countries
        words = ["cognito-messaging", "--region", subject.sms_region(), "protect"]
        if served:
            words += ["apply", "--countries", ",".join(served)]
            if chosen := subject.sms().configuration_set:
                words += ["--configuration-set", chosen]
        else:  # which countries to allow is for the user to say
            words.append("status")
        return outcome.fixed_by(fill_in(self.remediation, subject, command=shlex.join(words)))


def _some(countries: list[str]) -> str:
    named = ", ".join(countries[:_NAMED])
    more = len(countries) - _NAMED
    return f"{named} and {more} more countries" if more > 0 else named
