"""AWS End User Messaging SMS (sms-voice v2): protection against SMS pumping.

Sources: AWS End User Messaging SMS API v2 Reference; User Guide, "Using protect configurations". A
new configuration has a rule for every country, and each of them allows (API,
CreateProtectConfiguration).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore
from .sms_voice_countries import COUNTRIES
from .sms_voice_resources import Resource, arn, conflict, invalid, not_found, resource_name, select

_ALLOW = {"ProtectStatus": "ALLOW"}
_KIND = "protect-configuration"


@dataclass
class _Account:
    protections: dict[str, Resource] = field(default_factory=dict)
    default_protection: str | None = None
    # By configuration and capability: the rules that differ from ALLOW, or were set.
    rules: dict[str, dict[str, dict[str, Resource]]] = field(default_factory=dict)
    tokens: dict[str, Resource] = field(default_factory=dict)


class SmsVoiceProtection(Supplement):
    """The protect configurations of an account, with their rules for countries."""

    service = "pinpoint-sms-voice-v2"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)

    async def create_protect_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        kept, token = self._accounts.of(call), call.parameters.get("ClientToken", "")
        if token and token in kept.tokens:
            return kept.tokens[token]  # API, ClientToken: the request was made before
        identifier = f"protect-{uuid.uuid4().hex}"
        created = {
            "ProtectConfigurationArn": arn(call, _KIND, identifier),
            "ProtectConfigurationId": identifier,
            "CreatedTimestamp": datetime.now(UTC),
            "AccountDefault": False,
            "DeletionProtectionEnabled": call.parameters.get("DeletionProtectionEnabled", False),
        }
        kept.protections[identifier] = created
        kept.rules[identifier] = {}
        tags = call.parameters.get("Tags", [])
        if tags:
            resource = created["ProtectConfigurationArn"]
            await call.context.ask(self.service, "TagResource", ResourceArn=resource, Tags=tags)
        answer = {**created, "Tags": tags}
        if token:
            kept.tokens[token] = answer
        return answer

    async def describe_protect_configurations(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        names = call.parameters.get("ProtectConfigurationIds")
        found = select(kept.protections, names, _KIND)
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
        found = select(kept.protections, [name], _KIND)[0]
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
            raise not_found(_KIND, "account default")
        return {
            "DefaultProtectConfigurationArn": kept.protections[name]["ProtectConfigurationArn"],
            "DefaultProtectConfigurationId": name,
        }

    async def update_protect_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        name = resource_name(call.parameters["ProtectConfigurationId"])
        found = select(kept.protections, [name], _KIND)[0]
        if "DeletionProtectionEnabled" in call.parameters:
            found["DeletionProtectionEnabled"] = call.parameters["DeletionProtectionEnabled"]
        return {**found, "AccountDefault": name == kept.default_protection}

    async def delete_protect_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        name = resource_name(call.parameters["ProtectConfigurationId"])
        found = select(kept.protections, [name], _KIND)[0]
        if kept.default_protection == name:
            raise conflict("PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT")
        if found["DeletionProtectionEnabled"]:
            raise conflict("DELETION_PROTECTION_ENABLED")
        sets = await call.context.ask(self.service, "DescribeConfigurationSets")
        if any(one.get("ProtectConfigurationId") == name for one in sets["ConfigurationSets"]):
            raise conflict("PROTECT_CONFIGURATION_ASSOCIATED_WITH_CONFIGURATION_SET")
        del kept.protections[name], kept.rules[name]
        return found

    # The rules of a configuration, by country

    async def get_protect_configuration_country_rule_set(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        found = self._named(call)
        return self._rule_set(call, found)

    async def update_protect_configuration_country_rule_set(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        found, updates = self._named(call), call.parameters["CountryRuleSetUpdates"]
        if unknown := sorted(set(updates) - COUNTRIES):
            raise invalid("FIELD_VALIDATION_FAILED", f"CountryRuleSetUpdates: {unknown[0]}")
        rules = self._accounts.of(call).rules[found["ProtectConfigurationId"]]
        rules.setdefault(call.parameters["NumberCapability"], {}).update(updates)
        return self._rule_set(call, found)

    def _rule_set(self, call: SupplementCall, found: Resource) -> Resource:
        capability = call.parameters["NumberCapability"]
        given = self._accounts.of(call).rules[found["ProtectConfigurationId"]].get(capability, {})
        return {
            "ProtectConfigurationArn": found["ProtectConfigurationArn"],
            "ProtectConfigurationId": found["ProtectConfigurationId"],
            "NumberCapability": capability,
            "CountryRuleSet": {**dict.fromkeys(sorted(COUNTRIES), _ALLOW), **given},
        }

    def _named(self, call: SupplementCall) -> Resource:
        name = resource_name(call.parameters["ProtectConfigurationId"])
        return select(self._accounts.of(call).protections, [name], _KIND)[0]
