"""AWS End User Messaging SMS (sms-voice v2): registrations, which people decide on.

A version is submitted, and stays so until a manual action approves or denies it. A version that
lacks a required field is denied at once, and a new version has no values: both have been seen on
AWS (End User Messaging has no documentation of it). Source of the rest: AWS End User Messaging SMS
API v2 Reference; User Guide, "Create a registration using the AWS CLI".
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore
from .sms_voice_form_values import check_value, missing_fields
from .sms_voice_forms import FORMS
from .sms_voice_resources import Resource, arn, conflict, invalid, not_found, resource_name, select

_REVIEWED = ("REQUIRES_UPDATES", "COMPLETE")
# How PDF, PNG and JPEG files begin: the only attachments (API, CreateRegistrationAttachment).
_FILES = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MISSING = {"Reason": "Missing required field", "ShortDescription": "A required field is missing."}


@dataclass
class _Version:
    status: str = "DRAFT"
    values: dict[str, Resource] = field(default_factory=dict)
    history: dict[str, datetime] = field(
        default_factory=lambda: {"DraftTimestamp": datetime.now(UTC)}
    )
    reasons: list[Mapping[str, str]] = field(default_factory=list)
    submitted: float = 0.0

    def become(self, status: str) -> None:
        self.status = status
        self.history[f"{status.title()}Timestamp"] = datetime.now(UTC)


@dataclass
class _Registration:
    shown: Resource
    versions: list[_Version] = field(default_factory=lambda: [_Version()])
    associated: dict[str, Resource] = field(default_factory=dict)

    @property
    def head(self) -> Resource:
        return {key: self.shown[key] for key in ("RegistrationArn", "RegistrationId")}


@dataclass
class _Account:
    registrations: dict[str, _Registration] = field(default_factory=dict)
    attachments: dict[str, Resource] = field(default_factory=dict)
    tokens: dict[str, Resource] = field(default_factory=dict)


class SmsVoiceRegistrations(Supplement):
    """Registrations with their versions, values, attachments and associations."""

    service = "pinpoint-sms-voice-v2"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)

    # The forms

    async def describe_registration_type_definitions(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        names = call.parameters.get("RegistrationTypes") or list(FORMS)
        shown = []
        for name in names:
            title, associations, _ = _form(name)
            about = {"RegistrationType": name, "DisplayHints": {"Title": title}}
            shown.append({**about, "SupportedAssociations": associations})
        return {"RegistrationTypeDefinitions": shown}

    async def describe_registration_section_definitions(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        name = call.parameters["RegistrationType"]
        sections = dict.fromkeys(one["SectionPath"] for one in _form(name)[2])
        return {
            "RegistrationType": name,
            "RegistrationSectionDefinitions": [
                {"SectionPath": one, "DisplayHints": {"Title": one, "ShortDescription": one}}
                for one in sections
            ],
        }

    async def describe_registration_field_definitions(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        name, paths = call.parameters["RegistrationType"], call.parameters.get("FieldPaths")
        fields = [one for one in _form(name)[2] if not paths or one["FieldPath"] in paths]
        return {"RegistrationType": name, "RegistrationFieldDefinitions": fields}

    # Registrations and versions

    async def create_registration(self, call: SupplementCall) -> Mapping[str, Any]:
        kept, token = self._accounts.of(call), call.parameters.get("ClientToken", "")
        if token and token in kept.tokens:
            return kept.tokens[token]  # API, ClientToken: the request was made before
        identifier = f"registration-{uuid.uuid4().hex}"
        created = {
            "RegistrationArn": arn(call, "registration", identifier),
            "RegistrationId": identifier,
            "RegistrationType": call.parameters["RegistrationType"],
            "RegistrationStatus": "CREATED",
            "CurrentVersionNumber": 1,
            "CreatedTimestamp": datetime.now(UTC),
        }
        kept.registrations[identifier] = _Registration(created)
        return await self._tagged(call, created, created["RegistrationArn"], kept.tokens)

    async def describe_registrations(self, call: SupplementCall) -> Mapping[str, Any]:
        kept, given = self._accounts.of(call).registrations, call.parameters
        for one in kept.values():
            self._decide(call, one)
        shown = {name: one.shown for name, one in kept.items()}
        found = select(shown, given.get("RegistrationIds"), "registration")
        for wanted in given.get("Filters", []):
            key = {"registration-type": "RegistrationType"}.get(
                wanted["Name"], "RegistrationStatus"
            )
            found = [one for one in found if one[key] in wanted["Values"]]
        return {"Registrations": found}

    async def create_registration_version(self, call: SupplementCall) -> Mapping[str, Any]:
        one = self._registration(call)
        if one.shown["RegistrationStatus"] not in _REVIEWED or one.versions[-1].status == "DRAFT":
            raise conflict("CREATE_REGISTRATION_VERSION_NOT_ALLOWED")
        one.versions.append(_Version())
        one.shown["CurrentVersionNumber"] = len(one.versions)
        return {**one.head, **_version(one, len(one.versions))}

    async def describe_registration_versions(self, call: SupplementCall) -> Mapping[str, Any]:
        one = self._registration(call)
        numbers = call.parameters.get("VersionNumbers") or range(len(one.versions), 0, -1)
        return {**one.head, "RegistrationVersions": [_version(one, n) for n in numbers]}

    async def submit_registration_version(self, call: SupplementCall) -> Mapping[str, Any]:
        one = self._registration(call)
        version, kind = one.versions[-1], one.shown["RegistrationType"]
        if version.status != "DRAFT":
            raise conflict("REGISTRATION_ALREADY_SUBMITTED")
        before = [
            way["ResourceType"]
            for way in FORMS.get(kind, ("", [], []))[1]
            if way["AssociationBehavior"] == "ASSOCIATE_BEFORE_SUBMIT"
        ]
        if before and not any(a["ResourceType"] in before for a in one.associated.values()):
            raise conflict("SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED")
        version.become("SUBMITTED")
        version.submitted = time.time()
        one.shown["RegistrationStatus"] = "SUBMITTED"
        answer = {**one.head, **_version(one, len(one.versions)), "AwsReview": False}
        if missing_fields(kind, version.values):
            self._deny(one, _MISSING)
        return answer

    def _decide(self, call: SupplementCall, one: _Registration) -> None:
        """Let the manual actions so far decide on the version that was submitted."""
        version, manual = one.versions[-1], call.context.manual
        if version.status != "SUBMITTED":
            return
        names = [one.shown["RegistrationId"], one.shown["RegistrationArn"], *one.associated]
        reason = manual.denial(
            one.shown["RegistrationId"], version.submitted, call.account, call.region
        )
        if reason is not None:
            self._deny(one, {"Reason": reason, "ShortDescription": reason})
        elif manual.number_status(names, call.account, call.region) == "ACTIVE":
            version.become("APPROVED")
            one.shown["RegistrationStatus"] = "COMPLETE"
            one.shown["ApprovedVersionNumber"] = len(one.versions)

    def _deny(self, one: _Registration, reason: Mapping[str, str]) -> None:
        one.versions[-1].become("DENIED")
        one.versions[-1].reasons = [reason]
        one.shown["RegistrationStatus"] = "REQUIRES_UPDATES"
        one.shown["LatestDeniedVersionNumber"] = len(one.versions)

    # Values

    async def put_registration_field_value(self, call: SupplementCall) -> Mapping[str, Any]:
        one, given = self._editable(call), call.parameters
        value = check_value(one.shown["RegistrationType"], given)
        if "RegistrationAttachmentId" in given:
            name = given["RegistrationAttachmentId"]
            select(self._accounts.of(call).attachments, [name], "registration-attachment")
        one.versions[-1].values[given["FieldPath"]] = {"FieldPath": given["FieldPath"], **value}
        return {**self._numbered(one), "FieldPath": given["FieldPath"], **value}

    async def delete_registration_field_value(self, call: SupplementCall) -> Mapping[str, Any]:
        one, path = self._editable(call), call.parameters["FieldPath"]
        value = one.versions[-1].values.pop(path, None)
        if value is None:
            raise invalid("UNKNOWN_REGISTRATION_FIELD", path)
        return {**self._numbered(one), **value}

    async def describe_registration_field_values(self, call: SupplementCall) -> Mapping[str, Any]:
        one = self._registration(call)
        number = call.parameters.get("VersionNumber", len(one.versions))
        if number > len(one.versions):
            raise invalid("UNKNOWN_REGISTRATION_VERSION", "VersionNumber")
        values = list(one.versions[number - 1].values.values())
        return {**one.head, "VersionNumber": number, "RegistrationFieldValues": values}

    def _editable(self, call: SupplementCall) -> _Registration:
        one = self._registration(call)
        if one.versions[-1].status != "DRAFT":
            raise conflict("EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED")
        return one

    def _numbered(self, one: _Registration) -> Resource:
        return {**one.head, "VersionNumber": len(one.versions)}

    # Attachments and associations

    async def create_registration_attachment(self, call: SupplementCall) -> Mapping[str, Any]:
        kept, given = self._accounts.of(call), call.parameters
        if ("AttachmentBody" in given) == ("AttachmentUrl" in given):
            both = "AttachmentBody and AttachmentUrl"
            raise invalid("PARAMETERS_CANNOT_BE_USED_TOGETHER", both)
        if not given.get("AttachmentBody", _FILES[0]).startswith(_FILES):
            raise invalid("ATTACHMENT_TYPE_NOT_SUPPORTED", "AttachmentBody")
        token = given.get("ClientToken", "")
        if token and token in kept.tokens:
            return kept.tokens[token]
        identifier = f"attachment-{uuid.uuid4().hex}"
        resource = arn(call, "registration-attachment", identifier)
        created = {
            "RegistrationAttachmentArn": resource,
            "RegistrationAttachmentId": identifier,
            "AttachmentStatus": "UPLOAD_COMPLETE",
            "CreatedTimestamp": datetime.now(UTC),
        }
        kept.attachments[identifier] = created
        return await self._tagged(call, created, resource, kept.tokens)

    async def describe_registration_attachments(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call).attachments
        names = call.parameters.get("RegistrationAttachmentIds")
        return {"RegistrationAttachments": select(kept, names, "registration-attachment")}

    async def create_registration_association(self, call: SupplementCall) -> Mapping[str, Any]:
        one, name = self._registration(call), resource_name(call.parameters["ResourceId"])
        resource = await self._resource(call, name)
        kind = one.shown["RegistrationType"]
        ways = FORMS[kind][1] if kind in FORMS else []
        if ways and resource["ResourceType"] not in {way["ResourceType"] for way in ways}:
            raise invalid("INVALID_REGISTRATION_ASSOCIATION", name)
        if name in one.associated:
            raise conflict("RESOURCE_ALREADY_ASSOCIATED")
        if any(
            name in other.associated for other in self._accounts.of(call).registrations.values()
        ):
            raise conflict("PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION")
        one.associated[name] = resource
        return {**one.head, "RegistrationType": kind, **resource}

    async def list_registration_associations(self, call: SupplementCall) -> Mapping[str, Any]:
        one = self._registration(call)
        found = list(one.associated.values())
        kind = one.shown["RegistrationType"]
        return {**one.head, "RegistrationType": kind, "RegistrationAssociations": found}

    async def _resource(self, call: SupplementCall, name: str) -> Resource:
        """What a registration is associated with: a number or another registration."""
        if name.startswith("registration-"):
            other = self._named(call, name).shown
            return {
                "ResourceArn": other["RegistrationArn"],
                "ResourceId": name,
                "ResourceType": other["RegistrationType"],
            }
        found = await call.context.ask(self.service, "DescribePhoneNumbers")
        for number in found["PhoneNumbers"]:
            if number["PhoneNumberId"] == name:
                return {
                    "ResourceArn": number["PhoneNumberArn"],
                    "ResourceId": name,
                    "ResourceType": number["NumberType"],
                    "IsoCountryCode": number["IsoCountryCode"],
                    "PhoneNumber": number["PhoneNumber"],
                }
        raise not_found("phone-number", name)

    async def _tagged(
        self, call: SupplementCall, created: Resource, resource: str, tokens: dict[str, Resource]
    ) -> Resource:
        """The answer to a creation; its tags are kept with those of other resources."""
        tags = call.parameters.get("Tags", [])
        if tags:
            await call.context.ask(self.service, "TagResource", ResourceArn=resource, Tags=tags)
        answer = {**created, "Tags": tags}
        if "ClientToken" in call.parameters:
            tokens[call.parameters["ClientToken"]] = answer
        return answer

    def _registration(self, call: SupplementCall) -> _Registration:
        return self._named(call, resource_name(call.parameters["RegistrationId"]))

    def _named(self, call: SupplementCall, name: str) -> _Registration:
        kept = self._accounts.of(call).registrations
        if name not in kept:
            raise not_found("registration", name)
        self._decide(call, kept[name])
        return kept[name]


def _form(name: str) -> tuple[str, list[Resource], list[Resource]]:
    if name not in FORMS:
        raise invalid("UNKNOWN_REGISTRATION_TYPE", name)
    return FORMS[name]


def _version(one: _Registration, number: int) -> Resource:
    if number > len(one.versions):
        raise invalid("UNKNOWN_REGISTRATION_VERSION", "VersionNumbers")
    version = one.versions[number - 1]
    denied = {"DeniedReasons": version.reasons} if version.reasons else {}
    return {
        "VersionNumber": number,
        "RegistrationVersionStatus": version.status,
        "RegistrationVersionStatusHistory": dict(version.history),
        **denied,
    }
