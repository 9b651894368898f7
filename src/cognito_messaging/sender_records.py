"""The DNS records that an SES identity needs, compared with the published ones."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .answers import mapping, text, texts
from .dns import LookupFailed, Resolver

_HOSTED_ZONE = "dkim.amazonses.com"  # if GetEmailIdentity returns no regional zone


@dataclass(frozen=True)
class Record:
    """One record to publish.

    Attributes:
        needed: whether SES needs it for verification; otherwise it is only recommended.
    """

    name: str
    type: str
    value: str
    needed: bool = True


@dataclass(frozen=True)
class Published:
    """An expected record, and the records found in the DNS.

    Attributes:
        found: the values found; None if the DNS did not answer.
    """

    record: Record
    found: tuple[str, ...] | None

    @property
    def as_expected(self) -> bool:
        """Whether the DNS has the expected record."""
        if self.found is None:
            return False
        if self.record.value.startswith("v=DMARC1"):  # any policy will do
            return any(value.startswith("v=DMARC1") for value in self.found)
        return self.record.value in self.found


def expected_records(domain: str, region: str, identity: Mapping[str, Any]) -> list[Record]:
    """The records to publish for a domain identity, from the answer of SES's GetEmailIdentity.

    Source: SES Developer Guide, Easy DKIM, custom MAIL FROM and DMARC.
    """
    dkim = mapping(identity.get("DkimAttributes"))
    records = []
    # SES does not know the record of a key that the user supplies.
    if dkim.get("SigningAttributesOrigin") != "EXTERNAL":
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
    """Look up each record and compare it with the DNS."""

    async def look_up(record: Record) -> Published:
        try:
            return Published(record, await resolver.lookup(record.name, record.type))
        except LookupFailed:
            return Published(record, None)

    return await asyncio.gather(*(look_up(record) for record in records))
