"""Check E11: SES suppresses addresses that bounced or complained."""

from ..answers import mapping, texts
from ..aws import CallFailed
from ..calls import GET_CONFIGURATION_SET, GET_EMAIL_IDENTITY, GET_SES_ACCOUNT
from . import sources
from .base import Check
from .commands import aws
from .configuration_sets import configuration_set
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, Unknowable, passed, warned
from .subject import Subject, fill_in

_REASONS = ("BOUNCE", "COMPLAINT")


class Suppression(Check):
    """Does SES stop sending to addresses that bounced or complained?"""

    id = "E11"
    title = "Bounced and complaining addresses are suppressed"
    channel = Channel.EMAIL
    severity = Severity.MEDIUM
    why = "Repeated email to a dead address raises the bounce rate until AWS pauses the account."
    source = sources.SES_SUPPRESSION
    calls = (GET_SES_ACCOUNT, GET_CONFIGURATION_SET, GET_EMAIL_IDENTITY)
    remediation = Remediation(
        "Suppress addresses after bounces and complaints.",
        terraform="email.create_configuration_set.suppressed_reasons",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        region = sender.arn.region
        name = await configuration_set(subject, sender)
        own = await self._own_reasons(subject, region, name) if name else None
        if own is None:
            account = await subject.ask(GET_SES_ACCOUNT, region)
            # For an account that suppresses nothing, the list is empty or missing. An answer
            # without the attributes proves nothing.
            attributes = required(account, "SuppressionAttributes")
            reasons = texts(attributes.get("SuppressedReasons"))
            who = "The account"
            command = aws(
                "sesv2 put-account-suppression-attributes",
                region=region,
                suppressed_reasons=_REASONS,
            )
        else:
            reasons, who = own, f"The configuration set {name}, which counts over the account,"
            command = aws(
                "sesv2 put-configuration-set-suppression-options",
                region=region,
                configuration_set_name=name,
                suppressed_reasons=_REASONS,
            )
        evidence = {
            "SuppressedReasons": list(reasons),
            "ConfigurationSet": None if own is None else name,
        }
        missing = [reason for reason in _REASONS if reason not in reasons]
        if missing:
            return warned(
                f"{who} does not suppress addresses after a {' or a '.join(missing).lower()}.",
                **evidence,
            ).fixed_by(fill_in(self.remediation, subject, command=command))
        return passed(f"{who} suppresses addresses after bounces and complaints.", **evidence)

    async def _own_reasons(
        self, subject: Subject, region: str, name: str
    ) -> tuple[str, ...] | None:
        """The reasons of a configuration set; None if the account's count.

        Source: SES Developer Guide, "Using configuration set-level suppression to override your
        account-level suppression list". A set that overrides the account's with nothing has an
        empty list.
        """
        try:
            found = await subject.ask(GET_CONFIGURATION_SET, region, ConfigurationSetName=name)
        except CallFailed as error:
            if error.not_found:
                raise Unknowable(
                    f"SES in {region} has no configuration set {name} (see E12)"
                ) from (error)
            raise
        required(found, "ConfigurationSetName")  # an empty answer proves nothing
        options = mapping(found.get("SuppressionOptions"))
        return texts(options["SuppressedReasons"]) if "SuppressedReasons" in options else None
