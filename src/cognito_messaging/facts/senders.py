"""The From address of a pool's email, and whether an SES identity covers it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from enum import Enum
from typing import Self

from .arns import Arn, InvalidArn

# The characters that need no quotes in a local part or display name (RFC 5322, 3.2.3).
_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-"
# SES receives and sends local parts that are not ASCII (18F/identity-idp#7380).
_UTEXT = _ATEXT + "\u0080-\U0010ffff"
_QUOTED = r'"(?:[^"\\\r\n]|\\[^\r\n])*"'
_ADDRESS = re.compile(
    rf"(?P<local>[{_UTEXT}]+(?:\.[{_UTEXT}]+)*|{_QUOTED})@"
    r"(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)"
)
_QUOTED_STRING = re.compile(_QUOTED)
_PLAIN_NAME = re.compile(rf"[{_ATEXT}]+(?:[ \t]+[{_ATEXT}]+)*")
# A name is a row of words, each of them plain or quoted (RFC 5322, 3.2.5).
_PHRASE = re.compile(rf"(?:[{_ATEXT}]+|{_QUOTED})(?:[ \t]+(?:[{_ATEXT}]+|{_QUOTED}))*")
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[^?\s]+\?[^?]*\?=")
_NAMED = re.compile(r"(?P<name>.*?)[ \t]*<(?P<address>[^<>]*)>")
# What ends an address or begins another one, outside of quotes: SES says "Illegal address" to a
# comma (openstax/accounts#253), Cognito refuses an @ in a name (aws-cdk#18903).
_NOT_IN_NAMES = frozenset(',@<>"')


class InvalidSender(ValueError):
    """The text is not a valid From; the message says what to write instead."""


@dataclass(frozen=True)
class Sender:
    """A From: `a@b`, or `Name <a@b>`; `display_name` is the name without quotes.

    `advice` says how to write the name by RFC 5322 and RFC 2047, if it is written otherwise. CDK
    leaves a dot without quotes; nobody has confirmed that AWS refuses any such name.

    Source: API, EmailConfigurationType.From; RFC 5322, 3.4 for the quoting of the name.
    """

    display_name: str
    local: str
    domain: str
    advice: str = field(default="", compare=False)

    @property
    def address(self) -> str:
        """The address without the name."""
        return f"{self.local}@{self.domain}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a From.

        Raises:
            InvalidSender: the text has no address, or more than one.
        """
        named = _NAMED.fullmatch(text.strip())
        name, address = (named["name"], named["address"]) if named else ("", text.strip())
        matched = _ADDRESS.fullmatch(address)
        if matched is None:
            raise InvalidSender(
                f"{text!r} is not a sender: write name@example.com or Name <name@example.com>"
            )
        if _NOT_IN_NAMES.intersection(_QUOTED_STRING.sub("", name)):
            raise InvalidSender(
                f"the name in {text!r} has characters that need quotes: "
                f"write {quote_display_name(name)} <...>"
            )
        is_quoted = _QUOTED_STRING.fullmatch(name) is not None
        unquoted = re.sub(r"\\(.)", r"\1", name[1:-1]) if is_quoted else name
        return cls(unquoted, matched["local"], matched["domain"], _advice(name, text))

    def __str__(self) -> str:
        if not self.display_name:
            return self.address
        return f"{quote_display_name(self.display_name)} <{self.address}>"


def _advice(name: str, text: str) -> str:
    if not name.isascii():
        return f"the name in {text!r} is not ASCII: encode it by RFC 2047 (=?UTF-8?B?...?=)"
    if any(_ENCODED_WORD.search(quoted) for quoted in _QUOTED_STRING.findall(name)):
        return (
            f"the name in {text!r} is encoded and quoted, so clients show the code: omit the quotes"
        )
    for word in _ENCODED_WORD.finditer(name):
        if not _is_decodable(word[0]):
            return f"the name in {text!r} has the encoded word {word[0]}, which cannot be decoded"
    if not name or _PHRASE.fullmatch(name):
        return ""
    return (
        f"the name in {text!r} has characters that need quotes: "
        f"write {quote_display_name(name)} <...>"
    )


def _is_decodable(word: str) -> bool:
    """Whether mail clients can decode an encoded word (RFC 2047)."""
    try:
        return bool(str(make_header(decode_header(word)))) and decode_header(word) != [(word, None)]
    except (HeaderParseError, ValueError, LookupError):
        return False


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
    LABEL = "label"
    """The address identity with a label, `a+label@example.com`. SES sends for it; it is not
    confirmed that Cognito accepts it."""
    OUTSIDE = "outside"
    MISSING = "missing"
    """There is no From, and a domain identity requires one."""


def coverage(sender: Sender | None, identity: Identity) -> Coverage:
    """Whether an identity covers a From. None means that no From is set.

    The case of domains does not matter; that of local parts does.

    Sources: DG, email settings: From defaults to an address identity and is required with a
    domain identity; API, EmailConfigurationType.From: its domain is the identity's; SES, "Creating
    and verifying identities": a domain covers its subdomains, an address itself, also with a label
    (`sender+label@example.com`).
    """
    if sender is None:
        return Coverage.MISSING if identity.is_domain else Coverage.WITHIN
    domain, name = sender.domain.lower(), identity.name.lower()
    if identity.is_domain:
        if domain == name:
            return Coverage.WITHIN
        return Coverage.SUBDOMAIN if domain.endswith(f".{name}") else Coverage.OUTSIDE
    local, _, identity_domain = identity.name.rpartition("@")
    if domain != identity_domain.lower():
        return Coverage.OUTSIDE
    if sender.local == local:
        return Coverage.WITHIN
    is_labelled = sender.local.startswith(f"{local}+")
    return Coverage.LABEL if is_labelled else Coverage.OUTSIDE
