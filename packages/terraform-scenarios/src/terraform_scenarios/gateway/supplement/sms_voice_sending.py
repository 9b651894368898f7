"""AWS End User Messaging SMS (sms-voice v2): sending a text message.

Sources: AWS End User Messaging SMS API v2 Reference, SendTextMessage and the reasons of
ConflictException, ValidationException and ServiceQuotaExceededException; User Guide, "Sandbox" and
"Testing phone numbers with the simulator"; that a message to a number that has opted out is an
error: cds-snc/notification-api#2207.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall
from .sms_voice_resources import Resource, conflict, invalid, not_found, resource_name
from .texts import send_text

_SERVICE = "pinpoint-sms-voice-v2"
_DEFAULT_OPT_OUT_LIST = "Default"
_SENDER_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_-]{1,11}")
# The simulator's destinations in the United States, for a success and for a failure.
_SIMULATED = frozenset({"+14254147755", "+14254147167"})
# Area codes behind +1 that are neither in the United States nor in Canada.
_OTHER_AREA_CODES = frozenset(
    {
        "242", "246", "264", "268", "284", "340", "345", "441", "473", "649", "658", "664", "670",
        "671", "684", "721", "758", "767", "784", "787", "809", "829", "849", "868", "869", "876",
        "939",
    }
)  # fmt: skip


class SmsVoiceSending(Supplement):
    """Text messages, which land in the outbox."""

    service = _SERVICE

    async def send_text_message(self, call: SupplementCall) -> Mapping[str, Any]:
        given = call.parameters
        if "MessageBody" not in given:
            raise invalid("MISSING_PARAMETER", "MessageBody")
        destination = _e164(given["DestinationPhoneNumber"])
        await _check_account(call, destination)
        identity = given.get("OriginationIdentity")
        number = await _origination(call, identity, destination)
        if "ConfigurationSetName" in given:
            await call.context.ask(
                _SERVICE,
                "DescribeConfigurationSets",
                ConfigurationSetNames=[given["ConfigurationSetName"]],
            )
        if "ProtectConfigurationId" in given:
            await call.context.ask(
                _SERVICE,
                "DescribeProtectConfigurations",
                ProtectConfigurationIds=[given["ProtectConfigurationId"]],
            )
        await _check_opt_out(call, number, destination)
        if not given.get("DryRun"):
            sender = number["PhoneNumber"] if number else identity or ""
            send_text(call, destination, call.parameters["MessageBody"], sender)
        return {"MessageId": str(uuid.uuid4())}


async def _check_account(call: SupplementCall, destination: str) -> None:
    limits = await call.context.ask(_SERVICE, "DescribeSpendLimits")
    if limits["SpendLimits"][0]["EnforcedLimit"] == 0:
        reason = "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"
        message = f"Service quota exceeded for the request: {reason}"
        raise AwsError("ServiceQuotaExceededException", message, members={"Reason": reason})
    manual = call.context.manual
    if not manual.in_sandbox("sms", call.account, call.region) or destination in _SIMULATED:
        return
    if manual.has_confirmed(destination, call.account, call.region):
        return
    listed = await call.context.ask("sns", "ListSMSSandboxPhoneNumbers")
    verified = {one["PhoneNumber"] for one in listed["PhoneNumbers"] if one["Status"] == "Verified"}
    if destination not in verified:
        raise conflict("DESTINATION_PHONE_NUMBER_NOT_VERIFIED")


async def _origination(
    call: SupplementCall, identity: str | None, destination: str
) -> Resource | None:
    """The number that a message comes from; None for a sender ID, or if AWS chooses one."""
    found = (await call.context.ask(_SERVICE, "DescribePhoneNumbers"))["PhoneNumbers"]
    if identity is None:
        active = [one for one in found if one["Status"] == "ACTIVE"]
        if not active and _is_north_american(destination):
            raise conflict("NO_ORIGINATION_IDENTITIES_FOUND")
        return active[0] if active else None
    name = resource_name(identity)
    for number in found:
        if name in (number["PhoneNumberId"], number["PhoneNumber"]):
            if number["Status"] != "ACTIVE":
                raise conflict("RESOURCE_NOT_ACTIVE")
            return dict(number)
    if name != identity or name.startswith(("phone-", "pool-")) or not _SENDER_ID.fullmatch(name):
        kind = "pool" if name.startswith("pool-") else "phone-number"
        raise not_found(kind, name)
    if _is_north_american(destination) or destination.startswith("+86"):
        raise invalid("SENDER_ID_NOT_SUPPORTED", "OriginationIdentity")
    return None


async def _check_opt_out(call: SupplementCall, number: Resource | None, destination: str) -> None:
    name = number["OptOutListName"] if number else _DEFAULT_OPT_OUT_LIST
    listed = await call.context.ask(_SERVICE, "DescribeOptedOutNumbers", OptOutListName=name)
    numbers = {one["OptedOutNumber"] for one in listed["OptedOutNumbers"]}
    stopped = call.context.manual.has_opted_out(destination, call.account, call.region)
    if stopped or destination in numbers:
        raise conflict("DESTINATION_PHONE_NUMBER_OPTED_OUT")


def _is_north_american(number: str) -> bool:
    """Whether a number is in the United States or Canada, which know no sender IDs."""
    return number.startswith("+1") and number[2:5] not in _OTHER_AREA_CODES


def _e164(number: str) -> str:
    return number if number.startswith("+") else f"+{number}"
