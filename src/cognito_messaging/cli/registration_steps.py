"""The steps of `registration submit`: what is there, what has to be sent, and sending it.

Sources: End User Messaging SMS User Guide, "Create a registration using the AWS CLI"; API,
ConflictExceptionReason. A new version begins without values, as users of the API have found: so
each field is compared with the version that is submitted, not with the one that was denied.
"""

from __future__ import annotations

import hashlib
import time

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
from ..registrations.forms import ATTACHMENT, SELECT, FormField
from .acting import Actor
from .errors import CommandFailed, ExitCode
from .registration_plan import Plan

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
_UPLOAD_LOOKS = 30  # one each two seconds


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
        answer = actor.ask(DESCRIBE_REGISTRATION_ATTACHMENTS, RegistrationAttachmentIds=[made])
        for found in answer["RegistrationAttachments"]:
            if found["AttachmentStatus"] == "UPLOAD_COMPLETE":
                return str(made)
            if found["AttachmentStatus"] != "UPLOAD_IN_PROGRESS":
                reason = text(found.get("AttachmentUploadErrorReason")) or "no reason given"
                raise CommandFailed(f"AWS could not take {name}: {reason}", ExitCode.AWS)
        time.sleep(2)
    raise CommandFailed(f"AWS is still taking {name}: run the command again", ExitCode.AWS)
