"""What on AWS only time or people do: here it happens only if a test or the user says so."""

from __future__ import annotations

import time
from collections.abc import Iterable
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

    Attributes:
        patience: seconds after which who keeps asking for what only people do gets an error that
            says so; None lets it wait, as AWS does.
    """

    def __init__(self) -> None:
        self.patience: float | None = None
        self._actions: list[_Action] = []

    @property
    def count(self) -> int:
        """How many actions there were."""
        return len(self._actions)

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

    def activate_number(
        self, number: str = "*", *, account: str | None = None, region: str | None = None
    ) -> None:
        """Approve the registration of an origination number, which makes the number ACTIVE.

        The number can be named by itself, its ID, its ARN, or the ID of its registration, which
        then exists; `*` stands for every number.
        """
        self._add("origination", number, "ACTIVE", account, region)

    def deactivate_number(
        self, number: str = "*", *, account: str | None = None, region: str | None = None
    ) -> None:
        """Leave an origination number PENDING, as if its registration were not approved."""
        self._add("origination", number, "PENDING", account, region)

    def deny_registration(
        self,
        registration: str = "*",
        *,
        reason: str = "Unclear opt-in",
        account: str | None = None,
        region: str | None = None,
    ) -> None:
        """Deny what was submitted of an SMS registration so far, as the people who review it."""
        self._add("denial", registration, f"{time.time()} {reason}", account, region)

    def activate_domain(
        self, domain: str = "*", *, account: str | None = None, region: str | None = None
    ) -> None:
        """Let the distribution of a user pool's custom domain become active."""
        self._add("domain", domain.lower(), "ACTIVE", account, region)

    def delay_domain(
        self, domain: str = "*", *, account: str | None = None, region: str | None = None
    ) -> None:
        """Let a user pool's custom domain stay CREATING, as on AWS for up to an hour."""
        self._add("domain", domain.lower(), "CREATING", account, region)

    def raise_spend_limit(
        self, dollars: int, *, account: str | None = None, region: str | None = None
    ) -> None:
        """Raise, as AWS Support, what the account may spend on SMS in a month.

        Raises:
            ValueError: the limit is not a number above 0.
        """
        if dollars <= 0:
            raise ValueError(f"{dollars} is not a limit: use a number of US dollars above 0")
        self._add("spend", "", str(dollars), account, region)

    def opt_out(
        self, number: str, *, account: str | None = None, region: str | None = None
    ) -> None:
        """Answer STOP to an SMS, as the owner of a number: the number receives none any more."""
        self._add("opt-out", number, "out", account, region)

    def opt_in(self, number: str, *, account: str | None = None, region: str | None = None) -> None:
        """End the opt-out of a number."""
        self._add("opt-out", number, "in", account, region)

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
        """Let the codes and sign-in sessions so far expire; later ones are valid."""
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

    def number_status(self, names: Iterable[str], account: str, region: str) -> str | None:
        """The status of an origination number with these names; None if nothing was said."""
        return self._latest_of("origination", frozenset(names), account, region)

    def denial(self, registration: str, submitted: float, account: str, region: str) -> str | None:
        """Why a version of a registration was denied that was submitted at a time; None if not."""
        said = self._latest("denial", registration, account, region) or "0"
        at, _, reason = said.partition(" ")
        return reason if submitted <= float(at) else None

    def has_opted_out(self, number: str, account: str, region: str) -> bool:
        """Whether the owner of a number wants no SMS."""
        return self._latest("opt-out", number, account, region) == "out"

    def opted_out(self, account: str, region: str) -> list[str]:
        """The numbers whose owners want no SMS."""
        numbers = {one.subject for one in self._actions if one.kind == "opt-out"}
        return sorted(one for one in numbers if self.has_opted_out(one, account, region))

    def domain_status(self, domain: str, account: str, region: str) -> str | None:
        """The status of a custom domain; None if nothing was said."""
        return self._latest("domain", domain.lower(), account, region)

    def spend_limit(self, account: str, region: str) -> int:
        """What the account may spend on SMS in a month, in US dollars: 1 for a new account."""
        return int(self._latest("spend", "", account, region) or 1)

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
        return self._latest_of(kind, frozenset({subject}), account, region)

    def _latest_of(
        self, kind: str, subjects: frozenset[str], account: str, region: str
    ) -> str | None:
        for action in reversed(self._actions):
            if (
                action.kind == kind
                and action.subject in subjects | {"*"}
                and action.account in (None, account)
                and action.region in (None, region)
            ):
                return action.value
        return None


def _or(literal: object) -> str:
    return " or ".join(get_args(literal))
