"""The coverage of a run of pytest: its options, its reports, and whether it is enough."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..reuse.results import Results
from ..scenario import Scenario
from . import exchange, table
from .figures import ModuleCoverage, coverage_of, shown
from .html import as_html
from .seen import SeenOutcomes
from .syntax import ModuleUnreadable

# By type of a report that is a file, the file unless the option names another.
FILES = {
    "html": "terraform-coverage.html",
    "json": "terraform-coverage.json",
    "lcov": "terraform-coverage.lcov",
    "cobertura": "terraform-coverage.xml",
}
TYPES = ("term", "term-missing", *FILES)


@dataclass(frozen=True)
class CoverageOptions:
    """What a user asks for.

    Attributes:
        module: the module; None for every module that is tested.
        reports: type and file of each report; the file is empty for the terminal.
        fail_under: the percentage below which the run fails.
        merge: JSON reports of other runs.
    """

    module: Path | None
    reports: tuple[tuple[str, str], ...]
    fail_under: float
    merge: tuple[Path, ...]


def read_coverage_options(config: pytest.Config) -> CoverageOptions:
    """The options of a run with coverage.

    Raises:
        pytest.UsageError: one of them is not valid.
    """
    option = config.option
    given = option.terraform_coverage
    module = None
    if given:
        module = (config.invocation_params.dir / given).resolve()
        if not any(module.glob("*.tf")):
            raise pytest.UsageError(
                f"--terraform-coverage={given}: there is no module, only a folder with *.tf files "
                "can be measured. For every module that is tested, write --terraform-coverage "
                "as the last option."
            )
    reports = option.terraform_coverage_report or config.getini("terraform_coverage_report")
    return CoverageOptions(
        module,
        tuple(map(_report, reports or ["term"])),
        _fail_under(config),
        tuple(config.invocation_params.dir / one for one in option.terraform_coverage_merge or ()),
    )


def _report(text: str) -> tuple[str, str]:
    kind, _, file = text.partition(":")
    if kind not in TYPES or (file and kind not in FILES):
        raise pytest.UsageError(
            f"--terraform-coverage-report: {text!r} is not one of {', '.join(TYPES)}; "
            "a file can follow one that is a file, as in html:coverage.html"
        )
    return kind, file or FILES.get(kind, "")


def _fail_under(config: pytest.Config) -> float:
    text = config.option.terraform_coverage_fail_under or config.getini(
        "terraform_coverage_fail_under"
    )
    try:
        number = float(text or 0)
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise pytest.UsageError(
            f"--terraform-coverage-fail-under must be a number from 0 to 100, not {text!r}"
        )
    return number


class CoverageRun:
    """Records the scenarios of a run, and reports.

    Args:
        options: what the user asks for.
        project: the folder that paths in reports are relative to.
        tests: by scenario, the tests that use it; complete once tests are collected.
    """

    def __init__(
        self, options: CoverageOptions, project: Path, tests: Mapping[Scenario, Sequence[str]]
    ) -> None:
        self.options = options
        self.record = SeenOutcomes()
        self._project = project
        self._tests = tests
        self._coverage: ModuleCoverage | None = None

    def begin(self) -> None:
        """Read the modules of the collected tests as they are before the run."""
        self.record.read(scenario.module for scenario in self._tests)

    def add(self, results: Mapping[Scenario, Results]) -> None:
        """Record scenarios."""
        for scenario, one in results.items():
            self.record.add(scenario, one, self._tests.get(scenario, ()))

    def finish(self) -> str:
        """Merge other runs, write the files; return why the run fails, or nothing."""
        for file in self.options.merge:
            self._merge(file)
        self.record.check_unchanged()
        if self.record.failures:
            return " ".join(sorted(self.record.failures))
        try:
            self._coverage = coverage_of(self.record, self._project, self.options.module)
        except ModuleUnreadable as failure:
            return str(failure)
        if self._coverage is None:
            which = f" of {self.options.module}" if self.options.module else ""
            return f"No scenario{which} has run, so there is no coverage to report."
        for kind, name in self.options.reports:
            if name:
                try:
                    (self._project / name).write_text(self._file(kind), encoding="utf-8")
                except OSError as error:
                    return f"{name} cannot be written: {error.strerror}."
        if self._coverage.percent < self.options.fail_under:
            return (
                f"Terraform coverage is {shown(self._coverage.percent)} %, less than "
                f"{self.options.fail_under:g} %."
            )
        return ""

    def lines(self) -> Iterator[str]:
        """What to print at the end of the run."""
        if self._coverage is None:
            return
        kinds = {kind for kind, _ in self.options.reports}
        if kinds & {"term", "term-missing"}:
            yield from table.lines(self._coverage, missing="term-missing" in kinds)
        else:
            yield f"Terraform coverage: {shown(self._coverage.percent)} %"
        for _, file in self.options.reports:
            if file:
                yield f"Written to {file}"

    def _merge(self, file: Path) -> None:
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            if content["version"] != exchange.VERSION:
                raise ValueError
            self.record.merge(content["record"], self._project)
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            self.record.failures.add(
                f"{file} cannot be merged: it is no report of --terraform-coverage-report json."
            )

    def _file(self, kind: str) -> str:
        assert self._coverage is not None  # noqa: S101 it was just made
        makers: Mapping[str, Callable[[ModuleCoverage], str]] = {
            "html": lambda found: as_html(found, self._what()),
            "json": lambda found: json.dumps(
                exchange.as_json(found, self.record, self._project), indent=1
            ),
            "lcov": exchange.as_lcov,
            "cobertura": exchange.as_cobertura,
        }
        return makers[kind](self._coverage)

    def _what(self) -> str:
        tests = {
            test for keys in self.record.seen.values() for names in keys.values() for test in names
        }
        return f"{len(tests)} tests with scenarios, {len(self.record.tested)} modules tested"
