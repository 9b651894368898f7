"""The From of a pool's mail, and whether an SES identity covers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Self

from .arns import Arn, InvalidArn

# What may stand unquoted in a local part and in a display name (RFC 5322, 3.2.3), as ASCII.
_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-"
_ADDRESS = re.compile(
    rf"(?P<local>[{_ATEXT}]+(?:\.[{_ATEXT}]+)*)@"
    r"(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)"
)
_QUOTED_NAME = re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*"')
_PLAIN_NAME = re.compile(rf"[{_ATEXT}]+(?:[ \t]+[{_ATEXT}]+)*")
_NAMED = re.compile(r"(?P<name>.*?)[ \t]*<(?P<address>[^<>]*)>")


class InvalidSender(ValueError):
    """A From that no mail can carry; the message says what to write instead."""


@dataclass(frozen=True)
class Sender:
    """A From: `a@b`, or `Name <a@b>` with the name unquoted in `display_name`.

    Source: API, EmailConfigurationType.From; RFC 5322, 3.4 for the quoting of the name.
    """

    display_name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """The bare address."""
        return f"{self.local}@{self.domain}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a From.

        Raises:
            InvalidSender: it is neither form, or the name has specials and no quotes.
        """
        named = _NAMED.fullmatch(text.strip())
        name, address = (named["name"], named["address"]) if named else ("", text.strip())
        matched = _ADDRESS.fullmatch(address)
        if matched is None:
            raise InvalidSender(
                f"{text!r} is not a sender: write name@example.com or Name <name@example.com>"
            )
        return cls(_display_name(name, text), matched["local"], matched["domain"])

    def __str__(self) -> str:
        if not self.display_name:
            return self.address
        return f"{quote_display_name(self.display_name)} <{self.address}>"


def _display_name(name: str, text: str) -> str:
    if not name or _PLAIN_NAME.fullmatch(name):
        return name
    if _QUOTED_NAME.fullmatch(name):
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    if not name.isascii():
        raise InvalidSender(
            f"the name in {text!r} is not ASCII: encode it as RFC 2047 says (=?UTF-8?B?...?=)"
        )
    raise InvalidSender(
        f"the name in {text!r} has characters that need quotes: write "
        f"{quote_display_name(name)} <...>"
    )


def quote_display_name(name: str) -> str:
    """A display name as a From carries it: quoted where RFC 5322 demands it."""
    if not name or _PLAIN_NAME.fullmatch(name):
        return name
    return '"' + name.replace("\\", r"\\").replace('"', r"\"") + '"'


@dataclass(frozen=True)
class Identity:
    """An SES identity, taken from its ARN: a domain or an address."""

    arn: Arn
    name: str

    @property
    def is_domain(self) -> bool:
        """Whether it is a domain rather than an address."""
        return "@" not in self.name

    @classmethod
    def parse(cls, arn: str) -> Self:
        """Read the identity that an ARN `arn:...:ses:REGION:ACCOUNT:identity/NAME` names.

        Raises:
            InvalidArn: it is not the ARN of an SES identity.
        """
        parsed = Arn.parse(arn)
        if parsed.service != "ses" or parsed.resource_type != "identity" or not parsed.resource_id:
            raise InvalidArn(
                f"{arn!r} is not an SES identity: write arn:aws:ses:REGION:ACCOUNT:identity/NAME"
            )
        return cls(parsed, parsed.resource_id)


class Coverage(Enum):
    """How a From stands to an identity."""

    WITHIN = "within"
    SUBDOMAIN = "subdomain"
    """Of a subdomain of a domain identity. SES sends for it; whether Cognito's check accepts it
    is unconfirmed."""
    OUTSIDE = "outside"
    MISSING = "missing"
    """No From with a domain identity, where one is required."""


def coverage(sender: Sender | None, identity: Identity) -> Coverage:
    """Whether an identity covers a From; None stands for a From that was left out.

    Domains compare without case, local parts with it.

    Sources: DG, email settings: From defaults to an address identity and is required with a
    domain identity; API, EmailConfigurationType.From: its domain is the identity's; SES, "Creating
    and verifying identities": a domain covers its subdomains, an address only itself.
    """
    if sender is None:
        return Coverage.MISSING if identity.is_domain else Coverage.WITHIN
    domain, name = sender.domain.lower(), identity.name.lower()
    if identity.is_domain:
        if domain == name:
            return Coverage.WITHIN
        return Coverage.SUBDOMAIN if domain.endswith(f".{name}") else Coverage.OUTSIDE
    local, _, identity_domain = identity.name.rpartition("@")
    same = sender.local == local and domain == identity_domain.lower()
    return Coverage.WITHIN if same else Coverage.OUTSIDE
