"""The time by folder at the end of a run."""

from __future__ import annotations

import pytest

from ..conftest import FolderTimes


def report(test: str, when: str, seconds: float) -> pytest.TestReport:
    place = (test, 1, test)
    return pytest.TestReport(test, place, {}, "passed", None, when, duration=seconds)


def test_each_folder_has_its_time_with_fixtures_and_its_tests_the_slowest_first() -> None:
    times = FolderTimes()
    for test in ("tests/unit/test_a.py::test_one", "tests/unit/deep/test_b.py::test_two"):
        for when, seconds in (("setup", 1.0), ("call", 2.0), ("teardown", 0.5)):
            times.pytest_runtest_logreport(report(test, when, seconds))
    assert times.lines() == []
    times.pytest_runtest_logreport(report("tests/docs/test_c.py::test_three", "setup", 9.0))
    assert [line.split() for line in times.lines()] == [
        ["tests/docs", "9", "s", "1", "tests"],
        ["tests/unit", "7", "s", "2", "tests"],
    ]
