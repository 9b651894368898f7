"""What stands between a deployed pool and production: run the checks, keep what they found."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import boto3

from cognito_messaging.aws import Aws, BotoTransport, CallFailed, one_line
from cognito_messaging.calls import DESCRIBE_USER_POOL, LIST_USER_POOLS
from cognito_messaging.checks import every_check
from cognito_messaging.checks.base import (
    Channel,
    Check,
    Expectations,
    Mend,
    Meter,
    NotApplicable,
    Outcome,
    Subject,
    Unknowable,
    Verdict,
    fill_in,
)
from cognito_messaging.dns import DnsResolver, Resolver
from cognito_messaging.pool import UserPool, mapping

if TYPE_CHECKING:
    from rich.console import RenderableType

_POOL_ID = re.compile(r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+", re.ASCII)
# What to read first.
_RANK = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS, Verdict.NOT_APPLICABLE)


UNREADABLE = "AWS's answer could not be read"


class PoolNotFoundError(LookupError):
    """There is no such pool in that region of that account."""


class InvalidPoolIdError(ValueError):
    """The text is not the id of a user pool."""


@dataclass(frozen=True)
class Finding:
    """What one check found at one pool.

    Attributes:
        mend: what to do about it; None where there is nothing to do.
        calls: the AWS calls that the verdict rests on.
    """

    check: Check
    verdict: Verdict
    message: str
    mend: Mend | None = None
    evidence: dict[str, object] = field(default_factory=dict)
    meter: Meter | None = None
    calls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """Every finding at one pool."""

    pool: UserPool
    findings: tuple[Finding, ...]
    expectations: Expectations
    generated_at: datetime

    @property
    def verdict(self) -> Verdict:
        """The worst of all findings, where not knowing is worse than a warning."""
        found = {finding.verdict for finding in self.findings}
        return next((verdict for verdict in _RANK[:3] if verdict in found), Verdict.PASS)

    def channel_verdict(self, channel: Channel) -> Verdict:
        """The worst finding about one channel; not applicable where every one is."""
        found = {item.verdict for item in self.findings if item.check.channel is channel}
        return next((verdict for verdict in _RANK if verdict in found), Verdict.NOT_APPLICABLE)

    def count(self, verdict: Verdict) -> int:
        """How many checks came to this verdict."""
        return Counter(finding.verdict for finding in self.findings)[verdict]

    @property
    def headline(self) -> str:
        """One line that says whether to launch."""
        fails, warns, unknown = (
            self.count(verdict) for verdict in (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)
        )
        if fails:
            return f"Not ready: {fails} finding{'s' * (fails > 1)} would keep messages from users"
        if unknown:
            return f"Cannot tell: {unknown} check{'s' * (unknown > 1)} could not be answered"
        if warns:
            return f"Ready, with {warns} warning{'s' * (warns > 1)}"
        return "Ready for production"

    def by_urgency(self) -> list[Finding]:
        """The findings, what needs doing first."""
        severities = ("critical", "high", "medium", "low")
        return sorted(
            self.findings,
            key=lambda item: (_RANK.index(item.verdict), severities.index(item.check.severity)),
        )

    def __rich__(self) -> RenderableType:
        """The report as a table for a terminal."""
        from cognito_messaging.report.table import render

        return render(self)


def overall(reports: Sequence[Report], problems: Sequence[str] = ()) -> Verdict:
    """The worst verdict of several reports; a pool that could not be listed is unknown."""
    found = {report.verdict for report in reports}
    if problems or not reports:
        found.add(Verdict.UNKNOWN)
    return next(verdict for verdict in _RANK if verdict in found)


def region_of(pool_id: str) -> str:
    """The region that a pool's id names.

    Raises:
        InvalidPoolIdError: it is no pool id.
    """
    matched = _POOL_ID.fullmatch(pool_id)
    if matched is None:
        raise InvalidPoolIdError(
            f"{pool_id!r} is not a user pool id: write it as eu-west-1_AbCdEfGhI"
        )
    return matched["region"]


def assess(
    pool_id: str,
    *,
    session: boto3.Session | None = None,
    endpoint_url: str | None = None,
    expectations: Expectations | None = None,
    checks: Sequence[Check] | None = None,
    resolver: Resolver | None = None,
) -> Report:
    """Run the checks on one pool.

    Args:
        pool_id: its id, which names its region: ``eu-west-1_AbCdEfGhI``.
        session: where credentials come from; boto3's default otherwise.
        endpoint_url: one endpoint for all services, for an emulator.
        expectations: the load and the countries to hold quotas and numbers against.
        checks: some of :func:`~cognito_messaging.checks.every_check`; all otherwise.
        resolver: where DNS is asked; the machine's name servers otherwise.

    Returns:
        A report, which rich prints as a table.

    Raises:
        InvalidPoolIdError: the id is malformed.
        PoolNotFoundError: there is no such pool.
    """
    region = region_of(pool_id)
    with Aws(BotoTransport(session or boto3.Session(), endpoint_url)) as aws:
        return asyncio.run(
            assess_pool(
                aws,
                pool_id,
                region,
                expectations=expectations,
                checks=checks,
                resolver=resolver,
            )
        )


async def describe_pool(aws: Aws, pool_id: str, region: str) -> UserPool:
    """The pool as it stands.

    Raises:
        PoolNotFoundError: there is no such pool.
        CallFailed: AWS did not answer.
    """
    try:
        answer = await aws.ask(DESCRIBE_USER_POOL, region, UserPoolId=pool_id)
    except CallFailed as error:
        if error.not_found:
            raise PoolNotFoundError(
                f"there is no user pool {pool_id} in {region} of this account"
            ) from error
        raise
    return UserPool(pool_id, region, mapping(answer.get("UserPool")))


async def assess_pool(
    aws: Aws,
    pool_id: str,
    region: str,
    *,
    expectations: Expectations | None = None,
    checks: Sequence[Check] | None = None,
    resolver: Resolver | None = None,
) -> Report:
    """Run the checks on one pool, all at once.

    A pool that may not be described gives a report in which everything is unknown.

    Raises:
        PoolNotFoundError: there is no such pool.
    """
    chosen = every_check() if checks is None else checks
    expected = expectations or Expectations()
    try:
        pool = await describe_pool(aws, pool_id, region)
    except CallFailed as error:
        pool = UserPool(pool_id, region, {})
        asked = (f"{DESCRIBE_USER_POOL.name} ({region})",)
        findings = [
            Finding(check, Verdict.UNKNOWN, one_line(error.reason), calls=asked) for check in chosen
        ]
        return Report(pool, tuple(findings), expected, aws.now)
    resolver = resolver or DnsResolver()
    findings = await asyncio.gather(
        *(_run(check, Subject(pool, expected, aws, resolver, check.calls)) for check in chosen)
    )
    return Report(pool, tuple(findings), expected, aws.now)


async def _run(check: Check, subject: Subject) -> Finding:
    try:
        outcome = await check.run(subject)
    except NotApplicable as reason:
        outcome = Outcome(Verdict.NOT_APPLICABLE, str(reason))
    except Unknowable as reason:
        outcome = Outcome(Verdict.UNKNOWN, str(reason))
    except CallFailed as error:
        outcome = Outcome(Verdict.UNKNOWN, error.reason)
    except Exception as error:  # an answer of a shape that no check expects proves nothing
        said = f"{UNREADABLE}: {type(error).__name__}: {error}"
        outcome = Outcome(Verdict.UNKNOWN, said)
    described = f"{DESCRIBE_USER_POOL.name} ({subject.pool.region})"
    wanting = outcome.verdict in (Verdict.WARN, Verdict.FAIL)
    return Finding(
        check,
        outcome.verdict,
        one_line(outcome.message),
        mend=fill_in(check.mend, subject) if wanting else None,
        evidence=dict(outcome.evidence),
        meter=outcome.meter,
        calls=tuple(dict.fromkeys([described, *subject.asked])),
    )


@dataclass(frozen=True)
class Account:
    """One set of credentials of a fleet.

    Attributes:
        name: how the report calls it: the profile's name.
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
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[list[Report], list[str]]:
    """Run the checks on every pool of some accounts and regions.

    Args:
        accounts: each asked in every region.
        regions: region names.
        expectations: as for :func:`assess_pool`.
        checks: as for :func:`assess_pool`.
        resolver: as for :func:`assess_pool`.
        progress: told how many pools are done, of how many.

    Returns:
        The reports, and a line for each account and region whose pools could not be listed.
    """
    places = [(account, region) for account in accounts for region in regions]
    listed = await asyncio.gather(
        *(account.aws.ask(LIST_USER_POOLS, region, MaxResults=60) for account, region in places),
        return_exceptions=True,
    )
    problems: list[str] = []
    pools: list[tuple[Account, str, str]] = []
    for (account, region), answer in zip(places, listed, strict=True):
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

    async def one(account: Account, region: str, pool_id: str) -> Report | str:
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
        except PoolNotFoundError as error:  # deleted since it was listed
            return f"{account.name}: {error}"
        finally:
            done += 1
            progress(done, len(pools))

    results = await asyncio.gather(*(one(*pool) for pool in pools))
    problems += [result for result in results if isinstance(result, str)]
    return [result for result in results if isinstance(result, Report)], problems
