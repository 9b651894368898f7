"""The steps of `registration submit`: what is there, what has to be sent, and sending it.

Sources: End User Messaging SMS User Guide, "Create a registration using the AWS CLI"; API,
ConflictExceptionReason. A new version begins without values, as users of the API have found: so
each field is compared with the version that is submitted, not with the one that was denied.
"""

from __future__ import annotations

import difflib
import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..answers import text
from ..calls import (
    CREATE_REGISTRATION,
    CREATE_REGISTRATION_ASSOCIATION,
    CREATE_REGISTRATION_ATTACHMENT,
    CREATE_REGISTRATION_VERSION,
    DELETE_REGISTRATION_VALUE,
    DESCRIBE_PHONE_NUMBERS,
    DESCRIBE_REGISTRATION_ATTACHMENTS,
    DESCRIBE_REGISTRATION_FIELDS,
    DESCRIBE_REGISTRATION_SECTIONS,
    DESCRIBE_REGISTRATION_TYPES,
    DESCRIBE_REGISTRATION_VALUES,
    DESCRIBE_REGISTRATION_VERSIONS,
    DESCRIBE_REGISTRATIONS,
    LIST_REGISTRATION_ASSOCIATIONS,
    LIST_REGISTRATION_TAGS,
    PUT_REGISTRATION_VALUE,
    SUBMIT_REGISTRATION,
    TAG_REGISTRATION,
)
from ..registrations.document import Document
from ..registrations.forms import ATTACHMENT, SELECT, Form, FormField
from .acting import Actor
from .errors import CommandFailed, ExitCode

OPERATIONS = (
    DESCRIBE_REGISTRATION_TYPES,
    DESCRIBE_REGISTRATION_SECTIONS,
    DESCRIBE_REGISTRATION_FIELDS,
    DESCRIBE_REGISTRATIONS,
    DESCRIBE_REGISTRATION_VERSIONS,
    DESCRIBE_REGISTRATION_VALUES,
    DESCRIBE_REGISTRATION_ATTACHMENTS,
    DESCRIBE_PHONE_NUMBERS,
    LIST_REGISTRATION_ASSOCIATIONS,
    LIST_REGISTRATION_TAGS,
    CREATE_REGISTRATION,
    TAG_REGISTRATION,
    CREATE_REGISTRATION_VERSION,
    CREATE_REGISTRATION_ATTACHMENT,
    PUT_REGISTRATION_VALUE,
    DELETE_REGISTRATION_VALUE,
    CREATE_REGISTRATION_ASSOCIATION,
    SUBMIT_REGISTRATION,
)
_GONE = ("CLOSED", "DELETED")
_OPEN = ("CREATED", "REQUIRES_UPDATES")
_UPLOAD_LOOKS = 30  # one each two seconds


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
    newest = max(versions["RegistrationVersions"], key=lambda one: int(one["VersionNumber"]))
    has_draft = newest["RegistrationVersionStatus"] == "DRAFT"
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


def submit_plan(actor: Actor, plan: Plan) -> str:
    """Send what is missing, and submit the registration; returns its ID."""
    identifier = plan.registration
    if identifier is None:
        identifier = actor.act(
            f"create the registration {plan.document.name}",
            CREATE_REGISTRATION,
            RegistrationType=plan.form.type,
            Tags=[{"Key": "Name", "Value": plan.document.name}],
        )["RegistrationId"]
    elif not plan.has_draft:
        actor.act(
            f"begin a new version of {identifier}",
            CREATE_REGISTRATION_VERSION,
            RegistrationId=identifier,
        )
    for path in plan.superfluous:
        actor.act(
            f"remove {path}", DELETE_REGISTRATION_VALUE, RegistrationId=identifier, FieldPath=path
        )
    for field in plan.given:
        _put(actor, plan, identifier, field)
    for one in plan.resources:
        if one not in plan.associated:
            actor.act(
                f"associate {one}",
                CREATE_REGISTRATION_ASSOCIATION,
                RegistrationId=identifier,
                ResourceId=one,
            )
    actor.act(f"submit {identifier}", SUBMIT_REGISTRATION, RegistrationId=identifier)
    return str(identifier)


def _put(actor: Actor, plan: Plan, identifier: str, field: FormField) -> None:
    given = plan.document.values[field.path]
    value: dict[str, object]
    if field.kind == ATTACHMENT:
        value = {"RegistrationAttachmentId": _upload(actor, plan, identifier, field)}
    elif field.kind == SELECT:
        value = {"SelectChoices": given if isinstance(given, list) else [given]}
    else:
        value = {"TextValue": given}
    there = plan.current.get(field.path, {})
    if all(there.get(name) == one for name, one in value.items()):
        return
    what, path = f"fill in {field.path}", field.path
    actor.act(what, PUT_REGISTRATION_VALUE, RegistrationId=identifier, FieldPath=path, **value)


def _upload(actor: Actor, plan: Plan, identifier: str, field: FormField) -> str:
    """Upload a file, and wait until AWS has it; the same file is uploaded once."""
    name = str(plan.document.values[field.path])
    try:
        content = (plan.document.path.parent / name).read_bytes()
    except OSError as error:
        raise CommandFailed(f"{field.path}: {name}: {error.strerror or error}") from error
    token = hashlib.sha256(f"{identifier} {field.path} ".encode() + content).hexdigest()
    made = actor.act(
        f"upload {name}",
        CREATE_REGISTRATION_ATTACHMENT,
        AttachmentBody=content,
        ClientToken=token,
    )["RegistrationAttachmentId"]
    for _ in range(_UPLOAD_LOOKS):
        (found,) = actor.ask(DESCRIBE_REGISTRATION_ATTACHMENTS, RegistrationAttachmentIds=[made])[
            "RegistrationAttachments"
        ]
        if found["AttachmentStatus"] == "UPLOAD_COMPLETE":
            return str(made)
        if found["AttachmentStatus"] != "UPLOAD_IN_PROGRESS":
            reason = text(found.get("AttachmentUploadErrorReason")) or "no reason given"
            raise CommandFailed(f"AWS could not take {name}: {reason}", ExitCode.AWS)
        time.sleep(2)
    raise CommandFailed(f"AWS is still taking {name}: run the command again", ExitCode.AWS)


def _registration(actor: Actor, kind: str, name: str) -> tuple[str, str] | None:
    found = []
    for one in actor.ask(DESCRIBE_REGISTRATIONS)["Registrations"]:
        if one["RegistrationType"] == kind and one["RegistrationStatus"] not in _GONE:
            tags = actor.ask(LIST_REGISTRATION_TAGS, ResourceArn=one["RegistrationArn"])["Tags"]
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
