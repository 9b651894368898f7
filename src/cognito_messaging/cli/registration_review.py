"""The review of a registration: shown, and waited for."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping
from typing import Any

import typer

from ..answers import text
from ..calls import (
    DESCRIBE_REGISTRATION_VALUES,
    DESCRIBE_REGISTRATION_VERSIONS,
    DESCRIBE_REGISTRATIONS,
)
from ..report.plain import plain
from .acting import Actor
from .errors import CommandFailed, ExitCode

# What a registration waits for: nobody, the user, or AWS (API, RegistrationStatus).
APPROVED = "COMPLETE"
_ENDED = (APPROVED, "REQUIRES_UPDATES", "REQUIRES_AUTHENTICATION", "CLOSED", "DELETED")
_NEXT = {
    "CREATED": "It is not submitted. Run: registration submit FILE",
    "REQUIRES_UPDATES": "Correct the file, and run again: registration submit FILE",
    "REQUIRES_AUTHENTICATION": "AWS has sent an email to the contact: confirm it.",
    "CLOSED": "The number or sender ID was deleted; the registration can be deleted, too.",
    APPROVED: "It is approved. A number that is not associated yet can be requested with it: "
    "aws pinpoint-sms-voice-v2 request-phone-number --registration-id ID",
}


def wait_for_review(actor: Actor, registration: str, seconds: float, interval: float) -> None:
    """Look until the registration waits for nobody or for the user, or the time is over."""
    until, again = time.monotonic() + seconds, follow(actor, registration)
    last = ""
    try:
        while (state := _status_of(actor, registration)) not in _ENDED:
            if state != last:
                typer.echo(f"{plain(registration)} is {plain(state)}", err=True)
                last = state
            if time.monotonic() + interval > until:
                typer.echo(f"The review goes on. To wait again: {again}", err=True)
                return
            time.sleep(interval)
    except KeyboardInterrupt:
        typer.echo(f"The review goes on. To wait again: {again}", err=True)
        raise


def follow(actor: Actor, registration: str | None) -> str:
    """The command that follows a registration."""
    named = plain(shlex.quote(registration or ""))
    return f"cognito-messaging --region {actor.region} registration status {named} --wait"


def _status_of(actor: Actor, registration: str) -> str:
    return str(_described(actor, registration)["RegistrationStatus"])


def _described(actor: Actor, registration: str) -> Mapping[str, Any]:
    found = actor.ask(DESCRIBE_REGISTRATIONS, RegistrationIds=[registration])["Registrations"]
    if not found:
        raise CommandFailed(f"{actor.region} has no registration {registration}", ExitCode.AWS)
    described: Mapping[str, Any] = found[0]
    return described


def show_review(actor: Actor, registration: str) -> str:
    """Show a registration with the reasons of a denial, and return its status."""
    found = _described(actor, registration)
    state: str = found["RegistrationStatus"]
    versions = actor.ask(DESCRIBE_REGISTRATION_VERSIONS, RegistrationId=registration)
    _line("registration", found["RegistrationId"])
    _line("type", found["RegistrationType"])
    _line("status", state)
    for version in sorted(
        versions.get("RegistrationVersions", []), key=lambda one: -one["VersionNumber"]
    ):
        _line(f"version {version['VersionNumber']}", version["RegistrationVersionStatus"])
        for reason in version.get("DeniedReasons", []):
            _line("denied", reason.get("LongDescription") or reason["ShortDescription"])
            if link := text(reason.get("DocumentationLink")):
                _line("see", link)
        if feedback := text(version.get("Feedback")):
            _line("feedback", feedback)
    values = actor.ask(
        DESCRIBE_REGISTRATION_VALUES,
        RegistrationId=registration,
        VersionNumber=found.get("LatestDeniedVersionNumber", found["CurrentVersionNumber"]),
    )
    for value in values.get("RegistrationFieldValues", []):
        if said := text(value.get("DeniedReason")) or text(value.get("Feedback")):
            _line(value["FieldPath"], said)
    if state in _NEXT:
        typer.echo(_NEXT[state].replace(" ID", f" {plain(found['RegistrationId'])}"))
    return state


def _line(label: object, value: object) -> None:
    typer.echo(f"{plain(label):>18}  {plain(value)}")
