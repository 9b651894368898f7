"""Reads errors and warnings from Terraform's JSON."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .errors import Diagnostic

_LONGEST_VALUE = 120
_RULE = re.compile(r"by the validation rule at (.+):(\d+),\d+-\d+\.\s*$")


def read_diagnostic(raw: Mapping[str, Any], root: Path) -> Diagnostic:
    """An error or warning from Terraform's JSON; `root` is the folder Terraform ran in."""
    span = raw.get("range") or {}
    filename = str(span.get("filename", ""))
    if filename.startswith(".."):  # outside the root: made absolute
        filename = str((root / filename).resolve())
    snippet = raw.get("snippet") or {}
    rule = _RULE.search(str(raw.get("detail", "")))
    return Diagnostic(
        severity=str(raw.get("severity", "error")),
        summary=str(raw.get("summary", "")),
        detail=str(raw.get("detail", "")),
        address=str(raw.get("address", "")),
        filename=filename,
        line=int((span.get("start") or {}).get("line", 0)),
        context=str(snippet.get("context") or ""),
        code=textwrap.dedent(str(snippet.get("code") or "")),
        values=tuple(
            _cut(f"{value['traversal']} {value['statement']}")
            for value in snippet.get("values") or ()
        ),
        rule=(str((root / rule[1]).resolve()), int(rule[2])) if rule else None,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def lacks_address(diagnostic: Diagnostic) -> bool:
    """Whether it is a failed pre- or postcondition: Terraform reports its line, but no address."""
    return (
        diagnostic.severity == "error"
        and not diagnostic.address
        and diagnostic.summary.endswith("condition failed")
    )


def failed_conditions(checks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """(address, message) of each failed condition, from the checks of a plan."""
    for check in checks:
        for instance in check.get("instances", ()):
            if instance["status"] == "fail" and check["address"]["kind"] != "check":
                for problem in instance.get("problems", ()):
                    yield instance["address"]["to_display"], problem["message"]


def with_addresses(
    diagnostics: Iterable[Diagnostic], failed: Iterable[tuple[str, str]]
) -> list[Diagnostic]:
    """The same diagnostics, with an address for each failed condition."""
    addresses: dict[str, list[str]] = {}
    for address, message in failed:
        addresses.setdefault(message, []).append(address)
    placed: list[Diagnostic] = []
    for diagnostic in diagnostics:
        found = addresses.get(diagnostic.detail) if lacks_address(diagnostic) else None
        # Several resources with one message have a diagnostic each: one address for each.
        placed.append(replace(diagnostic, address=found.pop(0)) if found else diagnostic)
    return placed
