"""What a run of pytest keeps in pytest's configuration.

Every pytest that has this package installed loads the plugin: its options, its markers, and the
code that reads them. The session loads boto3, aiohttp, tftest and rich, which take most of a
second; it is loaded when the first test with a scenario needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from .options import Options, read_options
from .scenario import Need, Scenario

if TYPE_CHECKING:
    from .coverage.run import CoverageRun
    from .gaps import Gap
    from .session import Session

_RUN: pytest.StashKey[Run] = pytest.StashKey()


@dataclass
class Run:
    """A process of pytest.

    Attributes:
        config: pytest's configuration.
        known_gaps: changes in a second plan that the module does not cause.
        options: of the command line and of the ini file.
        needs: the scenarios of the selected tests, and what the tests need of each.
        batches: the number of each scenario's batch.
        tests: by a scenario's key, the name of a test that needs it.
        complete: all tests were selected, and no worker was lost.
        opened: the session, if a test has needed it.
        users: by scenario, the node IDs of the tests that use it.
        coverage: records what scenarios exercise, if the options ask for it.
        coverage_failure: why the run fails, from its coverage; empty if it does not.
        repeated: by test, how many other tests failed with the same message.
    """

    config: pytest.Config
    known_gaps: tuple[Gap, ...]
    options: Options
    needs: Mapping[Scenario, frozenset[Need]] = field(default_factory=dict)
    batches: Mapping[Scenario, int] = field(default_factory=dict)
    tests: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    opened: Session | None = None
    users: dict[Scenario, list[str]] = field(default_factory=dict)
    coverage: CoverageRun | None = None
    coverage_failure: str = ""
    repeated: dict[str, int] = field(default_factory=dict)
    _first_with: dict[str, str] = field(default_factory=dict)  # by message, the first test

    @property
    def session(self) -> Session:
        """The session, opened on first use."""
        if self.opened is None:
            from .session import open_session  # on first use: see above

            self.opened = open_session(
                self.config, self.options, self.known_gaps, self.needs, self.batches
            )
            self.opened.progress.tests = self.tests
            self.opened.on_results = self.coverage.add if self.coverage else None
        return self.opened

    def failure_message(self, test: str, failure: str) -> str:
        """The message of a failed test: complete the first time, then a reference to that test."""
        first = self._first_with.setdefault(failure, test)
        if first == test or "\n" not in failure:
            return f"{test}: {failure}"
        self.repeated[first] = self.repeated.get(first, 0) + 1
        return f"{test}: {failure.splitlines()[0]} The same errors as in {first}."


def begin(config: pytest.Config, known_gaps: tuple[Gap, ...]) -> Run:
    """Keep a new run, with nothing started yet, in pytest's configuration.

    Raises:
        pytest.UsageError: an option in the ini file is not valid.
    """
    # Files and node IDs on the command line select only some of the tests.
    complete = config.args_source is not config.ArgsSource.ARGS
    run = config.stash[_RUN] = Run(config, known_gaps, read_options(config), complete=complete)
    if config.option.terraform_coverage is not None:
        from .coverage.run import CoverageRun, read_coverage_options  # it loads the parser of HCL

        run.coverage = CoverageRun(read_coverage_options(config), config.rootpath, run.users)
    return run


def run_of(config: pytest.Config) -> Run:
    """The run in pytest's configuration."""
    return config.stash[_RUN]
