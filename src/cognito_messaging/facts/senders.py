"""The From address of a pool's email, and whether an SES identity covers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Self

from .arns import Arn, InvalidArn

# The characters that need no quotes in a local part or display name (RFC 5322, 3.2.3).
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
    """The text is not a valid From; the message says what to write instead."""


@dataclass(frozen=True)
class Sender:
    """A From: `a@b`, or `Name <a@b>`; `display_name` is the name without quotes.

    Source: API, EmailConfigurationType.From; RFC 5322, 3.4 for the quoting of the name.
    """

    display_name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """The address without the name."""
        return f"{self.local}@{self.domain}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a From.

        Raises:
            InvalidSender: the text has neither form, or its name needs quotes.
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
            f"the name in {text!r} is not ASCII: encode it by RFC 2047 (=?UTF-8?B?...?=)"
        )
    raise InvalidSender(
        f"the name in {text!r} has characters that need quotes: "
        f"write {quote_display_name(name)} <...>"
    )


def quote_display_name(name: str) -> str:
    """A display name for a From, quoted if RFC 5322 requires it."""
    if not name or _PLAIN_NAME.fullmatch(name):
        return name
    return '"' + name.replace("\\", r"\\").replace('"', r"\"") + '"'


@dataclass(frozen=True)
class Identity:
    """An SES identity, a domain or an address, as its ARN names it."""

    arn: Arn
    name: str

    @property
    def is_domain(self) -> bool:
        """Whether it is a domain rather than an address."""
        return "@" not in self.name

    @classmethod
    def parse(cls, arn: str) -> Self:
        """Read an identity from its ARN, `arn:...:ses:REGION:ACCOUNT:identity/NAME`.

        Raises:
            InvalidArn: the text is not the ARN of an SES identity.
        """
        parsed = Arn.parse(arn)
        if parsed.service != "ses" or parsed.resource_type != "identity" or not parsed.resource_id:
            raise InvalidArn(
                f"{arn!r} is not an SES identity: write arn:aws:ses:REGION:ACCOUNT:identity/NAME"
            )
        return cls(parsed, parsed.resource_id)


class Coverage(Enum):
    """Whether a From belongs to an identity."""

    WITHIN = "within"
    SUBDOMAIN = "subdomain"
    """In a subdomain of a domain identity. SES sends for it; it is not confirmed that Cognito
    accepts it."""
    OUTSIDE = "outside"
    MISSING = "missing"
    """There is no From, and a domain identity requires one."""


def coverage(sender: Sender | None, identity: Identity) -> Coverage:
    """Whether an identity covers a From. None means that no From is set.

    The case of domains does not matter; that of local parts does.

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
