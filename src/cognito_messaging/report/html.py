"""A report as one HTML file, for a phone or a launch ticket."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from ..checks.outcome import Channel, Meter, Verdict
from ..readiness.findings import Report, overall
from .plain import plain

_MARKS = {
    Verdict.FAIL: "✕",
    Verdict.UNKNOWN: "?",
    Verdict.PARTIAL: "~",
    Verdict.WARN: "!",
    Verdict.PASS: "✓",
    Verdict.NOT_APPLICABLE: "-",
}


def render(reports: Sequence[Report], problems: Sequence[str] = ()) -> str:
    """Render reports as one page without scripts, images or resources to load."""
    return _template().render(
        reports=reports,
        problems=problems,
        verdict=overall(reports, problems),
        channels=((Channel.EMAIL, "Email"), (Channel.SMS, "SMS"), (Channel.GENERAL, "The pool")),
        Verdict=Verdict,
        marks=_MARKS,
        percent=_percent,
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["plain"] = plain
    source = resources.files("cognito_messaging.report").joinpath("report.html.j2")
    return environment.from_string(source.read_text(encoding="utf-8"))


def _percent(meter: Meter) -> int:
    if meter.used is None or meter.limit <= 0:
        return 0
    return min(round(100 * meter.used / meter.limit), 100)
