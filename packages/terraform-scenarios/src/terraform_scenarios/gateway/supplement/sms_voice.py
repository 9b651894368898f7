"""AWS End User Messaging SMS (sms-voice v2): numbers, opt-out lists, limits, protection.

Source: AWS End User Messaging SMS API v2 Reference.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from terraform_scenarios.gateway.plugins import Asked, Supplement
from terraform_scenarios.gateway.supplement.kept import Kept
from terraform_scenarios.gateway.wire import AwsError

_Resource = dict[str, Any]
_DEFAULT_OPT_OUT_LIST = "Default"
# What a new account may spend on a channel in a month, in US dollars.
_SPEND_LIMIT = 1


@dataclass
class _Account:
    numbers: dict[str, _Resource] = field(default_factory=dict)
    lists: dict[str, _Resource] = field(default_factory=dict)
    configuration_sets: dict[str, _Resource] = field(default_factory=dict)
    protections: dict[str, _Resource] = field(default_factory=dict)
    policies: dict[str, _Resource] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    sender_ids: list[_Resource] = field(default_factory=list)
    pools: list[_Resource] = field(default_factory=list)
    spend_limit: int | None = None
    default_protection: str | None = None


class SmsVoice(Supplement):
    """What stands between a pool and the phone network."""

    service = "pinpoint-sms-voice-v2"

    def __init__(self) -> None:
        self._kept: Kept[_Account] = Kept(_Account)

    def reset(self) -> None:
        """Forget every account."""
        self._kept.clear()

    async def describe_account_attributes(self, call: Asked) -> Mapping[str, Any]:
        sandbox = call.world.people.in_sandbox("sms", call.account, call.region)
        attributes = [{"Name": "ACCOUNT_TIER", "Value": "SANDBOX" if sandbox else "PRODUCTION"}]
        default = self._kept.of(call).default_protection
        if default is not None:
            attributes.append({"Name": "DEFAULT_PROTECT_CONFIGURATION_ID", "Value": default})
        return {"AccountAttributes": attributes}

    async def describe_spend_limits(self, call: Asked) -> Mapping[str, Any]:
        override = self._kept.of(call).spend_limit
        return {
            "SpendLimits": [
                {
                    "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
                    "EnforcedLimit": _SPEND_LIMIT if override is None else override,
                    "MaxLimit": _SPEND_LIMIT if override is None else max(_SPEND_LIMIT, override),
                    "Overridden": override is not None,
                }
            ]
        }

    async def set_text_message_spend_limit_override(self, call: Asked) -> Mapping[str, Any]:
        self._kept.of(call).spend_limit = call.parameters["MonthlyLimit"]
        return {"MonthlyLimit": call.parameters["MonthlyLimit"]}

    async def delete_text_message_spend_limit_override(self, call: Asked) -> Mapping[str, Any]:
        self._kept.of(call).spend_limit = None
        return {}

    # Phone numbers

    async def request_phone_number(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call)
        given = call.parameters
        opt_out = _name(given.get("OptOutListName", _DEFAULT_OPT_OUT_LIST))
        if opt_out != _DEFAULT_OPT_OUT_LIST and opt_out not in kept.lists:
            raise _missing("opt-out-list", opt_out)
        identifier = f"phone-{uuid.uuid4().hex}"
        number = {
            "PhoneNumberArn": _arn(call, "phone-number", identifier),
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

    async def describe_phone_numbers(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call).numbers
        return {
            "PhoneNumbers": _chosen(kept, call.parameters.get("PhoneNumberIds"), "phone-number")
        }

    async def update_phone_number(self, call: Asked) -> Mapping[str, Any]:
        number = self._number(call)
        given = {k: v for k, v in call.parameters.items() if k != "PhoneNumberId"}
        if "OptOutListName" in given:
            given["OptOutListName"] = _name(given["OptOutListName"])
        number.update(given)
        return number

    async def release_phone_number(self, call: Asked) -> Mapping[str, Any]:
        number = self._number(call)
        if number["DeletionProtectionEnabled"]:
            raise AwsError(
                "ConflictException",
                "Conflict occurred for the request: DELETION_PROTECTION_ENABLED",
            )
        del self._kept.of(call).numbers[number["PhoneNumberId"]]
        return {**number, "Status": "DELETED"}

    def _number(self, call: Asked) -> _Resource:
        name = _name(call.parameters["PhoneNumberId"])
        return _chosen(self._kept.of(call).numbers, [name], "phone-number")[0]

    # Opt-out lists

    async def create_opt_out_list(self, call: Asked) -> Mapping[str, Any]:
        return self._create(call, self._kept.of(call).lists, "OptOutList", "opt-out-list", {})

    async def describe_opt_out_lists(self, call: Asked) -> Mapping[str, Any]:
        names = call.parameters.get("OptOutListNames")
        return {"OptOutLists": _chosen(self._kept.of(call).lists, names, "opt-out-list")}

    async def delete_opt_out_list(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call)
        name = _name(call.parameters["OptOutListName"])
        found = _chosen(kept.lists, [name], "opt-out-list")[0]
        if any(number["OptOutListName"] == name for number in kept.numbers.values()):
            raise AwsError(
                "ConflictException",
                "Conflict occurred for the request: RESOURCE_DELETION_NOT_ALLOWED",
            )
        del kept.lists[name]
        return found

    # Configuration sets

    async def create_configuration_set(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call).configuration_sets
        more: _Resource = {"EventDestinations": []}
        return self._create(call, kept, "ConfigurationSet", "configuration-set", more)

    async def describe_configuration_sets(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call).configuration_sets
        names = call.parameters.get("ConfigurationSetNames")
        return {"ConfigurationSets": _chosen(kept, names, "configuration-set")}

    async def delete_configuration_set(self, call: Asked) -> Mapping[str, Any]:
        found = self._configuration_set(call)
        return self._kept.of(call).configuration_sets.pop(found["ConfigurationSetName"])

    async def set_default_message_type(self, call: Asked) -> Mapping[str, Any]:
        found = self._configuration_set(call)
        found["DefaultMessageType"] = call.parameters["MessageType"]
        return {**found, "MessageType": call.parameters["MessageType"]}

    async def set_default_sender_id(self, call: Asked) -> Mapping[str, Any]:
        found = self._configuration_set(call)
        found["DefaultSenderId"] = call.parameters["SenderId"]
        return {**found, "SenderId": call.parameters["SenderId"]}

    def _configuration_set(self, call: Asked) -> _Resource:
        name = _name(call.parameters["ConfigurationSetName"])
        return _chosen(self._kept.of(call).configuration_sets, [name], "configuration-set")[0]

    def _create(
        self,
        call: Asked,
        kept: dict[str, _Resource],
        prefix: str,
        kind: str,
        more: _Resource,
    ) -> _Resource:
        name = call.parameters[f"{prefix}Name"]
        if name in kept:
            raise AwsError(
                "ConflictException", "Conflict occurred for the request: RESOURCE_ALREADY_EXISTS"
            )
        arn = _arn(call, kind, name)
        kept[name] = {
            f"{prefix}Arn": arn,
            f"{prefix}Name": name,
            "CreatedTimestamp": datetime.now(UTC),
            **more,
        }
        self._tag(call, arn, call.parameters.get("Tags", []))
        return {**kept[name], "Tags": call.parameters.get("Tags", [])}

    # Sender ids, pools: none, as in an account that has asked for none

    async def describe_sender_ids(self, call: Asked) -> Mapping[str, Any]:
        return {"SenderIds": self._kept.of(call).sender_ids}

    async def describe_pools(self, call: Asked) -> Mapping[str, Any]:
        return {"Pools": self._kept.of(call).pools}

    # Protection against SMS pumping

    async def create_protect_configuration(self, call: Asked) -> Mapping[str, Any]:
        identifier = f"protect-{uuid.uuid4().hex}"
        made = {
            "ProtectConfigurationArn": _arn(call, "protect-configuration", identifier),
            "ProtectConfigurationId": identifier,
            "CreatedTimestamp": datetime.now(UTC),
            "AccountDefault": False,
            "DeletionProtectionEnabled": call.parameters.get("DeletionProtectionEnabled", False),
        }
        self._kept.of(call).protections[identifier] = made
        return {**made, "Tags": call.parameters.get("Tags", [])}

    async def describe_protect_configurations(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call)
        names = call.parameters.get("ProtectConfigurationIds")
        found = _chosen(kept.protections, names, "protect-configuration")
        return {
            "ProtectConfigurations": [
                {**one, "AccountDefault": one["ProtectConfigurationId"] == kept.default_protection}
                for one in found
            ]
        }

    async def set_account_default_protect_configuration(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call)
        name = _name(call.parameters["ProtectConfigurationId"])
        found = _chosen(kept.protections, [name], "protect-configuration")[0]
        kept.default_protection = name
        return {
            "DefaultProtectConfigurationArn": found["ProtectConfigurationArn"],
            "DefaultProtectConfigurationId": name,
        }

    async def delete_account_default_protect_configuration(self, call: Asked) -> Mapping[str, Any]:
        self._kept.of(call).default_protection = None
        return {}

    async def delete_protect_configuration(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call)
        name = _name(call.parameters["ProtectConfigurationId"])
        found = _chosen(kept.protections, [name], "protect-configuration")[0]
        if kept.default_protection == name:
            raise AwsError(
                "ConflictException",
                "Conflict occurred for the request: PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT",
            )
        del kept.protections[name]
        return found

    # Policies and tags of any of them

    async def put_resource_policy(self, call: Asked) -> Mapping[str, Any]:
        kept = {**call.parameters, "CreatedTimestamp": datetime.now(UTC)}
        self._kept.of(call).policies[call.parameters["ResourceArn"]] = kept
        return kept

    async def get_resource_policy(self, call: Asked) -> Mapping[str, Any]:
        arn = call.parameters["ResourceArn"]
        if arn not in self._kept.of(call).policies:
            raise _missing("policy", arn)
        return self._kept.of(call).policies[arn]

    async def delete_resource_policy(self, call: Asked) -> Mapping[str, Any]:
        arn = call.parameters["ResourceArn"]
        if arn not in self._kept.of(call).policies:
            raise _missing("policy", arn)
        return self._kept.of(call).policies.pop(arn)

    async def list_tags_for_resource(self, call: Asked) -> Mapping[str, Any]:
        arn = call.parameters["ResourceArn"]
        tags = self._kept.of(call).tags.get(arn, {})
        return {"ResourceArn": arn, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}

    async def tag_resource(self, call: Asked) -> Mapping[str, Any]:
        self._tag(call, call.parameters["ResourceArn"], call.parameters["Tags"])
        return {}

    async def untag_resource(self, call: Asked) -> Mapping[str, Any]:
        tags = self._kept.of(call).tags.get(call.parameters["ResourceArn"], {})
        for key in call.parameters["TagKeys"]:
            tags.pop(key, None)
        return {}

    def _tag(self, call: Asked, arn: str, tags: list[Mapping[str, str]]) -> None:
        kept = self._kept.of(call).tags.setdefault(arn, {})
        kept.update({tag["Key"]: tag["Value"] for tag in tags})


def _arn(call: Asked, kind: str, name: str) -> str:
    return f"arn:aws:sms-voice:{call.region}:{call.account}:{kind}/{name}"


def _name(name_or_arn: str) -> str:
    return name_or_arn.rpartition("/")[2]


def _missing(kind: str, name: str) -> AwsError:
    return AwsError(
        "ResourceNotFoundException", f"Resource not found: Resource type={kind}, Resource ID={name}"
    )


def _chosen(kept: Mapping[str, _Resource], names: list[str] | None, kind: str) -> list[_Resource]:
    """The resources of these names or ARNs, or all of them.

    Raises:
        AwsError: ResourceNotFoundException: one of the names is not known.
    """
    if not names:
        return list(kept.values())
    for name in map(_name, names):
        if name not in kept:
            raise _missing(kind, name)
    return [kept[_name(name)] for name in names]
