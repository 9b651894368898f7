"""What on AWS only time or people do: here it happens only if a test or the user says so."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal, get_args

Channel = Literal["email", "sms"]
ReviewStatus = Literal["PENDING", "FAILED", "GRANTED", "DENIED"]


@dataclass(frozen=True)
class _Action:
    """One action; an account or region of None stands for all of them."""

    kind: str
    subject: str
    value: str
    account: str | None
    region: str | None


class ManualActions:
    """The manual actions so far; the latest one counts.

    Every method takes an `account` (12 digits) and a `region`. Without them, the action applies to
    all accounts and regions. `verify_sender("*")` verifies every sender, including senders that are
    created later.
    """

    def __init__(self) -> None:
        self._actions: list[_Action] = []

    def verify_sender(
        self, identity: str, *, account: str | None = None, region: str | None = None
    ) -> None:
        """Publish the DNS records of a domain, or click the link sent to an address."""
        self._add("sender", identity.lower(), "verified", account, region)

    def unverify_sender(
        self, identity: str, *, account: str | None = None, region: str | None = None
    ) -> None:
        """Remove the DNS records of a domain, or leave an address unconfirmed."""
        self._add("sender", identity.lower(), "unverified", account, region)

    def decide_review(
        self, status: ReviewStatus, *, account: str | None = None, region: str | None = None
    ) -> None:
        """Decide, as AWS Support, on a request for SES production access.

        Raises:
            ValueError: the status is not PENDING, FAILED, GRANTED or DENIED.
        """
        if status not in get_args(ReviewStatus):
            raise ValueError(f"{status!r} is not a review status: use {_or(ReviewStatus)}")
        self._add("review", "", status, account, region)

    def confirm_number(
        self, number: str, *, account: str | None = None, region: str | None = None
    ) -> None:
        """Confirm a destination number of the SMS sandbox, as its owner."""
        self._add("number", number, "confirmed", account, region)

    def leave_sandbox(
        self, channel: Channel, *, account: str | None = None, region: str | None = None
    ) -> None:
        """Move the account out of the SES (`email`) or the SMS (`sms`) sandbox.

        Raises:
            ValueError: the channel is not `email` or `sms`.
        """
        self._set_sandbox(channel, "left", account, region)

    def enter_sandbox(
        self, channel: Channel, *, account: str | None = None, region: str | None = None
    ) -> None:
        """Move the account back into the sandbox, where every new account is.

        Raises:
            ValueError: the channel is not `email` or `sms`.
        """
        self._set_sandbox(channel, "entered", account, region)

    def _set_sandbox(
        self, channel: Channel, value: str, account: str | None, region: str | None
    ) -> None:
        if channel not in get_args(Channel):
            raise ValueError(f"{channel!r} is not a channel: use {_or(Channel)}")
        self._add("sandbox", channel, value, account, region)

    def expire_codes(self, *, account: str | None = None, region: str | None = None) -> None:
        """Let the codes sent so far expire; codes sent later are valid."""
        self._add("codes", "", str(time.time()), account, region)

    def has_expired(self, sent: float, account: str, region: str) -> bool:
        """Whether a code has expired that was sent at a time, in seconds since the epoch."""
        return sent <= float(self._latest("codes", "", account, region) or 0)

    def has_verified(self, identity: str, account: str, region: str) -> bool:
        """Whether a sender is verified."""
        return self._latest("sender", identity.lower(), account, region) == "verified"

    def review(self, account: str, region: str) -> str | None:
        """The decision on a request for SES production access; None before there is one."""
        return self._latest("review", "", account, region)

    def has_confirmed(self, number: str, account: str, region: str) -> bool:
        """Whether the owner of a number has confirmed it."""
        return self._latest("number", number, account, region) == "confirmed"

    def in_sandbox(self, channel: Channel, account: str, region: str) -> bool:
        """Whether the account is in the sandbox."""
        if channel == "email" and self.review(account, region) == "GRANTED":
            return self._latest("sandbox", channel, account, region) == "entered"
        return self._latest("sandbox", channel, account, region) != "left"

    def forget(self) -> None:
        """Undo all actions."""
        self._actions.clear()

    def _add(
        self, kind: str, subject: str, value: str, account: str | None, region: str | None
    ) -> None:
        self._actions.append(_Action(kind, subject, value, account, region))

    def _latest(self, kind: str, subject: str, account: str, region: str) -> str | None:
        for action in reversed(self._actions):
            if (
                action.kind == kind
                and action.subject in (subject, "*")
                and action.account in (None, account)
                and action.region in (None, region)
            ):
                return action.value
        return None


def _or(literal: object) -> str:
    return " or ".join(get_args(literal))
