"""SARIF 2.1.0, for code-scanning dashboards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from ..checks import every_check
from ..checks.base import Check
from ..checks.outcome import Severity, Verdict
from ..readiness.findings import Finding, Report
from .plain import plain

_KIND = {
    Verdict.FAIL: ("fail", "error"),
    Verdict.WARN: ("fail", "warning"),
    Verdict.UNKNOWN: ("open", "none"),
    Verdict.PASS: ("pass", "none"),
    Verdict.NOT_APPLICABLE: ("notApplicable", "none"),
}
# What GitHub reads to rank alerts, on CVSS's scale.
_SCORE = {
    Severity.CRITICAL: "9.0",
    Severity.HIGH: "7.0",
    Severity.MEDIUM: "4.0",
    Severity.LOW: "1.0",
}


def render(reports: Sequence[Report], problems: Sequence[str] = ()) -> str:
    """The whole as one run."""
    run = {
        "tool": {
            "driver": {
                "name": "cognito-messaging",
                "rules": [_rule(check) for check in every_check()],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not problems,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": _message(problem)}}
                    for problem in problems
                ],
            }
        ],
        "results": [_result(report, finding) for report in reports for finding in report.findings],
    }
    return json.dumps(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        },
        indent=2,
        default=str,
    )


def _message(text: object) -> str:
    # A plain SARIF message may embed [links](…); a backslash makes a bracket a bracket.
    return plain(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "name": type(check).__name__,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why},
        "helpUri": check.source.url,
        "help": {"text": check.remediation.what},
        "properties": {
            "tags": [check.channel.value],
            "security-severity": _SCORE[check.severity],
        },
    }


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    kind, level = _KIND[finding.verdict]
    steps = [finding.message]
    if remediation := finding.remediation:
        steps += [
            step for step in (remediation.what, remediation.command, remediation.console) if step
        ]
    return {
        "ruleId": finding.check.id,
        "kind": kind,
        "level": level,
        "message": {"text": "\n".join(_message(step) for step in steps)},
        "locations": [
            {
                # Dashboards want a file; a pool has none, so it is named as if it were one.
                "physicalLocation": {
                    "artifactLocation": {"uri": f"user-pools/{quote(report.pool.id, safe='')}"}
                },
                "logicalLocations": [
                    {
                        "name": plain(report.pool.name),
                        "fullyQualifiedName": plain(report.pool.arn or report.pool.id),
                        "kind": "resource",
                    }
                ],
            }
        ],
        "partialFingerprints": {"poolAndCheck/v1": f"{report.pool.id}/{finding.check.id}"},
    }
