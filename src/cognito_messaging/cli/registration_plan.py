"""What `registration submit` finds, and what it has to send."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..calls import (
    DESCRIBE_PHONE_NUMBERS,
    DESCRIBE_REGISTRATION_FIELDS,
    DESCRIBE_REGISTRATION_TYPES,
    DESCRIBE_REGISTRATION_VALUES,
    DESCRIBE_REGISTRATION_VERSIONS,
    DESCRIBE_REGISTRATIONS,
    LIST_REGISTRATION_ASSOCIATIONS,
    LIST_REGISTRATION_TAGS,
)
from ..registrations.document import Document
from ..registrations.forms import ATTACHMENT, Form, FormField
from .acting import Actor
from .errors import CommandFailed, ExitCode

_GONE = ("CLOSED", "DELETED")
_OPEN = ("CREATED", "REQUIRES_UPDATES")


@dataclass(frozen=True)
class Plan:
    """What is there, and what has to be sent.

    Attributes:
        registration: the registration of this type and name; None if it has to be created.
        status: its status.
        has_draft: whether its newest version can be changed.
        current: the values of that version, as AWS takes them, by field path.
        associated: what it is associated with.
        resources: what it has to be associated with, by ID.
    """

    form: Form
    document: Document
    registration: str | None
    status: str
    has_draft: bool
    current: Mapping[str, Mapping[str, object]]
    associated: Sequence[str]
    resources: Sequence[str]

    @property
    def waits_for_review(self) -> bool:
        """Whether it was submitted, and nobody can change it now, or has to."""
        return self.registration is not None and self.status not in _OPEN

    @property
    def given(self) -> list[FormField]:
        """The fields that the file gives."""
        return [one for one in self.form.fields if one.path in self.document.values]

    @property
    def superfluous(self) -> list[str]:
        """The fields that the draft has and the file does not."""
        return sorted(set(self.current) - set(self.document.values)) if self.has_draft else []

    def lines(self) -> Iterator[tuple[str, object]]:
        """The registration, for the user to read."""
        there = f"{self.registration} ({self.status})" if self.registration else "new"
        yield "registration", f"{there}, named {self.document.name}"
        yield "type", self.form.type
        for one in self.document.associate:
            yield "associate", one
        for field in self.given:
            value = self.document.values[field.path]
            shown = ", ".join(value) if isinstance(value, list) else value
            yield field.path, f"file {shown}" if field.kind == ATTACHMENT else shown
        for path in self.superfluous:
            yield path, "removed"


def form_of(actor: Actor, kind: str) -> Form:
    """The form of a registration type.

    Raises:
        CommandFailed: AWS has no such type in the region.
    """
    # All types instead of one, since AWS's error for an unknown type does not name those it has.
    found = actor.ask(DESCRIBE_REGISTRATION_TYPES)["RegistrationTypeDefinitions"]
    kinds = {one["RegistrationType"]: one for one in found}
    if kind not in kinds:
        near = difflib.get_close_matches(kind, kinds, 1)
        hint = f"write {near[0]}, or list" if near else "list"
        raise CommandFailed(
            f"{kind!r} is no registration type in {actor.region}: {hint} the types with: "
            "registration fields"
        )
    fields = actor.ask(DESCRIBE_REGISTRATION_FIELDS, RegistrationType=kind)
    return Form.of(kinds[kind], fields["RegistrationFieldDefinitions"])


def make_plan(actor: Actor, form: Form, document: Document) -> Plan:
    """Look for the registration that a file is about, and for what it is associated with.

    Raises:
        CommandFailed: a number does not exist, or two registrations have the name.
    """
    resources = [_resource(actor, one) for one in document.associate]
    found = _registration(actor, form.type, document.name)
    if found is None:
        return Plan(form, document, None, "", False, {}, [], resources)
    identifier, status = found
    versions = actor.ask(DESCRIBE_REGISTRATION_VERSIONS, RegistrationId=identifier)
    newest = sorted(versions["RegistrationVersions"], key=lambda one: int(one["VersionNumber"]))[
        -1:
    ]
    has_draft = any(one["RegistrationVersionStatus"] == "DRAFT" for one in newest)
    values = actor.ask(DESCRIBE_REGISTRATION_VALUES, RegistrationId=identifier) if has_draft else {}
    linked = actor.ask(LIST_REGISTRATION_ASSOCIATIONS, RegistrationId=identifier)
    return Plan(
        form,
        document,
        identifier,
        status,
        has_draft,
        {one["FieldPath"]: one for one in values.get("RegistrationFieldValues", [])},
        [one["ResourceId"] for one in linked["RegistrationAssociations"]],
        resources,
    )


def _registration(actor: Actor, kind: str, name: str) -> tuple[str, str] | None:
    found = []
    for one in actor.ask(DESCRIBE_REGISTRATIONS)["Registrations"]:
        if one["RegistrationType"] == kind and one["RegistrationStatus"] not in _GONE:
            tags = actor.ask(LIST_REGISTRATION_TAGS, ResourceArn=one["RegistrationArn"]).get(
                "Tags", []
            )
            if {"Key": "Name", "Value": name} in tags:
                found.append((one["RegistrationId"], one["RegistrationStatus"]))
    if len(found) > 1:
        raise CommandFailed(
            f"{len(found)} registrations of type {kind} have the name {name}: "
            f"{', '.join(one for one, _ in found)}. Rename or delete all but one of them",
            ExitCode.AWS,
        )
    return found[0] if found else None


def _resource(actor: Actor, named: str) -> str:
    """The ID of a number or registration that is named by ID, ARN or phone number."""
    name = named.rpartition("/")[2]
    if name.startswith("registration-"):
        actor.ask(DESCRIBE_REGISTRATIONS, RegistrationIds=[name])
        return name
    digits = "".join(character for character in name if character not in " ()-.")
    for one in actor.ask(DESCRIBE_PHONE_NUMBERS).get("PhoneNumbers", []):
        if name == one["PhoneNumberId"] or digits == one["PhoneNumber"]:
            return str(one["PhoneNumberId"])
    raise CommandFailed(
        f"associate: {named!r} is no phone number or registration of this account in "
        f"{actor.region}: request the number first, with aws pinpoint-sms-voice-v2 "
        "request-phone-number",
        ExitCode.AWS,
    )
