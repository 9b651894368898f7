"""Which test or batch a second is counted for. Time passes only where a test of the run says."""

import re
import xml.etree.ElementTree as ET

import pytest

CLOCK = """
from types import SimpleNamespace
from _pytest import timing
from terraform_scenarios import durations

now = 0

def seconds_pass(seconds):
    global now
    now += seconds

timing.perf_counter = lambda: now
durations.time = SimpleNamespace(perf_counter=timing.perf_counter)
"""
MODULE = """
variable "name" {}
resource "terraform_data" "this" { input = var.name }
"""
TEST = """
import pytest
from clock import seconds_pass

def give_a_name(target):
    seconds_pass(60)
    return {"name": "a"}

def drift(applied):
    seconds_pass(30)

@pytest.fixture
def own():
    seconds_pass(2)
    yield
    seconds_pass(4)

@pytest.mark.given("one", by=give_a_name)
@pytest.mark.scenario(name="{given.one.name}")
@pytest.mark.drift(by=drift)
def test_of_two_stages(own, planned, transition):
    seconds_pass(1)

@pytest.mark.scenario(name="b")
def test_of_another_scenario(applied, own):
    seconds_pass(1)

@pytest.mark.scenario(name="b", rejects="no such message")
def test_that_fails(): ...

def test_without_a_scenario():
    seconds_pass(8)
"""


@pytest.fixture(scope="module", params=[(), ("-n", "2")], ids=["one process", "two workers"])
def timed(request, run_in, tmp_path_factory):
    """A run, its tests and its batches with their seconds, and the attributes of the report."""
    folder = tmp_path_factory.mktemp("timed")
    (folder / "main.tf").write_text(MODULE)
    (folder / "clock.py").write_text(CLOCK)
    (folder / "conftest.py").write_text("import clock\n")
    (folder / "test_it.py").write_text(TEST)
    outcome = run_in(folder, "-q", "--durations=0", *request.param)
    suite = ET.parse(folder / "report.xml").find("testsuite")  # noqa: S314 our own report
    return outcome, [*suite], suite.attrib


def seconds_of(cases, classname):
    return {
        case.get("name"): float(case.get("time"))
        for case in cases
        if case.get("classname") == classname
    }


def test_a_test_has_only_the_seconds_of_its_own(timed):
    outcome, cases, _ = timed
    assert seconds_of(cases, "test_it") == {
        "test_of_two_stages": 7,
        "test_of_another_scenario": 7,
        "test_that_fails": 0,
        "test_without_a_scenario": 8,
    }, outcome.output


def test_a_batch_has_the_seconds_of_its_stages(timed):
    outcome, cases, _ = timed
    batches = seconds_of(cases, "terraform-scenarios")
    assert sum(batches.values()) == 90, outcome.output
    if len(batches) == 1:
        assert [*batches] == ["batch 1 (3 scenarios)"]
    else:
        assert sorted(name[:7] for name in batches) == ["batch 1", "batch 2"]


def test_a_batch_has_the_share_of_each_of_its_tests(timed):
    _, cases, _ = timed
    for case in cases:
        if case.get("classname") == "terraform-scenarios":
            properties = {one.get("name"): float(one.get("value")) for one in case.iter("property")}
            share, tests = properties["seconds per test"], properties["tests"]
            assert share == pytest.approx(float(case.get("time")) / tests, abs=0.001)


def test_a_batch_is_not_counted_as_a_test(timed):
    outcome, _, suite = timed
    assert suite["tests"] == "4"
    assert "1 failed, 3 passed" in outcome.output


def test_the_slowest_durations_list_the_batch(timed):
    outcome, cases, _ = timed
    slowest = re.findall(r"^([\d.]+)s +(\w+) +(\S.*)$", outcome.output, re.MULTILINE)
    listed = {(float(seconds), what) for seconds, _, what in slowest}
    for name, seconds in seconds_of(cases, "terraform-scenarios").items():
        assert not seconds or (seconds, f"terraform-scenarios::{name}") in listed, outcome.output
    assert ("4.00", "teardown", "test_it.py::test_of_two_stages") in slowest
    assert (2.0, "test_it.py::test_of_two_stages") in listed


def test_all_seconds_are_counted_once(timed):
    outcome, cases, suite = timed
    total = sum(float(case.get("time")) for case in cases)
    assert total == 90 + 7 + 7 + 8
    # The controller of the workers has a clock of its own, which does not move.
    assert float(suite["time"]) in (total, 0), outcome.output
