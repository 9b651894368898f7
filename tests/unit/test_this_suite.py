"""The time by folder at the end of a run, and the order of the files."""

from __future__ import annotations

import pytest

from ..conftest import LONG, REPOSITORY, FolderTimes, rank


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


def test_the_files_that_begin_a_run_of_several_workers_exist() -> None:
    assert all((REPOSITORY / "tests" / long).exists() for long in LONG)


def test_a_long_file_is_before_the_files_of_other_folders_and_those_keep_their_order() -> None:
    names = [
        "unit/test_gaps.py",
        "docs/test_links.py",
        "plugin/test_yaml.py",
        "docs/test_guides.py",
    ]
    paths = [REPOSITORY / "tests" / name for name in names]
    ordered = [str(path.relative_to(REPOSITORY / "tests")) for path in sorted(paths, key=rank)]
    assert ordered == [names[3], names[2], names[0], names[1]]
