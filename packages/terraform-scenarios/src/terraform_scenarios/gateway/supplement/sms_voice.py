"""AWS End User Messaging SMS (sms-voice v2): numbers, opt-out lists, configuration sets, policies.

Source: AWS End User Messaging SMS API v2 Reference: the errors that each operation states, and the
reasons of ConflictException and ValidationException.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore
from .sms_voice_numbers import PENDING, Waiting, status
from .sms_voice_resources import (
    Resource,
    arn,
    conflict,
    invalid,
    not_found,
    resource_name,
    select,
)

_DEFAULT_OPT_OUT_LIST = "Default"


@dataclass
class _Account:
    numbers: dict[str, Resource] = field(default_factory=dict)
    lists: dict[str, Resource] = field(default_factory=dict)
    configuration_sets: dict[str, Resource] = field(default_factory=dict)
    policies: dict[str, Resource] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    opted_out: dict[str, set[str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    requested: int = 0


class SmsVoice(Supplement):
    """The resources that SMS are sent with."""

    service = "pinpoint-sms-voice-v2"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)
        self._waiting = Waiting()

    # Phone numbers

    async def request_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        given = call.parameters
        again = kept.numbers.get(kept.tokens.get(given.get("ClientToken", ""), ""))
        if again is not None:
            return _shown(call, again)  # API, ClientToken: the request was made before
        opt_out = self._opt_out_list(call)
        if "PoolId" in given:
            raise not_found("pool", resource_name(given["PoolId"]))  # nobody can create one here
        if "RegistrationId" in given:
            await self._check_registration(call, given["RegistrationId"])
        identifier = f"phone-{uuid.uuid4().hex}"
        number = {
            "PhoneNumberArn": arn(call, "phone-number", identifier),
            "PhoneNumberId": identifier,
            "PhoneNumber": _phone_number(given["IsoCountryCode"], kept.requested),
            "MonthlyLeasingPrice": "2.00",
            "TwoWayEnabled": False,
            "SelfManagedOptOutsEnabled": False,
            "OptOutListName": opt_out,
            "InternationalSendingEnabled": given.get("InternationalSendingEnabled", False),
            "DeletionProtectionEnabled": given.get("DeletionProtectionEnabled", False),
            "CreatedTimestamp": datetime.now(UTC),
            **{
                name: given[name]
                for name in ("IsoCountryCode", "MessageType", "NumberCapabilities", "NumberType")
            },
        }
        if "RegistrationId" in given:
            number["RegistrationId"] = resource_name(given["RegistrationId"])
        kept.requested += 1
        kept.numbers[identifier] = number
        if "ClientToken" in given:
            kept.tokens[given["ClientToken"]] = identifier
        self._tag(call, number["PhoneNumberArn"], given.get("Tags", []))
        return {**_shown(call, number), "Tags": given.get("Tags", [])}

    async def describe_phone_numbers(self, call: SupplementCall) -> Mapping[str, Any]:
        kept, given = self._accounts.of(call).numbers, call.parameters
        if given.get("PhoneNumberIds") and "Owner" in given:
            raise invalid("PARAMETERS_CANNOT_BE_USED_TOGETHER", "Owner and PhoneNumberIds")
        found = select(kept, given.get("PhoneNumberIds"), "phone-number")
        if given.get("Owner") == "SHARED":
            found = []
        registered = await self._registered(call)
        for number in found:
            if number["PhoneNumberId"] in registered:
                number["RegistrationId"] = registered[number["PhoneNumberId"]]
        shown = [_shown(call, number) for number in found]
        if given.get("PhoneNumberIds"):
            for one in shown:
                if one["Status"] == PENDING:
                    self._waiting.check(one, call.context.manual.patience)
        return {
            "PhoneNumbers": [
                one for one in shown if all(_passes(one, f) for f in given.get("Filters", []))
            ]
        }

    async def update_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        number = self._number(call)
        given = {k: v for k, v in call.parameters.items() if k != "PhoneNumberId"}
        if "OptOutListName" in given:
            given["OptOutListName"] = self._opt_out_list(call)
        after = {**number, **given}
        if after["TwoWayEnabled"] and "TwoWayChannelArn" not in after:
            raise invalid("TWO_WAY_CHANNEL_NOT_PRESENT", "TwoWayChannelArn")
        number.update(given)
        return _shown(call, number)

    async def release_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        number = self._number(call)
        if number["DeletionProtectionEnabled"]:
            raise conflict("DELETION_PROTECTION_ENABLED")
        kept = self._accounts.of(call)
        del kept.numbers[number["PhoneNumberId"]]
        self._forget(call, number["PhoneNumberArn"])
        return {**number, "Status": "DELETED"}

    def _number(self, call: SupplementCall) -> Resource:
        name = resource_name(call.parameters["PhoneNumberId"])
        return select(self._accounts.of(call).numbers, [name], "phone-number")[0]

    async def _check_registration(self, call: SupplementCall, registration: str) -> None:
        said = call.context.manual.number_status(
            [resource_name(registration)], call.account, call.region
        )
        if said is None:  # else the action says that there is one
            names = [registration]
            await call.context.ask(self.service, "DescribeRegistrations", RegistrationIds=names)

    async def _registered(self, call: SupplementCall) -> dict[str, str]:
        """The registration of each number that is associated with one."""
        found = await call.context.ask(self.service, "DescribeRegistrations")
        numbers = {}
        for name in [one["RegistrationId"] for one in found["Registrations"]]:
            listed = await call.context.ask(
                self.service, "ListRegistrationAssociations", RegistrationId=name
            )
            for one in listed["RegistrationAssociations"]:
                numbers[one["ResourceId"]] = name
        return numbers

    # Opt-out lists

    def _opt_out_list(self, call: SupplementCall) -> str:
        """The name of the opt-out list in a call, which must exist."""
        name = resource_name(call.parameters.get("OptOutListName", _DEFAULT_OPT_OUT_LIST))
        if name != _DEFAULT_OPT_OUT_LIST and name not in self._accounts.of(call).lists:
            raise not_found("opt-out-list", name)
        return name

    async def create_opt_out_list(self, call: SupplementCall) -> Mapping[str, Any]:
        if call.parameters["OptOutListName"] == _DEFAULT_OPT_OUT_LIST:
            raise conflict("RESOURCE_ALREADY_EXISTS")
        return self._create(call, self._accounts.of(call).lists, "OptOutList", "opt-out-list", {})

    async def describe_opt_out_lists(self, call: SupplementCall) -> Mapping[str, Any]:
        names = call.parameters.get("OptOutListNames")
        return {"OptOutLists": select(self._accounts.of(call).lists, names, "opt-out-list")}

    async def delete_opt_out_list(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        name = resource_name(call.parameters["OptOutListName"])
        found = select(kept.lists, [name], "opt-out-list")[0]
        if any(number["OptOutListName"] == name for number in kept.numbers.values()):
            raise conflict("RESOURCE_DELETION_NOT_ALLOWED")
        del kept.lists[name]
        kept.opted_out.pop(name, None)
        self._forget(call, found["OptOutListArn"])
        return found

    async def put_opted_out_number(self, call: SupplementCall) -> Mapping[str, Any]:
        name, number = self._opt_out_list(call), call.parameters["OptedOutNumber"]
        self._accounts.of(call).opted_out.setdefault(name, set()).add(_e164(number))
        return _opted_out(call, name, _e164(number))

    async def delete_opted_out_number(self, call: SupplementCall) -> Mapping[str, Any]:
        name, number = self._opt_out_list(call), _e164(call.parameters["OptedOutNumber"])
        numbers = self._accounts.of(call).opted_out.get(name, set())
        if number not in numbers:
            raise not_found("opted-out-number", number)
        numbers.discard(number)
        return _opted_out(call, name, number)

    async def describe_opted_out_numbers(self, call: SupplementCall) -> Mapping[str, Any]:
        name = self._opt_out_list(call)
        numbers = self._accounts.of(call).opted_out.get(name, set())
        asked = [_e164(one) for one in call.parameters.get("OptedOutNumbers", [])]
        for one in asked:
            if one not in numbers:
                raise not_found("opted-out-number", one)
        shown = [_opted_out(call, name, one) for one in asked or sorted(numbers)]
        return {
            "OptOutListArn": arn(call, "opt-out-list", name),
            "OptOutListName": name,
            "OptedOutNumbers": shown,
        }

    # Configuration sets

    async def create_configuration_set(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call).configuration_sets
        more: Resource = {"EventDestinations": []}
        return self._create(call, kept, "ConfigurationSet", "configuration-set", more)

    async def describe_configuration_sets(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call).configuration_sets
        names = call.parameters.get("ConfigurationSetNames")
        return {"ConfigurationSets": select(kept, names, "configuration-set")}

    async def delete_configuration_set(self, call: SupplementCall) -> Mapping[str, Any]:
        found = self._configuration_set(call)
        self._forget(call, found["ConfigurationSetArn"])
        return self._accounts.of(call).configuration_sets.pop(found["ConfigurationSetName"])

    async def set_default_message_type(self, call: SupplementCall) -> Mapping[str, Any]:
        found = self._configuration_set(call)
        found["DefaultMessageType"] = call.parameters["MessageType"]
        return {**found, "MessageType": call.parameters["MessageType"]}

    async def set_default_sender_id(self, call: SupplementCall) -> Mapping[str, Any]:
        found = self._configuration_set(call)
        found["DefaultSenderId"] = call.parameters["SenderId"]
        return {**found, "SenderId": call.parameters["SenderId"]}

    async def associate_protect_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        found, protection = self._configuration_set(call), await self._protection(call)
        found["ProtectConfigurationId"] = protection["ProtectConfigurationId"]
        return {**found, **protection}

    async def disassociate_protect_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        found, protection = self._configuration_set(call), await self._protection(call)
        if found.get("ProtectConfigurationId") != protection["ProtectConfigurationId"]:
            raise conflict("PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET")
        del found["ProtectConfigurationId"]
        return {**found, **protection}

    async def _protection(self, call: SupplementCall) -> Resource:
        """The protect configuration in a call, which another supplement keeps."""
        names = [call.parameters["ProtectConfigurationId"]]
        found = await call.context.ask(
            self.service, "DescribeProtectConfigurations", ProtectConfigurationIds=names
        )
        return dict(found["ProtectConfigurations"][0])

    def _configuration_set(self, call: SupplementCall) -> Resource:
        name = resource_name(call.parameters["ConfigurationSetName"])
        return select(self._accounts.of(call).configuration_sets, [name], "configuration-set")[0]

    def _create(
        self,
        call: SupplementCall,
        kept: dict[str, Resource],
        prefix: str,
        kind: str,
        more: Resource,
    ) -> Resource:
        name = call.parameters[f"{prefix}Name"]
        if name in kept:
            raise conflict("RESOURCE_ALREADY_EXISTS")
        resource_arn = arn(call, kind, name)
        kept[name] = {
            f"{prefix}Arn": resource_arn,
            f"{prefix}Name": name,
            "CreatedTimestamp": datetime.now(UTC),
            **more,
        }
        self._tag(call, resource_arn, call.parameters.get("Tags", []))
        return {**kept[name], "Tags": call.parameters.get("Tags", [])}

    # Sender IDs and pools: none, as in an account that has not requested any

    async def describe_sender_ids(self, call: SupplementCall) -> Mapping[str, Any]:
        for one in call.parameters.get("SenderIds", []):
            raise not_found("sender-id", one["SenderId"])
        return {"SenderIds": []}

    async def describe_pools(self, call: SupplementCall) -> Mapping[str, Any]:
        for one in call.parameters.get("PoolIds", []):
            raise not_found("pool", resource_name(one))
        return {"Pools": []}

    # Policies and tags of these resources

    async def put_resource_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        self._existing(call)
        try:
            readable = isinstance(json.loads(call.parameters["Policy"]), dict)
        except ValueError:
            readable = False
        if not readable:
            raise invalid("FIELD_VALIDATION_FAILED", "Policy must be a JSON object")
        kept = {**call.parameters, "CreatedTimestamp": datetime.now(UTC)}
        self._accounts.of(call).policies[call.parameters["ResourceArn"]] = kept
        return kept

    async def get_resource_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        resource_arn = call.parameters["ResourceArn"]
        if resource_arn not in self._accounts.of(call).policies:
            raise not_found("policy", resource_arn)
        return self._accounts.of(call).policies[resource_arn]

    async def delete_resource_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        resource_arn = call.parameters["ResourceArn"]
        if resource_arn not in self._accounts.of(call).policies:
            raise not_found("policy", resource_arn)
        return self._accounts.of(call).policies.pop(resource_arn)

    async def list_tags_for_resource(self, call: SupplementCall) -> Mapping[str, Any]:
        tags = self._existing(call)
        return {
            "ResourceArn": call.parameters["ResourceArn"],
            "Tags": [{"Key": k, "Value": v} for k, v in tags.items()],
        }

    async def tag_resource(self, call: SupplementCall) -> Mapping[str, Any]:
        self._existing(call)
        self._tag(call, call.parameters["ResourceArn"], call.parameters["Tags"])
        return {}

    async def untag_resource(self, call: SupplementCall) -> Mapping[str, Any]:
        tags = self._existing(call)
        for key in call.parameters["TagKeys"]:
            tags.pop(key, None)
        return {}

    def _existing(self, call: SupplementCall) -> dict[str, str]:
        """The tags of the resource in a call, which must exist.

        Protect configurations and registrations are other supplements', so they count as existing.
        """
        resource_arn = call.parameters["ResourceArn"]
        tags = self._accounts.of(call).tags
        if resource_arn.rpartition(":")[2].startswith(("protect-configuration/", "registration")):
            return tags.setdefault(resource_arn, {})
        if resource_arn not in tags:
            kind, _, name = resource_arn.rpartition(":")[2].partition("/")
            raise not_found(kind, name)
        return tags[resource_arn]

    def _forget(self, call: SupplementCall, resource_arn: str) -> None:
        """Forget what belongs to a resource that is gone."""
        self._accounts.of(call).tags.pop(resource_arn, None)
        self._accounts.of(call).policies.pop(resource_arn, None)

    def _tag(self, call: SupplementCall, resource_arn: str, tags: list[Mapping[str, str]]) -> None:
        kept = self._accounts.of(call).tags.setdefault(resource_arn, {})
        kept.update({tag["Key"]: tag["Value"] for tag in tags})


def _phone_number(country: str, requested: int) -> str:
    """A number of the country, different from those before; other countries get a US form."""
    prefix = {"GB": "+447700", "DE": "+49155", "FR": "+33700", "AU": "+61491"}.get(country)
    return f"{prefix or '+1888555'}{requested:04d}"


def _shown(call: SupplementCall, number: Resource) -> Resource:
    """A number as it is now."""
    return {**number, "Status": status(number, call.context.manual, call.account, call.region)}


# What each filter of DescribePhoneNumbers looks at.
_FILTERS = {
    "status": "Status",
    "iso-country-code": "IsoCountryCode",
    "message-type": "MessageType",
    "number-capability": "NumberCapabilities",
    "number-type": "NumberType",
    "two-way-enabled": "TwoWayEnabled",
    "self-managed-opt-outs-enabled": "SelfManagedOptOutsEnabled",
    "opt-out-list-name": "OptOutListName",
    "deletion-protection-enabled": "DeletionProtectionEnabled",
    "two-way-channel-arn": "TwoWayChannelArn",
}


def _passes(number: Resource, wanted: Mapping[str, Any]) -> bool:
    value = number.get(_FILTERS.get(wanted["Name"], ""))
    values = value if isinstance(value, list) else [value]
    texts = {str(one).lower() if isinstance(one, bool) else str(one) for one in values}
    return bool(texts & set(wanted["Values"]))


def _e164(number: str) -> str:
    return number if number.startswith("+") else f"+{number}"


def _opted_out(call: SupplementCall, name: str, number: str) -> Resource:
    return {
        "OptOutListArn": arn(call, "opt-out-list", name),
        "OptOutListName": name,
        "OptedOutNumber": number,
        "OptedOutTimestamp": datetime.now(UTC),
        "EndUserOptedOut": False,
    }
