"""Runs the checks on one pool."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import boto3

from ..aws import SECONDS, Aws, BotoTransport, CallFailed, one_line
from ..calls import DESCRIBE_USER_POOL
from ..checks import every_check
from ..checks.base import Check
from ..checks.outcome import NotApplicable, Outcome, Unknowable, Verdict
from ..checks.subject import Expectations, Subject, fill_in
from ..describe import describe_pool
from ..dns import DnsResolver, Resolver
from ..pool import UserPool, region_of
from .findings import Finding, Report

UNREADABLE = "AWS's answer could not be read"


def assess(
    pool_id: str,
    *,
    session: boto3.Session | None = None,
    endpoint_url: str | None = None,
    expectations: Expectations | None = None,
    checks: Sequence[Check] | None = None,
    resolver: Resolver | None = None,
    seconds: float = SECONDS,
) -> Report:
    """Run the checks on one pool.

    Args:
        pool_id: the pool's ID, which contains its region: `eu-west-1_AbCdEfGhI`.
        session: supplies the credentials. Default: a session of boto3's own.
        endpoint_url: one endpoint for all services, for an emulator.
        expectations: the expected load and countries, which quotas and numbers are compared with.
        checks: some of `cognito_messaging.checks.every_check`. Default: all.
        resolver: answers DNS queries. Default: the name servers of this machine.
        seconds: how long to wait for AWS.

    Returns:
        A report, which `cognito_messaging.report.table.render` shows as a table.

    Raises:
        InvalidPoolId: the ID is malformed.
        PoolNotFound: the pool does not exist.
    """
    region = region_of(pool_id)
    transport = BotoTransport(session or boto3.Session(), endpoint_url)
    with Aws(transport, seconds=seconds) as aws:
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

    If AWS refuses to describe the pool, every finding of the report is unknown.

    Raises:
        PoolNotFound: the pool does not exist.
    """
    chosen = every_check() if checks is None else checks
    expected = expectations or Expectations()
    try:
        pool = await describe_pool(aws, pool_id, region)
    except CallFailed as error:
        pool = UserPool(pool_id, region, {})
        findings = [
            Finding(check, Verdict.UNKNOWN, one_line(error.reason), calls=(_described(region),))
            for check in chosen
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
        message = f"{UNREADABLE}: {type(error).__name__}: {one_line(str(error), 300)}"
        outcome = Outcome(Verdict.UNKNOWN, message)
    remediation = None
    if outcome.verdict in (Verdict.WARN, Verdict.FAIL):
        remediation = outcome.remediation or fill_in(check.remediation, subject)
    return Finding(
        check,
        outcome.verdict,
        one_line(outcome.message),
        remediation=remediation,
        evidence=dict(outcome.evidence),
        meter=outcome.meter,
        calls=tuple(dict.fromkeys([_described(subject.pool.region), *subject.asked])),
    )


def _described(region: str) -> str:
    """The call that every check depends on, as a report names it."""
    return f"{DESCRIBE_USER_POOL.full_name} ({region})"
