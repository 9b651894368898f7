"""SES v2: the account, its way out of the sandbox, and its suppression list.

Sources: SES API v2 Reference; SES Developer Guide, "Request production access", "Service quotas"
and "Using the Amazon SES account-level suppression list"; for the form of the addresses on that
list and the words of its error, floci-io/floci#1350.
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

# How much an account may send in the sandbox, and outside of it.
_SANDBOX_QUOTA = {"Max24HourSend": 200.0, "MaxSendRate": 1.0}
_PRODUCTION_QUOTA = {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0}


@dataclass(frozen=True)
class _Suppressed:
    """An address that the account sends nothing to."""

    reason: str
    since: datetime

    def shown(self, address: str) -> dict[str, Any]:
        return {"EmailAddress": address, "Reason": self.reason, "LastUpdateTime": self.since}


@dataclass
class _Account:
    details: dict[str, Any] | None = None
    case_id: str = ""
    wants_production: bool = False
    sending: bool = True
    suppressed: list[str] = field(default_factory=lambda: ["BOUNCE", "COMPLAINT"])
    suppressed_destinations: dict[str, _Suppressed] = field(default_factory=dict)
    warmup: bool = False
    vdm: Mapping[str, Any] | None = None


class SesAccount(Supplement):
    """The account, the review of its production access, and its suppression list."""

    service = "sesv2"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)

    async def get_account(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        account = self._accounts.of(call)
        sandbox = call.context.manual.in_sandbox("email", call.account, call.region)
        sent = answer.get("SendQuota", {}).get("SentLast24Hours", 0.0)
        shown = {
            **answer,
            "ProductionAccessEnabled": not sandbox,
            "SendQuota": {
                **(_SANDBOX_QUOTA if sandbox else _PRODUCTION_QUOTA),
                "SentLast24Hours": sent,
            },
            "SendingEnabled": account.sending,
            "SuppressionAttributes": {"SuppressedReasons": list(account.suppressed)},
            "DedicatedIpAutoWarmupEnabled": account.warmup,
        }
        if account.vdm is not None:
            shown["VdmAttributes"] = account.vdm
        shown.pop("Details", None)
        if account.details is not None:
            shown["Details"] = dict(account.details)
            if account.wants_production:
                status = call.context.manual.review(call.account, call.region) or "PENDING"
                shown["Details"]["ReviewDetails"] = {"Status": status, "CaseId": account.case_id}
        return shown

    async def put_account_details(self, call: SupplementCall) -> Mapping[str, Any]:
        account = self._accounts.of(call)
        status = call.context.manual.review(call.account, call.region) or "PENDING"
        if account.wants_production and status == "PENDING":
            raise AwsError("ConflictException", "The request is under review.", 409)
        given = dict(call.parameters)
        # By default, the call requests production access (SES API v2 Reference, PutAccountDetails).
        account.wants_production = bool(given.pop("ProductionAccessEnabled", True))
        account.case_id = account.case_id or uuid.uuid4().hex[:12]
        account.details = given
        return {}

    async def put_account_suppression_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        self._accounts.of(call).suppressed = list(call.parameters.get("SuppressedReasons", []))
        return {}

    async def put_suppressed_destination(self, call: SupplementCall) -> Mapping[str, Any]:
        self._accounts.of(call).suppressed_destinations[_address(call)] = _Suppressed(
            call.parameters["Reason"], datetime.now(UTC)
        )
        return {}

    async def get_suppressed_destination(self, call: SupplementCall) -> Mapping[str, Any]:
        address = _address(call)
        found = self._accounts.of(call).suppressed_destinations.get(address)
        if found is None:
            raise _not_suppressed(address)
        return {"SuppressedDestination": found.shown(address)}

    async def list_suppressed_destinations(self, call: SupplementCall) -> Mapping[str, Any]:
        reasons = call.parameters.get("Reasons")
        return {
            "SuppressedDestinationSummaries": [
                one.shown(address)
                for address, one in self._accounts.of(call).suppressed_destinations.items()
                if not reasons or one.reason in reasons
            ]
        }

    async def delete_suppressed_destination(self, call: SupplementCall) -> Mapping[str, Any]:
        address = _address(call)
        if self._accounts.of(call).suppressed_destinations.pop(address, None) is None:
            raise _not_suppressed(address)
        return {}

    async def put_account_sending_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        self._accounts.of(call).sending = bool(call.parameters.get("SendingEnabled", False))
        return {}

    async def put_account_vdm_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        self._accounts.of(call).vdm = call.parameters["VdmAttributes"]
        return {}

    async def put_account_dedicated_ip_warmup_attributes(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        self._accounts.of(call).warmup = bool(call.parameters.get("AutoWarmupEnabled", False))
        return {}


def _address(call: SupplementCall) -> str:
    """The address of the call, as the list keeps it: the case of its domain does not matter."""
    local, at, domain = call.parameters["EmailAddress"].strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"


def _not_suppressed(address: str) -> AwsError:
    return AwsError(
        "NotFoundException",
        f"Email address {address} does not exist on your suppression list.",
        404,
    )
