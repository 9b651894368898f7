"""AWS End User Messaging SMS (sms-voice v2): the account's tier and spend limit.

Source: AWS End User Messaging SMS API v2 Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore
from .sms_voice_resources import invalid


@dataclass
class _Account:
    spend_limit: int | None = None


class SmsVoiceAccount(Supplement):
    """The account's tier and spend limit."""

    service = "pinpoint-sms-voice-v2"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)

    async def describe_account_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        sandbox = call.context.manual.in_sandbox("sms", call.account, call.region)
        attributes = [{"Name": "ACCOUNT_TIER", "Value": "SANDBOX" if sandbox else "PRODUCTION"}]
        found = await call.context.ask(self.service, "DescribeProtectConfigurations")
        for one in found["ProtectConfigurations"]:
            if one["AccountDefault"]:
                name = "DEFAULT_PROTECT_CONFIGURATION_ID"
                attributes.append({"Name": name, "Value": one["ProtectConfigurationId"]})
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
