"""AWS End User Messaging SMS (sms-voice v2): numbers, opt-out lists, configuration sets, policies.

Source: AWS End User Messaging SMS API v2 Reference.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore
from .sms_voice_resources import Resource, arn, not_found, resource_name, select

_DEFAULT_OPT_OUT_LIST = "Default"


@dataclass
class _Account:
    numbers: dict[str, Resource] = field(default_factory=dict)
    lists: dict[str, Resource] = field(default_factory=dict)
    configuration_sets: dict[str, Resource] = field(default_factory=dict)
    policies: dict[str, Resource] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)


class SmsVoice(Supplement):
    """The resources that SMS are sent with."""

    service = "pinpoint-sms-voice-v2"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)

    # Phone numbers

    async def request_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        given = call.parameters
        opt_out = resource_name(given.get("OptOutListName", _DEFAULT_OPT_OUT_LIST))
        if opt_out != _DEFAULT_OPT_OUT_LIST and opt_out not in kept.lists:
            raise not_found("opt-out-list", opt_out)
        identifier = f"phone-{uuid.uuid4().hex}"
        number = {
            "PhoneNumberArn": arn(call, "phone-number", identifier),
            "PhoneNumberId": identifier,
            "PhoneNumber": f"+1888555{len(kept.numbers):04d}",
            "Status": "ACTIVE",
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
            number["RegistrationId"] = given["RegistrationId"]
        kept.numbers[identifier] = number
        self._tag(call, number["PhoneNumberArn"], given.get("Tags", []))
        return {**number, "Tags": given.get("Tags", [])}

    async def describe_phone_numbers(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call).numbers
        return {"PhoneNumbers": select(kept, call.parameters.get("PhoneNumberIds"), "phone-number")}

    async def update_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        number = self._number(call)
        given = {k: v for k, v in call.parameters.items() if k != "PhoneNumberId"}
        if "OptOutListName" in given:
            given["OptOutListName"] = resource_name(given["OptOutListName"])
        number.update(given)
        return number

    async def release_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        number = self._number(call)
        if number["DeletionProtectionEnabled"]:
            raise AwsError(
                "ConflictException",
                "Conflict occurred for the request: DELETION_PROTECTION_ENABLED",
            )
        del self._accounts.of(call).numbers[number["PhoneNumberId"]]
        return {**number, "Status": "DELETED"}

    def _number(self, call: SupplementCall) -> Resource:
        name = resource_name(call.parameters["PhoneNumberId"])
        return select(self._accounts.of(call).numbers, [name], "phone-number")[0]

    # Opt-out lists

    async def create_opt_out_list(self, call: SupplementCall) -> Mapping[str, Any]:
        return self._create(call, self._accounts.of(call).lists, "OptOutList", "opt-out-list", {})

    async def describe_opt_out_lists(self, call: SupplementCall) -> Mapping[str, Any]:
        names = call.parameters.get("OptOutListNames")
        return {"OptOutLists": select(self._accounts.of(call).lists, names, "opt-out-list")}

    async def delete_opt_out_list(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        name = resource_name(call.parameters["OptOutListName"])
        found = select(kept.lists, [name], "opt-out-list")[0]
        if any(number["OptOutListName"] == name for number in kept.numbers.values()):
            raise AwsError(
                "ConflictException",
                "Conflict occurred for the request: RESOURCE_DELETION_NOT_ALLOWED",
            )
        del kept.lists[name]
        return found

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
        return self._accounts.of(call).configuration_sets.pop(found["ConfigurationSetName"])

    async def set_default_message_type(self, call: SupplementCall) -> Mapping[str, Any]:
        found = self._configuration_set(call)
        found["DefaultMessageType"] = call.parameters["MessageType"]
        return {**found, "MessageType": call.parameters["MessageType"]}

    async def set_default_sender_id(self, call: SupplementCall) -> Mapping[str, Any]:
        found = self._configuration_set(call)
        found["DefaultSenderId"] = call.parameters["SenderId"]
        return {**found, "SenderId": call.parameters["SenderId"]}

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
            raise AwsError(
                "ConflictException", "Conflict occurred for the request: RESOURCE_ALREADY_EXISTS"
            )
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

    async def describe_sender_ids(self, call: SupplementCall) -> Mapping[str, Any]:  # noqa: ARG002
        return {"SenderIds": []}

    async def describe_pools(self, call: SupplementCall) -> Mapping[str, Any]:  # noqa: ARG002
        return {"Pools": []}

    # Policies and tags of these resources

    async def put_resource_policy(self, call: SupplementCall) -> Mapping[str, Any]:
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
        resource_arn = call.parameters["ResourceArn"]
        tags = self._accounts.of(call).tags.get(resource_arn, {})
        return {
            "ResourceArn": resource_arn,
            "Tags": [{"Key": k, "Value": v} for k, v in tags.items()],
        }

    async def tag_resource(self, call: SupplementCall) -> Mapping[str, Any]:
        self._tag(call, call.parameters["ResourceArn"], call.parameters["Tags"])
        return {}

    async def untag_resource(self, call: SupplementCall) -> Mapping[str, Any]:
        tags = self._accounts.of(call).tags.get(call.parameters["ResourceArn"], {})
        for key in call.parameters["TagKeys"]:
            tags.pop(key, None)
        return {}

    def _tag(self, call: SupplementCall, resource_arn: str, tags: list[Mapping[str, str]]) -> None:
        kept = self._accounts.of(call).tags.setdefault(resource_arn, {})
        kept.update({tag["Key"]: tag["Value"] for tag in tags})
