"""How to raise the monthly limit of what SMS may cost.

Source: End User Messaging SMS User Guide, "Set an SMS spending limit": an account can set a limit
up to the one that AWS gave it; more is a request to AWS.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..calls import SMS_VOICE
from .commands import aws, in_turn


@dataclass(frozen=True)
class Enforced:
    """A limit of End User Messaging in USD, and the highest that the account can set itself."""

    limit: float
    highest: float


@dataclass(frozen=True)
class Raise:
    """The limits that are to be raised; None if they are not known or not set."""

    region: str
    is_sns: bool
    attribute: float | None
    enforced: Enforced | None

    def to(self, wanted: float | None) -> dict[str, str | None]:
        """The parts of a remediation that lets an amount be spent.

        Default: as much as AWS lets the account spend, because nobody said how much is needed.
        """
        highest = self.enforced.highest if self.enforced else None
        parts: dict[str, str | None] = {
            "console": f"Service Quotas ({self.region}) → AWS End User Messaging SMS → SMS monthly "
            "spending limit"
        }
        if not self.is_sns:
            parts["terraform"] = None  # the module's input is about SNS
        amount = math.ceil(wanted if wanted is not None else highest or 0)
        if amount <= 1 or (highest is not None and amount > highest):
            usual = f" to {amount} USD" if amount > 1 else ""
            most = f", which is {highest:g} USD now" if highest is not None else ""
            what = f"Ask AWS to raise the account's limit{usual}{most}."
            return parts | {"what": what, "command": None}
        commands = []
        if self.is_sns and (self.attribute is None or self.attribute < amount):
            commands.append(
                aws(
                    "sns set-sms-attributes",
                    region=self.region,
                    attributes=f"MonthlySpendLimit={amount}",
                )
            )
        if not self.is_sns or (self.enforced and self.enforced.limit < amount):
            commands.append(
                aws(
                    f"{SMS_VOICE} set-text-message-spend-limit-override",
                    region=self.region,
                    monthly_limit=amount,
                )
            )
        if wanted is None:
            parts["what"] = (
                f"Raise the limit to the {amount} USD that AWS allows the account, or to what you "
                "need: --sms-usd-per-month."
            )
        return parts | {"command": in_turn(*commands)}
