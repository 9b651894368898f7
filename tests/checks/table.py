"""`python -m tests.checks.table` writes docs/checks.md: all checks, and a section for each."""

from __future__ import annotations

import re
from pathlib import Path

from cognito_messaging.checks import every_check
from cognito_messaging.checks.base import Check
from cognito_messaging.checks.outcome import Severity
from cognito_messaging.report.html import source_name

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
_SEVERITIES = {
    Severity.CRITICAL: "messages do not arrive",
    Severity.HIGH: "messages stop arriving, or an attacker runs up costs",
    Severity.MEDIUM: "delivery suffers, or problems go unnoticed",
    Severity.LOW: "something to know",
}
_HEAD = """\
# The checks of a pool

Written by `python -m tests.checks.table`: do not edit. These are the checks of
[`cognito-messaging check`](cognito-messaging.md#check). A report names them by their ID, and has
for many findings a command with the names of your pool.

"""


def page() -> str:
    """The whole page."""
    rows = ["| check | passes if | severity |", "|---|---|---|"]
    rows += [
        f"| [{check.id}](#{check.id.lower()}) | {check.title} | {check.severity} |"
        for check in every_check()
    ]
    legend = [f"- **{severity}**: {meaning}" for severity, meaning in _SEVERITIES.items()]
    sections = [section(check) for check in every_check()]
    return _HEAD + "\n\n".join(["\n".join(rows), "\n".join(legend), *sections]) + "\n"


def section(check: Check) -> str:
    """Why a check matters, how to fix what it finds, what it reads, and the source."""
    fix = check.remediation
    lines = [
        f"## {check.id}",  # alone, so that a search for it finds the section
        "",
        f"**{check.title}.**",
        "",
        f"{check.why} Severity: {check.severity}.",
        "",
        f"**Fix:** {_named(fix.what)}",
        "",
    ]
    if fix.terraform:
        inputs = ", ".join(map(_input, fix.terraform.split(", ")))
        lines.append(f"- Terraform: {inputs}")
    if fix.command:
        lines.append(f"- Command: `{_named(fix.command)}`")
    if fix.console:
        lines.append(f"- Console: {_named(fix.console)}")
    if lines[-1]:
        lines.append("")
    calls = ", ".join(dict.fromkeys(f"`{call.full_name}`" for call in check.calls))
    unconfirmed = "" if check.source.confirmed else " Not confirmed on AWS, so it only warns."
    lines += [
        f"Reads: {calls}.",
        "",
        f"Source: [{source_name(check.source)}]({check.source.url}).{unconfirmed}",
    ]
    return "\n".join(lines)


def _named(text: str) -> str:
    """A text in which `{pool_id}` is `POOL_ID`."""
    return re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), text)


def _input(name: str) -> str:
    """A link to an input of the module, an output, or a submodule."""
    if name.startswith("modules/"):
        return f"[{name}](../{name}/README.md)"
    if name.startswith("output "):
        return f"output [`{name.removeprefix('output ')}`](module.md#outputs)"
    return f"[`{name}`](module.md#{name.partition('.')[0]})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
