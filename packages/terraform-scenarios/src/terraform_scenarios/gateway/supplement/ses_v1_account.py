"""SES v1: the account's quota, its switch for sending, and sending through configuration sets.

Source: SES API Reference; both versions of the API show one account.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..plugins import Supplement, SupplementCall
from . import ses_v1
from .ses_sending import send


class SesV1Account(Supplement):
    """The account, and mail that names a configuration set of version 2."""

    service = "ses"

    async def get_send_quota(self, call: SupplementCall) -> Mapping[str, Any]:
        account: Mapping[str, Any] = await ses_v1.ask(call, "GetAccount")
        quota: Mapping[str, Any] = account["SendQuota"]
        return quota

    async def get_account_sending_enabled(self, call: SupplementCall) -> Mapping[str, Any]:
        account = await ses_v1.ask(call, "GetAccount")
        return {"Enabled": account["SendingEnabled"]}

    async def update_account_sending_enabled(self, call: SupplementCall) -> Mapping[str, Any]:
        on = call.parameters.get("Enabled", False)
        return await ses_v1.ask(call, "PutAccountSendingAttributes", SendingEnabled=on)

    async def send_email(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _send(call)

    async def send_raw_email(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _send(call)

    async def send_templated_email(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _send(call)

    async def send_bulk_templated_email(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _send(call)


async def _send(call: SupplementCall) -> Mapping[str, Any]:
    """Send without the configuration set: the emulator knows those of version 1 only."""
    given = {k: v for k, v in call.parameters.items() if k != "ConfigurationSetName"}
    return await send(call, lambda: call.context.ask_upstream("ses", call.operation, **given))
