"""A report for a terminal, or as lines in a pipe.

Print what these functions return with `soft_wrap=True`, so that commands and ARNs stay whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from ..checks.outcome import Channel, Meter, Verdict
from ..readiness.findings import Finding, Report, worst_first
from .about import CHANNELS
from .lines import aligned, prose
from .plain import plain

# Colors of the palette of 256: terminals show these as they are, while the first 16 depend on the
# theme. Their contrast is at least 3 : 1 on black, on dark gray and on white.
RED, GREEN, ORANGE, MAGENTA, BLUE = (
    "color(196)",
    "color(28)",
    "color(130)",
    "color(164)",
    "color(31)",
)
_STYLE = {
    Verdict.FAIL: ("✗ fail", f"bold {RED}"),
    Verdict.UNKNOWN: ("? unknown", f"bold {MAGENTA}"),
    Verdict.PARTIAL: ("~ partial", f"bold {BLUE}"),
    Verdict.WARN: ("! warn", ORANGE),
    Verdict.PASS: ("✓ pass", GREEN),
    Verdict.NOT_APPLICABLE: ("- n/a", "dim"),
}
_QUIET = (Verdict.PASS, Verdict.NOT_APPLICABLE)
_BAR = 24
_LABELS = 16  # the columns before a message: the verdict and the ID
_DETAILS = 4  # those before what follows it, so that most commands fit into 80 columns
_NARROW = 72  # below this width, a message continues as far left as what follows it


def render(report: Report, width: int | None = None, *, show_passed: bool = False) -> Text:
    """A report: the verdict, then for each channel its limits and its findings.

    Args:
        report: of one pool.
        width: of the terminal, to which sentences are folded; None for a file or a pipe.
        show_passed: list the checks that passed or do not apply too, instead of their number.
    """
    _, style = _STYLE[report.verdict]
    name = plain(f"{report.pool.name}  {report.pool.id}")
    lines = [Text(report.headline, style), Text(name, "dim")]
    for channel in CHANNELS:
        lines += _channel(report, channel, width, show_passed=show_passed)
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


def _channel(
    report: Report, channel: Channel, width: int | None, *, show_passed: bool
) -> list[Text]:
    found = [item for item in report.by_urgency() if item.check.channel is channel]
    if not found:
        return []
    label, style = _STYLE[report.channel_verdict(channel)]
    lines = [Text(), Text().append(f"{CHANNELS[channel]}  ", "bold").append(label, style)]
    lines += [meter_bar(item.meter) for item in found if item.meter]
    for finding in found:
        if show_passed or finding.verdict not in _QUIET:
            lines += _finding(finding, width)
    counts = [
        f"{number} {words}"
        for verdict, words in zip(_QUIET, ("passed", "not applicable"), strict=True)
        if (number := sum(item.verdict is verdict for item in found))
    ]
    if counts and not show_passed:
        lines.append(Text(", ".join(counts), "dim"))
    return lines


def meter_bar(meter: Meter) -> Text:
    """A bar that shows how much of a limit is used."""
    limit = "no limit" if meter.limit < 0 else f"{meter.limit:,g}"
    if meter.used is None:
        return Text(f"{meter.label}: not measured, of {limit} {meter.unit}".rstrip())
    share = min(meter.used / meter.limit, 1.0) if meter.limit > 0 else 0.0
    filled = round(share * _BAR)
    style = RED if share > 0.8 else GREEN
    return (
        Text()
        .append("█" * filled, style)
        .append("░" * (_BAR - filled), "dim")
        .append(f" {meter.label}: {meter.used:,g} of {limit} {meter.unit}".rstrip())
    )


def _finding(finding: Finding, width: int | None) -> list[Text]:
    # Text, not markup: brackets in a pool's name stay brackets.
    indent = _LABELS if width is None or width >= _NARROW else _DETAILS
    label, style = _STYLE[finding.verdict]
    line = Text().append(f"{label:<11}", style).append(f"{finding.check.id:<5}", "bold")
    if finding.verdict in _QUIET:
        title = f"{finding.check.title} · "
        written = prose(title + plain(finding.message), width, _LABELS, indent)
        line.append(written[: len(title)]).append(written[len(title) :], "dim")
        return [line]
    line.append(prose(plain(finding.message), width, _LABELS, indent), "bold")
    lines = [line]

    def add(label: str, text: str | None, style: str, *, copied: bool = False) -> None:
        if text:
            start = " " * _DETAILS + label
            columns = len(start)
            written = plain(text) if copied else prose(plain(text), width, columns, columns)
            lines.append(Text().append(start, "dim").append(written, style))

    add("expected: ", finding.check.title, "dim")
    if remediation := finding.remediation:
        add("→ ", remediation.what, BLUE)
        add("terraform: ", remediation.terraform, "", copied=True)
        add("$ ", remediation.command, "", copied=True)
        add("console: ", remediation.console, "", copied=True)
    return lines
