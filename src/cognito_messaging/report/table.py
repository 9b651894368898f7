"""A report as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ..checks.outcome import Channel, Meter, Verdict
from ..readiness.findings import Finding, Report
from .plain import plain

_STYLE = {
    Verdict.FAIL: ("✗ fail", "bold red"),
    Verdict.UNKNOWN: ("? unknown", "bold magenta"),
    Verdict.WARN: ("! warn", "yellow"),
    Verdict.PASS: ("✓ pass", "green"),
    Verdict.NOT_APPLICABLE: ("- n/a", "dim"),
}
_BAR = 24


def render(report: Report) -> RenderableType:
    """A report as a table: the verdict, the meters, then each finding with its remediation."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(ratio=1)
    for finding in report.by_urgency():
        label, style = _STYLE[finding.verdict]
        table.add_row(Text(label, style), finding.check.id, _cell(finding))
    return Group(_header(report), table)


def render_fleet(reports: Sequence[Report]) -> RenderableType:
    """Several reports as a table with one row for each, the worst first."""
    table = Table("", "pool", "name", "fail", "unknown", "warn", box=None, padding=(0, 2, 0, 0))
    ranks = list(_STYLE)
    for report in sorted(reports, key=lambda report: ranks.index(report.verdict)):
        label, style = _STYLE[report.verdict]
        failing = [item.check.id for item in report.findings if item.verdict is Verdict.FAIL]
        table.add_row(
            Text(label, style),
            Text(plain(report.pool.id)),
            Text(plain(report.pool.name)),
            Text(" ".join(failing)),
            Text(str(report.count(Verdict.UNKNOWN))),
            Text(str(report.count(Verdict.WARN))),
        )
    return table


def _header(report: Report) -> Panel:
    _, style = _STYLE[report.verdict]
    lines = [
        Text(report.headline, style),
        Text(plain(f"{report.pool.name}  {report.pool.id}"), "dim"),
    ]
    channels = Text()
    for name, channel in (("email", Channel.EMAIL), ("SMS", Channel.SMS)):
        label, channel_style = _STYLE[report.channel_verdict(channel)]
        channels.append(f"{name} ").append(label, channel_style).append("   ")
    lines.append(channels)
    lines += [meter_bar(finding.meter) for finding in report.findings if finding.meter]
    return Panel(Group(*lines), border_style=style, expand=False, padding=(0, 2))


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


def _cell(finding: Finding) -> Text:
    # Text, not markup: brackets in a pool's name stay brackets.
    if finding.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE):
        return Text(finding.check.title).append(" · " + plain(finding.message), "dim")
    cell = Text(plain(finding.message), "bold")
    cell.append(f"\nexpected: {finding.check.title}", "not bold dim")
    if remediation := finding.remediation:
        cell.append("\n→ " + plain(remediation.what), "not bold cyan")
        if remediation.terraform:
            cell.append("\n  terraform: ", "not bold dim").append(
                plain(remediation.terraform), "not bold"
            )
        if remediation.command:
            cell.append("\n  $ ", "not bold dim").append(plain(remediation.command), "not bold")
        if remediation.console:
            cell.append("\n  console: ", "not bold dim").append(
                plain(remediation.console), "not bold"
            )
    return cell
