"""Check E12: a configuration set reports bounces and complaints."""

import asyncio
from collections.abc import Sequence

from ..answers import mapping, texts
from ..aws import CallFailed
from ..calls import GET_CONFIGURATION_SET, GET_EMAIL_IDENTITY, GET_EVENT_DESTINATIONS
from . import sources
from .base import Check
from .commands import aws, in_turn
from .configuration_sets import configuration_set
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject, fill_in

_NEW = "cognito"  # the name of a new configuration set


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
    calls = (GET_CONFIGURATION_SET, GET_EVENT_DESTINATIONS, GET_EMAIL_IDENTITY)
    remediation = Remediation(
        "Send with a configuration set that reports bounces and complaints.",
        terraform="email.create_configuration_set.feedback, email.default_configuration_set",
    )

    # For a set that is used already: a default set of the identity would change nothing.
    _of_the_set = "email.create_configuration_set.feedback"

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        region = sender.arn.region
        name = await configuration_set(subject, sender)
        if name is None:
            create = aws(
                "sesv2 create-configuration-set", region=region, configuration_set_name=_NEW
            )
            use = aws(
                "sesv2 put-email-identity-configuration-set-attributes",
                region=region,
                email_identity=sender.name,
                configuration_set_name=_NEW,
            )
            return warned(
                "The pool uses no configuration set, and its identity has no default one, so no "
                "event reports a bounce."
            ).fixed_by(
                fill_in(
                    self.remediation,
                    subject,
                    command=in_turn(create, _report(region, _NEW), use),
                )
            )
        try:
            found, events = await asyncio.gather(
                subject.ask(GET_CONFIGURATION_SET, region, ConfigurationSetName=name),
                subject.ask(GET_EVENT_DESTINATIONS, region, ConfigurationSetName=name),
            )
        except CallFailed as error:
            if error.not_found:
                create = aws(
                    "sesv2 create-configuration-set", region=region, configuration_set_name=name
                )
                return failed(f"SES in {region} has no configuration set {name}.").fixed_by(
                    self._by(subject, in_turn(create, _report(region, name)))
                )
            raise
        required(found, "ConfigurationSetName")  # an empty answer proves nothing
        # Sending is on unless it was turned off, and AWS omits the option then.
        if mapping(found.get("SendingOptions")).get("SendingEnabled") is False:
            command = aws(
                "sesv2 put-configuration-set-sending-options",
                region=region,
                configuration_set_name=name,
                sending_enabled=True,
            )
            return failed(f"Sending is turned off in {name}.", SendingEnabled=False).fixed_by(
                self._by(subject, command)
            )
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
            ).fixed_by(self._by(subject, _report(region, name, missing)))
        return passed(f"{name} reports bounces and complaints.", events=sorted(covered))

    def _by(self, subject: Subject, command: str) -> Remediation:
        return fill_in(self.remediation, subject, command=command, terraform=self._of_the_set)


def _report(region: str, name: str, events: Sequence[str] = ("BOUNCE", "COMPLAINT")) -> str:
    """The command by which a configuration set counts events in CloudWatch."""
    dimension = {
        "DimensionName": "ses:configuration-set",
        "DimensionValueSource": "MESSAGE_TAG",
        "DefaultDimensionValue": name,
    }
    return aws(
        "sesv2 create-configuration-set-event-destination",
        region=region,
        configuration_set_name=name,
        event_destination_name="bounces-and-complaints",
        event_destination={
            "Enabled": True,
            "MatchingEventTypes": list(events),
            "CloudWatchDestination": {"DimensionConfigurations": [dimension]},
        },
    )
