"""Runs the checks on every pool of several accounts and regions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..answers import mapping
from ..aws import Aws, CallFailed, one_line
from ..calls import LIST_USER_POOLS
from ..checks.base import Check
from ..checks.subject import Expectations
from ..describe import PoolNotFound
from ..dns import DnsResolver, Resolver
from .assessment import assess_pool
from .findings import Report


@dataclass(frozen=True)
class Account:
    """One set of credentials of a fleet.

    Attributes:
        name: its name in the report: the name of the profile.
    """

    name: str
    aws: Aws


async def assess_fleet(
    accounts: Iterable[Account],
    regions: Sequence[str],
    *,
    expectations: Expectations | None = None,
    checks: Sequence[Check] | None = None,
    resolver: Resolver | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[list[Report], list[str]]:
    """Run the checks on every pool of some accounts and regions.

    Args:
        accounts: each is asked in every region.
        regions: region names.
        expectations: as for `assess_pool`.
        checks: as for `assess_pool`.
        resolver: as for `assess_pool`.
        progress: is called with the number of pools that are done, and of all pools.

    Returns:
        The reports, and a line for each account and region whose pools could not be listed.
    """
    accounts_in_regions = [(account, region) for account in accounts for region in regions]
    listings = await asyncio.gather(
        *(
            account.aws.ask(LIST_USER_POOLS, region, MaxResults=60)
            for account, region in accounts_in_regions
        ),
        return_exceptions=True,
    )
    problems: list[str] = []
    pools: list[tuple[Account, str, str]] = []
    for (account, region), answer in zip(accounts_in_regions, listings, strict=True):
        if isinstance(answer, CallFailed):
            problems.append(f"{account.name}: {one_line(answer.reason)}")
        elif isinstance(answer, BaseException):
            raise answer
        else:
            pools += [
                (account, region, str(found["Id"]))
                for found in map(mapping, answer.get("UserPools") or ())
                if found.get("Id")
            ]
    resolver = resolver or DnsResolver()
    done = 0
    progress(done, len(pools))

    async def assess_one(account: Account, region: str, pool_id: str) -> Report | str:
        nonlocal done
        try:
            return await assess_pool(
                account.aws,
                pool_id,
                region,
                expectations=expectations,
                checks=checks,
                resolver=resolver,
            )
        except PoolNotFound as error:  # deleted since it was listed
            return f"{account.name}: {error}"
        finally:
            done += 1
            progress(done, len(pools))

    results = await asyncio.gather(*(assess_one(*pool) for pool in pools))
    problems += [result for result in results if isinstance(result, str)]
    return [result for result in results if isinstance(result, Report)], problems
