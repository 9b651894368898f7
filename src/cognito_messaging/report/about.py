"""What a report says about itself: where, when, by which version and with which parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import metadata

from ..checks import every_check
from ..checks.outcome import Channel, Severity, Verdict
from ..checks.subject import Expectations
from ..readiness.accounts import own_findings, shared_findings
from ..readiness.findings import Report

OPEN = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN)
CHANNELS = {Channel.EMAIL: "Email", Channel.SMS: "SMS", Channel.GENERAL: "The pool"}
_MOST_NAMES = 5


def version() -> str:
    """The version of the command."""
    try:
        return metadata.version("cognito-messaging")
    except metadata.PackageNotFoundError:  # the source without an installation
        return "unknown"


def about(reports: Sequence[Report]) -> list[tuple[str, str]]:
    """A label and a text for each fact about one or more reports of a run."""
    times = [f"{report.generated_at:%Y-%m-%d %H:%M}" for report in reports]
    shared = shared_findings(reports)
    found = [item.finding for item in shared]
    found += [finding for report in reports for finding in own_findings(report, shared)]
    severities = Counter(item.check.severity for item in found if item.verdict in OPEN)
    counted = [f"{severities[item]} {item}" for item in Severity if severities[item]]
    facts = [
        ("Account", _names(report.pool.account or "unknown" for report in reports)),
        ("Region", _names(report.pool.region for report in reports)),
        ("Checked", f"{' to '.join(sorted({min(times), max(times)}))} UTC" if times else ""),
        ("Version", f"cognito-messaging {version()}"),
        ("Expected", "; ".join(dict.fromkeys(_expected(item.expectations) for item in reports))),
        ("Checks", "; ".join(dict.fromkeys(map(_checks, reports)))),
        ("Open findings by severity", ", ".join(counted)),
    ]
    return [(label, text) for label, text in facts if text]


def _names(names: Iterable[str]) -> str:
    found = sorted(set(names))
    more = len(found) - _MOST_NAMES
    return ", ".join(found[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _expected(expectations: Expectations) -> str:
    parts = []
    if expectations.emails_per_day is not None:
        parts.append(f"{expectations.emails_per_day:,} emails a day")
    if expectations.sms_countries:
        parts.append(f"SMS to {', '.join(expectations.sms_countries)}")
    if expectations.sms_usd_per_month is not None:
        parts.append(f"{expectations.sms_usd_per_month:,g} USD a month for SMS")
    return ", ".join(parts) or "no load and no countries given"


def _checks(report: Report) -> str:
    total, ids = len(every_check()), [finding.check.id for finding in report.findings]
    return f"all {total}" if len(ids) == total else f"{len(ids)} of {total}: {', '.join(ids)}"
