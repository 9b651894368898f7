"""What the checks found at a pool: the data of a report, which every renderer reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from ..checks import every_check
from ..checks.base import Check
from ..checks.outcome import Channel, Meter, Remediation, Verdict
from ..checks.subject import Expectations
from ..pool import UserPool

# What to read first.
_RANK = (
    Verdict.FAIL,
    Verdict.UNKNOWN,
    Verdict.PARTIAL,
    Verdict.WARN,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
_SEVERITIES = ("critical", "high", "medium", "low")


@cache
def _every_id() -> frozenset[str]:
    return frozenset(check.id for check in every_check())


@dataclass(frozen=True)
class Finding:
    """What one check found at one pool.

    Attributes:
        remediation: what to do about it; None if there is nothing to do.
        calls: the AWS calls that the verdict is based on.
    """

    check: Check
    verdict: Verdict
    message: str
    remediation: Remediation | None = None
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
    def _run(self) -> frozenset[str]:
        return frozenset(finding.check.id for finding in self.findings)

    @property
    def complete(self) -> bool:
        """Whether every check was run, so that the report can say that the pool is ready."""
        return _every_id() <= self._run

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all findings; unknown is worse than a warning.

        Without a failure and an unknown, it is *partial* if some checks were not run.
        """
        found = {finding.verdict for finding in self.findings}
        if not self.complete:
            found.add(Verdict.PARTIAL)
        return next((verdict for verdict in _RANK[:4] if verdict in found), Verdict.PASS)

    def channel_verdict(self, channel: Channel) -> Verdict:
        """The worst verdict about one channel; not applicable if none of its checks applies."""
        found = {item.verdict for item in self.findings if item.check.channel is channel}
        return next((verdict for verdict in _RANK if verdict in found), Verdict.NOT_APPLICABLE)

    def count(self, verdict: Verdict) -> int:
        """The number of checks with this verdict."""
        return Counter(finding.verdict for finding in self.findings)[verdict]

    @property
    def headline(self) -> str:
        """One line that says whether the pool is ready."""
        fails, warns, unknown = (
            self.count(verdict) for verdict in (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)
        )
        warnings = f"{warns} warning{'s' * (warns > 1)}"
        if fails:
            line = f"Not ready: {fails} finding{'s' * (fails > 1)} would keep messages from users"
        elif unknown:
            line = f"Cannot tell: {unknown} check{'s' * (unknown > 1)} could not be answered"
        elif not self.complete:
            line = "No failure" + (f", and {warnings}" if warns else "")
        elif warns:
            line = f"Ready, with {warnings}"
        else:
            line = "Ready for production"
        if self.complete:
            return line
        run = f"{len(self._run)} of {len(_every_id())} checks run"
        if fails or unknown:
            return f"{line} ({run})"
        return f"{run}: {line[0].lower()}{line[1:]} among them"

    def by_urgency(self) -> list[Finding]:
        """The findings, the most urgent first."""
        return sorted(self.findings, key=urgency)


def urgency(finding: Finding) -> tuple[int, int]:
    """A sort key: the most urgent finding is the lowest."""
    return _RANK.index(finding.verdict), _SEVERITIES.index(finding.check.severity)


def worst_first(reports: Sequence[Report]) -> list[Report]:
    """The reports, the pool with the worst verdict and the most urgent findings first."""

    def key(report: Report) -> tuple[object, ...]:
        found = Counter(map(urgency, report.findings))
        ranks = range(_RANK.index(Verdict.PASS))
        counts = [-found[rank, severity] for rank in ranks for severity in range(len(_SEVERITIES))]
        return _RANK.index(report.verdict), counts, report.pool.name, report.pool.id

    return sorted(reports, key=key)


def overall(reports: Sequence[Report], problems: Sequence[str] = ()) -> Verdict:
    """The worst verdict of several reports; unknown if the pools of a region cannot be listed."""
    found = {report.verdict for report in reports}
    if problems or not reports:
        found.add(Verdict.UNKNOWN)
    return next(verdict for verdict in _RANK if verdict in found)
