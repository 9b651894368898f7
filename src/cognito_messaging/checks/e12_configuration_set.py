"""Check E12: a configuration set reports bounces and complaints."""

import asyncio

from ..answers import mapping, text, texts
from ..aws import CallFailed
from ..calls import GET_CONFIGURATION_SET, GET_EVENT_DESTINATIONS
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class ConfigurationSet(Check):
    """Are bounces and complaints reported?"""

    id = "E12"
    title = "A configuration set reports bounces and complaints"
    channel = Channel.EMAIL
    severity = Severity.HIGH
    why = (
        "Cognito cannot send through a configuration set that was deleted, "
        "and without events bounces go unnoticed."
    )
    source = sources.SES_EVENTS
    calls = (GET_CONFIGURATION_SET, GET_EVENT_DESTINATIONS)
    remediation = Remediation(
        "Send with a configuration set that has an event destination.",
        terraform="email.create_configuration_set",
        command="aws sesv2 get-configuration-set-event-destinations "
        "--configuration-set-name {configuration_set} --region {ses_region}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        name = text(subject.pool.email.get("ConfigurationSet"))
        if name is None:
            return warned("The pool uses no configuration set, so no event reports a bounce.")
        try:
            found, events = await asyncio.gather(
                subject.ask(GET_CONFIGURATION_SET, sender.arn.region, ConfigurationSetName=name),
                subject.ask(GET_EVENT_DESTINATIONS, sender.arn.region, ConfigurationSetName=name),
            )
        except CallFailed as error:
            if error.not_found:
                return failed(f"SES in {sender.arn.region} has no configuration set {name}.")
            raise
        # Sending is on unless it was turned off, and AWS omits the option then.
        if mapping(found.get("SendingOptions")).get("SendingEnabled") is False:
            return failed(f"Sending is turned off in {name}.", SendingEnabled=False)
        destinations = required(events, "EventDestinations")
        covered = {
            event
            for item in map(mapping, destinations)
            if item.get("Enabled") is True
            for event in texts(item.get("MatchingEventTypes"))
        }
        missing = sorted({"BOUNCE", "COMPLAINT"} - covered)
        if missing:
            return warned(
                f"{name} sends no {' and no '.join(missing).lower()} event anywhere.",
                events=sorted(covered),
            )
        return passed(f"{name} reports bounces and complaints.", events=sorted(covered))
