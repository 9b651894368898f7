"""The DNS records that an SES identity needs, and those that are published."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .answers import mapping, text, texts
from .dns import LookupFailed, Resolver

_HOSTED_ZONE = "dkim.amazonses.com"  # where GetEmailIdentity names no regional zone


@dataclass(frozen=True)
class Record:
    """One record to publish.

    Attributes:
        needed: SES waits for it; otherwise it is good to have.
    """

    name: str
    type: str
    value: str
    needed: bool = True


@dataclass(frozen=True)
class Published:
    """A record, and what the DNS has in its place.

    Attributes:
        found: None where the DNS did not answer.
    """

    record: Record
    found: tuple[str, ...] | None

    @property
    def right(self) -> bool:
        """The DNS has what is expected."""
        if self.found is None:
            return False
        if self.record.value.startswith("v=DMARC1"):  # any policy is one
            return any(value.startswith("v=DMARC1") for value in self.found)
        return self.record.value in self.found


def expected_records(domain: str, region: str, identity: Mapping[str, Any]) -> list[Record]:
    """What to publish for a domain identity, from SES's GetEmailIdentity.

    Source: SES Developer Guide, Easy DKIM, custom MAIL FROM and DMARC.
    """
    dkim = mapping(identity.get("DkimAttributes"))
    records = []
    if dkim.get("SigningAttributesOrigin") != "EXTERNAL":  # one's own key: one's own record
        zone = text(dkim.get("SigningHostedZone")) or _HOSTED_ZONE
        records += [
            Record(f"{token}._domainkey.{domain}", "CNAME", f"{token}.{zone}")
            for token in texts(dkim.get("Tokens"))
        ]
    if mail_from := text(mapping(identity.get("MailFromAttributes")).get("MailFromDomain")):
        records += [
            Record(mail_from, "MX", f"10 feedback-smtp.{region}.amazonses.com"),
            Record(mail_from, "TXT", "v=spf1 include:amazonses.com ~all"),
        ]
    return [*records, Record(f"_dmarc.{domain}", "TXT", "v=DMARC1; p=none", needed=False)]


async def compare(records: list[Record], resolver: Resolver) -> list[Published]:
    """Each record beside what the DNS has."""

    async def one(record: Record) -> Published:
        try:
            return Published(record, await resolver.lookup(record.name, record.type))
        except LookupFailed:
            return Published(record, None)

    return await asyncio.gather(*(one(record) for record in records))
