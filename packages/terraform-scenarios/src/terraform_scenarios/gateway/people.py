"""What only time or people do on AWS: nothing here happens unless somebody says so."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal, get_args

Channel = Literal["email", "sms"]
ReviewStatus = Literal["PENDING", "FAILED", "GRANTED", "DENIED"]


@dataclass(frozen=True)
class _Said:
    """Something said of an account and region; None stands for each."""

    what: str
    about: str
    value: str
    account: str | None
    region: str | None


class People:
    """What has been said so far; what was said last counts.

    Every method takes an `account` (12 digits) and a `region`; left out, it holds for each.
    `verify_sender("*")` verifies every sender, also those that do not exist yet.
    """

    def __init__(self) -> None:
        self._said: list[_Said] = []

    def verify_sender(
        self, identity: str, *, account: str | None = None, region: str | None = None
    ) -> None:
        """The records of a domain are published, or the link sent to an address is clicked."""
        self._say("sender", identity.lower(), "verified", account, region)

    def unverify_sender(
        self, identity: str, *, account: str | None = None, region: str | None = None
    ) -> None:
        """The records of a domain have gone, or an address was never confirmed."""
        self._say("sender", identity.lower(), "unverified", account, region)

    def decide_review(
        self, status: ReviewStatus, *, account: str | None = None, region: str | None = None
    ) -> None:
        """AWS support has looked at a request for SES production access.

        Raises:
            ValueError: the status is none of PENDING, FAILED, GRANTED, DENIED.
        """
        if status not in get_args(ReviewStatus):
            raise ValueError(f"{status!r} is no review status: write {_or(ReviewStatus)}")
        self._say("review", "", status, account, region)

    def confirm_number(
        self, number: str, *, account: str | None = None, region: str | None = None
    ) -> None:
        """The owner of a sandbox destination number has entered the one-time password."""
        self._say("number", number, "confirmed", account, region)

    def leave_sandbox(
        self, channel: Channel, *, account: str | None = None, region: str | None = None
    ) -> None:
        """The account leaves the SES (`email`) or the SMS (`sms`) sandbox.

        Raises:
            ValueError: the channel is neither.
        """
        self._sandbox(channel, "left", account, region)

    def enter_sandbox(
        self, channel: Channel, *, account: str | None = None, region: str | None = None
    ) -> None:
        """The account is in the sandbox, as each new one is.

        Raises:
            ValueError: the channel is neither `email` nor `sms`.
        """
        self._sandbox(channel, "entered", account, region)

    def _sandbox(
        self, channel: Channel, value: str, account: str | None, region: str | None
    ) -> None:
        if channel not in get_args(Channel):
            raise ValueError(f"{channel!r} is no channel: write {_or(Channel)}")
        self._say("sandbox", channel, value, account, region)

    def expire_codes(self, *, account: str | None = None, region: str | None = None) -> None:
        """The time is over in which the codes sent so far are good; later ones are good again."""
        self._say("codes", "", str(time.time()), account, region)

    def has_expired(self, sent: float, account: str, region: str) -> bool:
        """Whether a code is too old that was sent at a time, in seconds since the epoch."""
        return sent <= float(self._last("codes", "", account, region) or 0)

    def has_verified(self, identity: str, account: str, region: str) -> bool:
        """Whether a sender is verified."""
        return self._last("sender", identity.lower(), account, region) == "verified"

    def review(self, account: str, region: str) -> str | None:
        """What the review of a request for SES production access came to, if anything."""
        return self._last("review", "", account, region)

    def has_confirmed(self, number: str, account: str, region: str) -> bool:
        """Whether the owner of a number has confirmed it."""
        return self._last("number", number, account, region) == "confirmed"

    def in_sandbox(self, channel: Channel, account: str, region: str) -> bool:
        """Whether the account is in the sandbox, as each is until it leaves it."""
        if channel == "email" and self.review(account, region) == "GRANTED":
            return self._last("sandbox", channel, account, region) == "entered"
        return self._last("sandbox", channel, account, region) != "left"

    def forget(self) -> None:
        """Take back everything."""
        self._said.clear()

    def _say(
        self, what: str, about: str, value: str, account: str | None, region: str | None
    ) -> None:
        self._said.append(_Said(what, about, value, account, region))

    def _last(self, what: str, about: str, account: str, region: str) -> str | None:
        for said in reversed(self._said):
            if (
                said.what == what
                and said.about in (about, "*")
                and said.account in (None, account)
                and said.region in (None, region)
            ):
                return said.value
        return None


def _or(literal: object) -> str:
    return " or ".join(get_args(literal))
