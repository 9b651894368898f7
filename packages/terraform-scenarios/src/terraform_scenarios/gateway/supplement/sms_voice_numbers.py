"""AWS End User Messaging SMS (sms-voice v2): how a requested phone number becomes active.

Sources: AWS End User Messaging SMS User Guide, "Registrations", "Dedicated number registration
forms" and "Registration support" (US and Canadian toll-free numbers); that such a number, and any
number with a registration ID, can stay PENDING for days to weeks: terraform-provider-aws#43295 and
PR 49485; API, NumberStatus.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ..errors import AwsError
from ..manual_actions import ManualActions

PENDING, ACTIVE = "PENDING", "ACTIVE"
_NAMES = ("PhoneNumber", "PhoneNumberId", "PhoneNumberArn", "RegistrationId")

# Whose toll-free numbers must be registered.
REGISTERED_TOLL_FREE = frozenset({"US", "CA"})
# Whose dedicated long codes must be registered.
REGISTERED_LONG_CODES = frozenset(
    {
        "AU", "AT", "CL", "DK", "FI", "DE", "HK", "HU", "IN", "IT", "NL", "NO", "PL", "PT", "ES",
        "SE", "GB",
    }
)  # fmt: skip


def needs_registration(number: Mapping[str, Any]) -> bool:
    """Whether people must approve a registration before this number can send."""
    kind, country = number["NumberType"], number["IsoCountryCode"]
    if kind == "SIMULATOR":
        return False
    return (
        "RegistrationId" in number
        or kind == "TEN_DLC"
        or (kind == "TOLL_FREE" and country in REGISTERED_TOLL_FREE)
        or (kind == "LONG_CODE" and country in REGISTERED_LONG_CODES)
    )


def status(number: Mapping[str, Any], manual: ManualActions, account: str, region: str) -> str:
    """The status of a number: pending until a manual action, if it needs a registration."""
    names = [number[key] for key in _NAMES if key in number]
    said = manual.number_status(names, account, region)
    return said or (PENDING if needs_registration(number) else ACTIVE)


class Waiting:
    """Who keeps asking for numbers that stay pending, and for how long.

    The provider asks at least every ten seconds, so a longer pause begins a new wait.
    """

    _PAUSE = 20.0

    def __init__(self) -> None:
        self._asked: dict[str, tuple[float, float]] = {}

    def check(self, number: Mapping[str, Any], patience: float | None) -> None:
        """Note that somebody asks for a pending number.

        Raises:
            AwsError: somebody has asked for longer than the patience.
        """
        now, name = time.monotonic(), number["PhoneNumberId"]
        first, last = self._asked.get(name, (now, now))
        first = now if now - last > self._PAUSE else first
        self._asked[name] = (first, now)
        if patience is None or now - first <= patience:
            return
        del self._asked[name]
        raise AwsError(
            "ConflictException",
            f"The {number['NumberType']} number {number['PhoneNumber']} stays PENDING. On AWS its "
            "registration takes people days to weeks, and Terraform gives up after 30 minutes; "
            "this emulator ends the wait early. To test what comes after the registration, set "
            "terraform_active_numbers = * in pytest's ini file, or call "
            "gateway.manual.activate_number().",
        )
