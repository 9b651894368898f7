"""DNS lookups, each name looked up once."""

from __future__ import annotations

import asyncio
from typing import Protocol

import dns.asyncresolver
import dns.exception
import dns.resolver

_SECONDS = 5.0


class LookupFailed(Exception):
    """No name server answered, not even that the record does not exist."""


class Resolver(Protocol):
    """Looks up DNS records."""

    async def lookup(self, name: str, record_type: str) -> tuple[str, ...]:
        """The records as text, without a final dot; empty if the name has no such record.

        Raises:
            LookupFailed: the DNS did not answer.
        """


class DnsResolver:
    """Asks the name servers of this machine, once for each name.

    Args:
        fresh: ask every time, to see when a record appears.
    """

    def __init__(self, *, fresh: bool = False) -> None:
        self._fresh = fresh
        self._answers: dict[tuple[str, str], asyncio.Task[tuple[str, ...]]] = {}

    async def lookup(self, name: str, record_type: str) -> tuple[str, ...]:
        """See `Resolver.lookup`."""
        key = (name.lower().rstrip("."), record_type)
        if self._fresh or key not in self._answers:
            self._answers[key] = asyncio.ensure_future(_lookup(*key))
        return await asyncio.shield(self._answers[key])


async def _lookup(name: str, record_type: str) -> tuple[str, ...]:
    try:
        answer = await dns.asyncresolver.resolve(name, record_type, lifetime=_SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError) as error:
        raise LookupFailed(f"no DNS answer for {record_type} {name}: {error}") from error
    return tuple(_record_text(record) for record in answer)


def _record_text(record: object) -> str:
    strings = getattr(record, "strings", None)
    if strings is not None:  # TXT: one record may consist of several strings
        return b"".join(strings).decode("utf-8", "replace")
    return str(record).rstrip(".")
