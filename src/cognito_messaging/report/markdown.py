"""A report as Markdown, for an issue or a pull request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..checks.outcome import Verdict
from ..readiness.findings import Finding, Report
from .about import about
from .documentation import page_of
from .plain import plain

_MARKS = {
    Verdict.FAIL: "❌ fail",
    Verdict.UNKNOWN: "❔ unknown",
    Verdict.WARN: "⚠️ warn",
    Verdict.PASS: "✅ pass",
    Verdict.NOT_APPLICABLE: "▫️ not applicable",
}


def render(reports: Sequence[Report], problems: Sequence[str] = ()) -> str:
    """Render reports as Markdown: the most urgent finding first, passed checks last."""
    parts = [_report(report) for report in reports]
    if problems:
        listed = "\n".join(f"- {escaped(problem)}" for problem in problems)
        parts.append(f"# Not listed\n\n{listed}\n")
    return "\n".join(parts)


def escaped(text: object) -> str:
    """Text escaped so that Markdown shows it unchanged."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~&@:$])", r"\\\1", plain(text))


def code(text: object) -> str:
    """A code span that may contain any text. Not for tables: a pipe would end the cell."""
    content = plain(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", content)), default=0) + 1)
    space = " " if fence != "`" else ""
    return f"{fence}{space}{content}{space}{fence}"


def _report(report: Report) -> str:
    lines = [
        f"# {escaped(report.headline)}",
        "",
        f"User pool {escaped(report.pool.name)}, {code(report.pool.id)}",
        "",
        *(f"- {label}: {escaped(text)}" for label, text in about([report])),
        "",
        "| verdicts | " + " | ".join(_MARKS[verdict] for verdict in _MARKS) + " |",
        "|---" * (len(_MARKS) + 1) + "|",
        "| | " + " | ".join(str(report.count(verdict)) for verdict in _MARKS) + " |",
        "",
    ]
    for finding in report.by_urgency():
        if finding.verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN):
            lines += _finding(finding)
    no_action = [
        f"- {_MARKS[finding.verdict]} **{finding.check.id}** {escaped(finding.check.title)}: "
        f"{escaped(finding.message)}"
        for finding in report.by_urgency()
        if finding.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE)
    ]
    if no_action:
        lines += ["## Passed or not applicable", "", *no_action, ""]
    return "\n".join(lines)


def _finding(finding: Finding) -> list[str]:
    check = finding.check
    page = page_of(check.id)
    name = f"[{check.id}]({page})" if page else check.id
    lines = [
        f"## {_MARKS[finding.verdict]}: {name} {escaped(check.title)}",
        "",
        escaped(finding.message),
        "",
        f"*{escaped(check.why)}* ([{check.source.key}]({check.source.url}))",
        "",
    ]
    if remediation := finding.remediation:
        lines.append(f"- **Remediation**: {escaped(remediation.what)}")
        if remediation.terraform:
            lines.append(f"- Terraform: {code(remediation.terraform)}")
        if remediation.command:
            lines.append(f"- Command: {code(remediation.command)}")
        if remediation.console:
            lines.append(f"- Console: {escaped(remediation.console)}")
        lines.append("")
    return lines
