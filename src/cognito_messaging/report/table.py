"""A report for a terminal, or as lines in a pipe.

Print what these functions return with `soft_wrap=True`, so that commands and ARNs stay whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from ..checks.outcome import Channel, Meter, Verdict
from ..readiness.findings import Finding, Report, worst_first
from .lines import aligned, prose
from .plain import plain

_STYLE = {
    Verdict.FAIL: ("✗ fail", "bold red"),
    Verdict.UNKNOWN: ("? unknown", "bold magenta"),
    Verdict.PARTIAL: ("~ partial", "bold cyan"),
    Verdict.WARN: ("! warn", "yellow"),
    Verdict.PASS: ("✓ pass", "green"),
    Verdict.NOT_APPLICABLE: ("- n/a", "dim"),
}
_BAR = 24
_LABELS = 16  # the columns before a message: the verdict and the ID
_NARROW = 72  # below this width, the lines after the first begin further left


def render(report: Report, width: int | None = None) -> Text:
    """A report: the verdict, the meters, then each finding with its remediation.

    Args:
        report: of one pool.
        width: of the terminal, to which sentences are folded; None for a file or a pipe.
    """
    lines = [*_header(report), Text()]
    for finding in report.by_urgency():
        lines += _finding(finding, width)
    return Text("\n").join(lines)


def render_fleet(reports: Sequence[Report]) -> Text:
    """Several reports with one row for each, the worst first."""
    rows = [[Text(name, "bold") for name in ("", "pool", "name", "fail", "unknown", "warn")]]
    for report in worst_first(reports):
        label, style = _STYLE[report.verdict]
        failing = [item.check.id for item in report.findings if item.verdict is Verdict.FAIL]
        rows.append(
            [
                Text(label, style),
                Text(plain(report.pool.id)),
                Text(plain(report.pool.name)),
                Text(" ".join(failing)),
                Text(str(report.count(Verdict.UNKNOWN))),
                Text(str(report.count(Verdict.WARN))),
            ]
        )
    return aligned(rows)


def _header(report: Report) -> list[Text]:
    _, style = _STYLE[report.verdict]
    lines = [
        Text(report.headline, style),
        Text(plain(f"{report.pool.name}  {report.pool.id}"), "dim"),
    ]
    channels = Text()
    for name, channel in (("email", Channel.EMAIL), ("SMS", Channel.SMS)):
        label, channel_style = _STYLE[report.channel_verdict(channel)]
        channels.append(f"{name} ").append(label, channel_style).append("   ")
    channels.rstrip()
    lines.append(channels)
    return lines + [meter_bar(finding.meter) for finding in report.findings if finding.meter]


def meter_bar(meter: Meter) -> Text:
    """A bar that shows how much of a limit is used."""
    limit = "no limit" if meter.limit < 0 else f"{meter.limit:,g}"
    if meter.used is None:
        return Text(f"{meter.label}: not measured, of {limit} {meter.unit}".rstrip())
    share = min(meter.used / meter.limit, 1.0) if meter.limit > 0 else 0.0
    filled = round(share * _BAR)
    style = "red" if share > 0.8 else "green"
    return (
        Text()
        .append("█" * filled, style)
        .append("░" * (_BAR - filled), "dim")
        .append(f" {meter.label}: {meter.used:,g} of {limit} {meter.unit}".rstrip())
    )


def _finding(finding: Finding, width: int | None) -> list[Text]:
    # Text, not markup: brackets in a pool's name stay brackets.
    indent = _LABELS if width is None or width >= _NARROW else 4
    label, style = _STYLE[finding.verdict]
    line = Text().append(f"{label:<11}", style).append(f"{finding.check.id:<5}", "bold")
    if finding.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE):
        title = f"{finding.check.title} · "
        written = prose(title + plain(finding.message), width, _LABELS, indent)
        line.append(written[: len(title)]).append(written[len(title) :], "dim")
        return [line]
    line.append(prose(plain(finding.message), width, _LABELS, indent), "bold")
    lines = [line]

    def add(label: str, text: str | None, style: str, *, copied: bool = False) -> None:
        if text:
            start = " " * indent + label
            columns = len(start)
            written = plain(text) if copied else prose(plain(text), width, columns, columns)
            lines.append(Text().append(start, "dim").append(written, style))

    add("expected: ", finding.check.title, "dim")
    if remediation := finding.remediation:
        add("→ ", remediation.what, "cyan")
        add("  terraform: ", remediation.terraform, "", copied=True)
        add("  $ ", remediation.command, "", copied=True)
        add("  console: ", remediation.console, "", copied=True)
    return lines
