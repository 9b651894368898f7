"""Findings about what the pools of an account share, such as the SES sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .findings import Finding, Report, urgency

# Calls about the pool itself; `Finding.calls` has the names.
_POOL = ("cognito-idp:", "wafv2:")
# Calls whose answer is the same for every pool of the account in a region.
_ACCOUNT = ("sesv2:GetAccount ", "sns:", "pinpoint-sms-voice-v2:", "cloudwatch:")
_EVERY_FINDING = "cognito-idp:DescribeUserPool "


@dataclass(frozen=True)
class SharedFinding:
    """A finding about an account, with the pools that it holds for.

    Attributes:
        regions: where AWS was asked; empty for a DNS record.
        reports: those of the pools, in the order of the fleet.
    """

    account: str
    finding: Finding
    regions: tuple[str, ...]
    reports: tuple[Report, ...]

    def holds_for(self, report: Report) -> bool:
        """Whether the finding is among those of a pool."""
        return any(report is holder for holder in self.reports)


def shared_findings(reports: Sequence[Report]) -> list[SharedFinding]:
    """The findings of the accounts, each once: the most urgent of each account first.

    A finding is the account's if its evidence is, as the SES sandbox. One about a role, an identity
    or a domain is shared too if several pools have it.
    """
    groups: dict[tuple[object, ...], list[tuple[Report, Finding]]] = {}
    for report in reports:
        for finding in report.findings:
            if report.pool.account and _is_not_of_the_pool(finding):
                groups.setdefault(_key(report, finding), []).append((report, finding))
    shared = []
    for found in groups.values():
        report, finding = found[0]
        calls = _own_calls(finding)
        if len(found) > 1 or all(call.startswith(_ACCOUNT) for call in calls):
            regions = {call.rpartition("(")[2][:-1] for call in calls if call.endswith(")")}
            pools = tuple(report for report, _ in found)
            shared.append(
                SharedFinding(report.pool.account or "", finding, tuple(sorted(regions)), pools)
            )
    return sorted(shared, key=lambda item: (item.account, urgency(item.finding), item.regions))


def own_findings(report: Report, shared: Sequence[SharedFinding]) -> list[Finding]:
    """The findings of a pool that are not among the shared ones, the most urgent first."""
    ids = {item.finding.check.id for item in shared if item.holds_for(report)}
    return [finding for finding in report.by_urgency() if finding.check.id not in ids]


def _own_calls(finding: Finding) -> tuple[str, ...]:
    return tuple(call for call in finding.calls if not call.startswith(_EVERY_FINDING))


def _is_not_of_the_pool(finding: Finding) -> bool:
    calls = _own_calls(finding)
    return bool(calls) and not any(call.startswith(_POOL) for call in calls)


def _key(report: Report, finding: Finding) -> tuple[object, ...]:
    """Two findings with the same key say the same, and are remedied by the same."""
    return (
        report.pool.account,
        finding.check.id,
        finding.verdict,
        finding.message,
        finding.remediation,
        frozenset(_own_calls(finding)),
    )
