"""AWS End User Messaging SMS (sms-voice v2): the account's tier, spend limit and protection.

Source: AWS End User Messaging SMS API v2 Reference.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore
from .sms_voice_resources import (
    Resource,
    arn,
    conflict,
    invalid,
    not_found,
    resource_name,
    select,
)


@dataclass
class _Account:
    protections: dict[str, Resource] = field(default_factory=dict)
    default_protection: str | None = None
    spend_limit: int | None = None


class SmsVoiceAccount(Supplement):
    """The account's tier and spend limit, and its protection against SMS pumping."""

    service = "pinpoint-sms-voice-v2"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)

    async def describe_account_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        sandbox = call.context.manual.in_sandbox("sms", call.account, call.region)
        attributes = [{"Name": "ACCOUNT_TIER", "Value": "SANDBOX" if sandbox else "PRODUCTION"}]
        default = self._accounts.of(call).default_protection
        if default is not None:
            attributes.append({"Name": "DEFAULT_PROTECT_CONFIGURATION_ID", "Value": default})
        return {"AccountAttributes": attributes}

    async def describe_spend_limits(self, call: SupplementCall) -> Mapping[str, Any]:
        override = self._accounts.of(call).spend_limit
        limit = call.context.manual.spend_limit(call.account, call.region)
        return {
            "SpendLimits": [
                {
                    "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
                    "EnforcedLimit": limit if override is None else override,
                    "MaxLimit": limit,
                    "Overridden": override is not None,
                }
            ]
        }

    async def set_text_message_spend_limit_override(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        given = call.parameters["MonthlyLimit"]
        limit = call.context.manual.spend_limit(call.account, call.region)
        if given > limit:
            raise invalid("REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT", f"at most {limit}")
        self._accounts.of(call).spend_limit = given
        return {"MonthlyLimit": given}

    async def delete_text_message_spend_limit_override(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        removed, self._accounts.of(call).spend_limit = self._accounts.of(call).spend_limit, None
        return {} if removed is None else {"MonthlyLimit": removed}

    # Protection against SMS pumping

    async def create_protect_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        identifier = f"protect-{uuid.uuid4().hex}"
        created = {
            "ProtectConfigurationArn": arn(call, "protect-configuration", identifier),
            "ProtectConfigurationId": identifier,
            "CreatedTimestamp": datetime.now(UTC),
            "AccountDefault": False,
            "DeletionProtectionEnabled": call.parameters.get("DeletionProtectionEnabled", False),
        }
        self._accounts.of(call).protections[identifier] = created
        return {**created, "Tags": call.parameters.get("Tags", [])}

    async def describe_protect_configurations(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        names = call.parameters.get("ProtectConfigurationIds")
        found = select(kept.protections, names, "protect-configuration")
        return {
            "ProtectConfigurations": [
                {**one, "AccountDefault": one["ProtectConfigurationId"] == kept.default_protection}
                for one in found
            ]
        }

    async def set_account_default_protect_configuration(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        name = resource_name(call.parameters["ProtectConfigurationId"])
        found = select(kept.protections, [name], "protect-configuration")[0]
        kept.default_protection = name
        return {
            "DefaultProtectConfigurationArn": found["ProtectConfigurationArn"],
            "DefaultProtectConfigurationId": name,
        }

    async def delete_account_default_protect_configuration(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        name, kept.default_protection = kept.default_protection, None
        if name is None:
            raise not_found("protect-configuration", "account default")
        return {
            "DefaultProtectConfigurationArn": kept.protections[name]["ProtectConfigurationArn"],
            "DefaultProtectConfigurationId": name,
        }

    async def update_protect_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        name = resource_name(call.parameters["ProtectConfigurationId"])
        found = select(kept.protections, [name], "protect-configuration")[0]
        if "DeletionProtectionEnabled" in call.parameters:
            found["DeletionProtectionEnabled"] = call.parameters["DeletionProtectionEnabled"]
        return {**found, "AccountDefault": name == kept.default_protection}

    async def delete_protect_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        name = resource_name(call.parameters["ProtectConfigurationId"])
        found = select(kept.protections, [name], "protect-configuration")[0]
        if kept.default_protection == name:
            raise conflict("PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT")
        if found["DeletionProtectionEnabled"]:
            raise conflict("DELETION_PROTECTION_ENABLED")
        del kept.protections[name]
        return found
