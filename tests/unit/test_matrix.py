"""Which runs `make matrix` makes, and the page that it writes about them."""

import re

import pytest

from terraform_scenarios.versions import LEAST
from tools.matrix import report
from tools.matrix.cells import (
    LIBRARIES,
    MODULE,
    MODULE_NEEDS,
    PLUGIN,
    PLUGIN_WITH_MOCKS,
    PYTHONS,
    Cell,
    every_cell,
)

JUNIT = """
<testsuites><testsuite>
<testcase classname="tests.plugin.test_given" name="test_a" />
<testcase classname="tests.scenarios.test_sms" name="test_b" />
<testcase classname="tests/scenarios/a.yaml" name="c"><failure message="No.&#10;more"/></testcase>
<testcase classname="tests.plugin.test_given" name="test_d"><skipped /></testcase>
</testsuite></testsuites>
"""


def test_every_program_is_run_with_one_python_and_every_python_with_one_terraform():
    cells = every_cell("3.12")
    assert {cell.version for cell in cells if cell.python == "3.12"} > set(LIBRARIES)
    assert [cell.python for cell in cells if cell.python != "3.12"] == ["3.11", "3.13"]
    assert {"OpenTofu", "Terraform"} == {cell.product for cell in cells}
    assert {cell.python for cell in cells} == set(PYTHONS)


def test_a_program_runs_the_tests_that_its_version_allows_and_the_reasons_name_the_others():
    old, newer = Cell("3.11", "OpenTofu", "1.7.9"), Cell("3.11", "OpenTofu", "1.10.0")
    assert old.tests == PLUGIN
    assert len(old.without) == 2
    assert newer.tests == PLUGIN + PLUGIN_WITH_MOCKS + MODULE
    assert newer.without == ()


def test_the_files_and_oldest_versions_of_the_matrix_are_those_of_the_repository(repository):
    for path in PLUGIN + PLUGIN_WITH_MOCKS + MODULE:
        assert (repository / path).is_file()
    versions = (repository / "versions.tf").read_text(encoding="utf-8")
    assert re.search(r'required_version = ">= ([\d.]+)"', versions)[1] == MODULE_NEEDS
    assert min(LIBRARIES, key=lambda v: list(map(int, v.split(".")))).startswith(LEAST["Terraform"])


@pytest.fixture
def result(tmp_path):
    junit = tmp_path / "junit.xml"
    junit.write_text(JUNIT)
    return report.read(Cell("3.11", "Terraform", "1.9.8"), ("3.11.7", "Terraform 1.9.8"), junit, "")


def test_a_failure_is_on_the_page_with_its_first_line(result):
    assert result.bad
    page = report.render([result])
    assert "| 3.11.7 | Terraform 1.9.8 | 1 | 1, **1 failed** |" in page
    assert "- Python 3.11, Terraform 1.9.8: c: No.\n" in page


def test_a_run_that_does_not_start_is_a_failure_and_a_missing_program_is_not(tmp_path):
    cell = Cell("3.13", "OpenTofu", "1.6.2")
    broken = report.read(cell, ("", ""), tmp_path / "none.xml", "a\nno such option\n")
    missing = report.Result(cell, reason="npm is missing")
    assert (broken.bad, missing.bad) == (True, False)
    page = report.render([broken, missing])
    assert "| 3.13 | OpenTofu 1.6.2 | - | - | **failed**: no such option |" in page
    assert "| 3.13 | OpenTofu 1.6.2 | - | - | npm is missing |" in page
