"""SNS: SMS settings, the SMS sandbox, and the SMS that are published.

Sources: SNS API Reference; SNS Developer Guide, "SMS sandbox": ten destination numbers at most, one
of which can be deleted 24 hours after its verification. SNS accepts a message to a number that has
opted out (cds-snc/notification-api#2207).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore
from .texts import send_text

SANDBOX_NUMBERS = 10
_DAY = 24 * 60 * 60
# The same for every number: the emulator sends no SMS.
_PASSWORD = "135790"  # noqa: S105


@dataclass
class _Number:
    verified_at: float | None = None


@dataclass
class _Account:
    attributes: dict[str, str] = field(default_factory=lambda: {"MonthlySpendLimit": "1"})
    numbers: dict[str, _Number] = field(default_factory=dict)


class Sns(Supplement):
    """SMS attributes, the sandbox and its destination numbers, opt-outs, and published SMS."""

    service = "sns"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)

    async def set_sms_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        for name, value in call.parameters["attributes"].items():
            # An empty value resets a setting; the provider sends it on destroy.
            if value:
                self._accounts.of(call).attributes[name] = value
            else:
                self._accounts.of(call).attributes.pop(name, None)
        return {}

    async def get_sms_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        names = call.parameters.get("attributes")
        attributes = self._accounts.of(call).attributes
        return {"attributes": {k: v for k, v in attributes.items() if not names or k in names}}

    async def get_sms_sandbox_account_status(self, call: SupplementCall) -> Mapping[str, Any]:
        return {"IsInSandbox": call.context.manual.in_sandbox("sms", call.account, call.region)}

    async def create_sms_sandbox_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        numbers = self._accounts.of(call).numbers
        number = call.parameters["PhoneNumber"]
        if _has_opted_out(call, number):
            raise AwsError("OptedOut", f"The phone number {number} has opted out.")
        if number in numbers and numbers[number].verified_at is not None:
            raise AwsError("UserError", f"The phone number {number} is already verified.")
        if number not in numbers and len(numbers) >= SANDBOX_NUMBERS:
            raise AwsError(
                "UserError", "The number of sandbox phone numbers has reached its limit."
            )
        numbers[number] = _Number()
        send_text(call, number, f"{_PASSWORD} is your one-time password for the SMS sandbox.")
        return {}

    async def verify_sms_sandbox_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        number = self._accounts.of(call).numbers.get(call.parameters["PhoneNumber"])
        if number is None:
            raise AwsError("ResourceNotFound", "The phone number is not in the sandbox.", 404)
        if call.parameters["OneTimePassword"] != _PASSWORD:
            raise AwsError("VerificationException", "The one-time password is wrong.")
        number.verified_at = time.time()
        return {}

    async def list_sms_sandbox_phone_numbers(self, call: SupplementCall) -> Mapping[str, Any]:
        shown = []
        for name, number in self._accounts.of(call).numbers.items():
            confirmed = call.context.manual.has_confirmed(name, call.account, call.region)
            if number.verified_at is None and confirmed:
                number.verified_at = time.time()
            status = "Pending" if number.verified_at is None else "Verified"
            shown.append({"PhoneNumber": name, "Status": status})
        return {"PhoneNumbers": shown}

    async def delete_sms_sandbox_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        numbers = self._accounts.of(call).numbers
        number = numbers.get(call.parameters["PhoneNumber"])
        if number is None:
            raise AwsError("ResourceNotFound", "The phone number is not in the sandbox.", 404)
        if number.verified_at is not None and time.time() - number.verified_at < _DAY:
            raise AwsError("UserError", "The phone number was verified less than 24 hours ago.")
        del numbers[call.parameters["PhoneNumber"]]
        return {}

    async def publish(self, call: SupplementCall) -> Mapping[str, Any] | None:
        number = call.parameters.get("PhoneNumber")
        if not number:
            return None
        answer = await call.forward()
        attributes = call.parameters.get("MessageAttributes", {})
        sender = attributes.get("AWS.SNS.SMS.SenderID", {}).get("StringValue", "")
        # SNS accepts a message to a number that has opted out, and does not deliver it.
        if not _has_opted_out(call, number):
            send_text(call, number, call.parameters["Message"], sender)
        return answer

    async def list_origination_numbers(self, call: SupplementCall) -> Mapping[str, Any]:
        found = await call.context.ask("pinpoint-sms-voice-v2", "DescribePhoneNumbers")
        return {
            "PhoneNumbers": [
                {
                    "PhoneNumber": one["PhoneNumber"],
                    "Status": one["Status"],
                    "Iso2CountryCode": one["IsoCountryCode"],
                    "RouteType": "Transactional",
                    "NumberCapabilities": one["NumberCapabilities"],
                }
                for one in found["PhoneNumbers"]
            ]
        }

    async def check_if_phone_number_is_opted_out(self, call: SupplementCall) -> Mapping[str, Any]:
        return {"isOptedOut": _has_opted_out(call, call.parameters["phoneNumber"])}

    async def list_phone_numbers_opted_out(self, call: SupplementCall) -> Mapping[str, Any]:
        return {"phoneNumbers": call.context.manual.opted_out(call.account, call.region)}

    async def opt_in_phone_number(self, call: SupplementCall) -> Mapping[str, Any]:
        number = call.parameters["phoneNumber"]
        call.context.manual.opt_in(number, account=call.account, region=call.region)
        return {}


def _has_opted_out(call: SupplementCall, number: str) -> bool:
    return call.context.manual.has_opted_out(number, call.account, call.region)
