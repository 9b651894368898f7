"""The durations of tests and batches in pytest's reports: `--durations`, JUnit.

The setup of the first test of a batch runs Terraform for all of its scenarios. That time is not the
test's: it is taken out of the test's report, and a report of the batch has it. Each second is in
one report, so the sum of all reports is what the tests took.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pytest

from .running import run_of
from .scenario import counted
from .sharing import BATCH

SUITE = "terraform-scenarios"  # where a test has its file
_WAITED: pytest.StashKey[float] = pytest.StashKey()  # seconds, until they are reported
# Attribute of a report: name and seconds of the batch. pytest-xdist sends it to the controller.
_ATTRIBUTE = "terraform_scenarios_batch"


@contextlib.contextmanager
def of_batch(item: pytest.Item) -> Iterator[None]:
    """A context whose time is that of the test's batch."""
    start = time.perf_counter()
    try:
        yield
    finally:
        item.stash[_WAITED] = time.perf_counter() - start


def take_out(item: pytest.Item, report: pytest.TestReport) -> None:
    """Leave a report of a test its own time, and note that of the batch."""
    if _WAITED in item.stash:
        seconds = item.stash[_WAITED]
        del item.stash[_WAITED]
        report.duration = max(report.duration - seconds, 0.0)  # floats: it may be just below
        setattr(report, _ATTRIBUTE, [_name(item), seconds])


def _name(item: pytest.Item) -> str:
    number = item.stash.get(BATCH, 0)
    scenarios = [s for s, batch in run_of(item.config).batches.items() if batch == number]
    return f"batch {number or 1} ({counted(scenarios)})"  # the only batch of a run is number 0


@dataclass
class _Batch:
    seconds: float = 0.0
    tests: set[str] = field(default_factory=set)


class BatchReports:
    """Reports the batches, in the process that writes the reports of all tests."""

    def __init__(self, config: pytest.Config) -> None:
        self._hook = config.hook
        self._batches: dict[str, _Batch] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add what a test's report has noted."""
        name, seconds = getattr(report, _ATTRIBUTE, ("", 0.0))
        if name:
            batch = self._batches.setdefault(name, _Batch())
            batch.seconds += seconds
            batch.tests.add(report.nodeid)

    @pytest.hookimpl(tryfirst=True)  # before JUnit's report is written
    def pytest_sessionfinish(self) -> None:
        """Report the batches."""
        for name, batch in self._batches.items():
            for report in _reports(name, batch):
                self._hook.pytest_runtest_logreport(report=report)


def _reports(name: str, batch: _Batch) -> Iterator[pytest.TestReport]:
    """A batch as the setup and the teardown of a test without a call, which pytest does not count.

    `--durations` lists the setup; JUnit adds up both, and takes the properties of the teardown.
    """
    tests = len(batch.tests)
    share = ("seconds per test", f"{batch.seconds / tests:.3f}")
    durations: Mapping[Literal["setup", "teardown"], float]
    durations = {"setup": batch.seconds, "teardown": 0.0}
    for when, seconds in durations.items():
        yield pytest.TestReport(
            nodeid=f"{SUITE}::{name}",
            location=(SUITE, None, name),
            keywords={},
            outcome="passed",
            longrepr=None,
            when=when,
            duration=seconds,
            user_properties=[("tests", tests), share],
        )
