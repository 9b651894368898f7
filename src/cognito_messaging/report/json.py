"""A report as JSON, by the schema in docs/readiness.schema.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ..checks.outcome import Verdict
from ..readiness.findings import Finding, Report, overall
from .about import version

VERSION = 1


def as_dict(reports: Sequence[Report], problems: Sequence[str]) -> dict[str, Any]:
    """The reports as plain data."""
    return {
        "version": VERSION,
        "cognito_messaging": version(),
        "verdict": overall(reports, problems).value,
        "pools": [_pool(report) for report in reports],
        "problems": list(problems),
    }


def render(reports: Sequence[Report], problems: Sequence[str] = ()) -> str:
    """Render reports as indented JSON in ASCII."""
    return json.dumps(as_dict(reports, problems), indent=2, default=str, ensure_ascii=True)


def _pool(report: Report) -> dict[str, Any]:
    return {
        "id": report.pool.id,
        "name": report.pool.name,
        "arn": report.pool.arn,
        "account": report.pool.account,
        "region": report.pool.region,
        "generated_at": report.generated_at.isoformat(timespec="seconds"),
        "verdict": report.verdict.value,
        "headline": report.headline,
        "counts": {
            verdict.value: report.count(verdict)
            for verdict in Verdict
            if verdict is not Verdict.PARTIAL  # no check has it
        },
        "expectations": asdict(report.expectations),
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    check = finding.check
    return {
        "id": check.id,
        "title": check.title,
        "channel": check.channel.value,
        "severity": check.severity.value,
        "verdict": finding.verdict.value,
        "message": finding.message,
        "why": check.why,
        "source": asdict(check.source),
        "remediation": asdict(finding.remediation) if finding.remediation else None,
        "evidence": finding.evidence,
        "meter": asdict(finding.meter) if finding.meter else None,
        "calls": list(finding.calls),
    }
