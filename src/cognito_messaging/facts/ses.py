"""Names, addresses and limits of Amazon SES."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# API, ConfigurationSetName, EventDestination$Name and PolicyName.
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
# API, CloudWatchDimensionConfiguration: version 1 of the API also names the colon, and SES's own
# dimensions have it (`ses:configuration-set`).
DIMENSION_NAME = re.compile(r"[A-Za-z0-9_:-]{1,256}")
DIMENSION_VALUE = re.compile(r"[A-Za-z0-9_@.-]{0,256}")
# localstack#8639 (compared with AWS) and localstack#11243: SES's own tags begin with `ses:`.
# The API says 256, SES itself 255 (LocalStack, tests/aws/services/ses/test_ses.snapshot.json).
MESSAGE_TAG_LENGTH = 255
MESSAGE_TAG_NAME = re.compile(r"(?:ses:)?[A-Za-z0-9_-]{1,256}")
MESSAGE_TAG_VALUE = re.compile(r"[A-Za-z0-9_.@-]{1,256}")
# SES Developer Guide, "Creating dedicated IP pools".
POOL_NAME = re.compile(r"[a-z0-9._-]{1,64}")
POOLS_OF_SES = frozenset({"ses-default-dedicated-pool", "ses-shared-pool"})

POLICIES_PER_IDENTITY = 20
POLICY_BYTES = 4096
DESTINATIONS_PER_SET = 10
RECIPIENTS_PER_MESSAGE = 50
TAGS_PER_RESOURCE = 50
_IDENTITY_LENGTH = 320
_SIMULATOR = "simulator.amazonses.com"

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ROUTE = re.compile(r"(?P<name>.*?)\s*<(?P<address>[^<>]*)>", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def is_domain_name(text: str) -> bool:
    """Whether SES takes a text for the name of a domain.

    Source: terraform-provider-aws#3840: "Invalid domain name" for a trailing dot; RFC 1035 for the
    characters. Names beyond ASCII must be written in Punycode (API, Destination).
    """
    return len(text) <= 255 and _DOMAIN.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """Whether SES takes a text for an address that it can verify.

    Source: floci-io/floci's SendCustomVerificationEmail, which was compared with AWS: one unquoted
    `@` with something on both sides, no white space, at most 320 characters; no dot is needed.
    """
    bare = _QUOTED.sub("q", text)
    local, at, domain = bare.rpartition("@")
    return (
        len(text) <= _IDENTITY_LENGTH
        and bool(local and at and domain)
        and "@" not in local
        and not any(char.isspace() for char in text)
    )


@dataclass(frozen=True)
class Mailbox:
    """A text such as `Name <a@example.com>`: its name, and its address."""

    name: str
    address: str

    @classmethod
    def read(cls, text: str) -> Mailbox:
        """The parts of a text; the whole text is the address if it has no angle brackets."""
        found = _ROUTE.fullmatch(text.strip())
        return cls(found["name"], found["address"]) if found else cls("", text.strip())

    @property
    def domain(self) -> str:
        """The domain of the address, in lower case."""
        return self.address.rpartition("@")[2].lower()

    @property
    def is_simulated(self) -> bool:
        """Whether it is one of the mailbox simulator, which everybody may send to."""
        return self.domain == _SIMULATOR

    def identities(self) -> Iterator[str]:
        """The names of the identities that allow to send from it, the nearest first.

        Source: SES Developer Guide, "Creating and verifying identities": a domain covers its
        subdomains; "Verifying email addresses": an address covers itself, also with a label
        (`sender+label@example.com`), and the case of all its letters matters.
        """
        local, _, domain = self.address.rpartition("@")
        yield self.address
        if "+" in local:
            yield f"{local.partition('+')[0]}@{domain}"
        labels = self.domain.split(".")
        for first in range(len(labels)):
            yield ".".join(labels[first:])

    def problem(self) -> str | None:
        """What SES says if it cannot send to or from it; None if it can.

        Sources of the words: openstax/accounts#253, cloud-custodian#885, 18F/identity-idp#7380,
        brave/accounts#35.
        """
        if "," in _QUOTED.sub("", self.name):
            return "Illegal address"
        bare = _QUOTED.sub("q", self.address)
        local, at, domain = bare.rpartition("@")
        if not at or not local:
            return "Missing final '@domain'"
        if "@" in local or "," in bare:
            return "Illegal address"
        if any(char.isspace() or not char.isprintable() for char in local):
            return "Local address contains control or whitespace"
        if any(char.isspace() or not char.isprintable() for char in domain):
            return "Domain contains control or whitespace"
        if not domain or domain.endswith("."):
            return "Missing domain"
        return None if domain.isascii() else "Domain contains illegal character"
