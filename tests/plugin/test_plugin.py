"""The plugin, used for a module of another author."""

import re

import pytest


def test_every_test_has_the_result_that_its_name_states(complete_run):
    broken = {name for name in complete_run.results if "broken" in name}
    assert {name for name, result in complete_run.results.items() if result != "passed"} == broken
    assert len(broken) == 13
    assert len(complete_run.results) == 28 + 2


@pytest.mark.parametrize(
    "message",
    [
        "The plan accepted the inputs; it must reject them.",
        "The plan rejected the inputs, but without the message 'something else'",
        "this scenario failed at plan",
        "this scenario failed at apply",
        "2 scenarios created the same aws_ssm_parameter, '/buckets/logs'",
        "has no variable 'buckett'. Did you mean 'bucket'?",
        "The inputs cannot be passed to Terraform: {1, 2} is a set",
        "There is no module at",
        "It uses the fixture 'planned' but has no scenario",
        "RuntimeError('no such luck')",
        "resources.aws_s3_bucket.this.bucket: expected 'of-others', found 'of-ops'",
    ],
)
def test_each_failure_is_reported_with_its_reason(complete_run, message):
    assert message in complete_run.output


def test_a_failing_scenario_shows_no_traceback_of_the_plugin(complete_run):
    assert "terraform_scenarios/" not in complete_run.output


def test_the_summary_counts_one_apply_and_one_second_plan_for_all_scenarios(complete_run):
    runs = dict(re.findall(r"^(\w[\w ]*?) +[\d.]+ s +(\d+) x$", complete_run.output, re.MULTILINE))
    assert runs["apply"] == "1"
    assert runs["second plan"] == "1"
    assert runs["look for leftovers"] == "1"


def test_progress_is_plain_lines_if_there_is_no_terminal(complete_run):
    assert re.search(r"^apply: \d+ scenarios: [\d.]+ s$", complete_run.output, re.MULTILINE)
    assert "\x1b[" not in complete_run.output


def test_a_single_test_runs_only_what_it_needs(run_bucket):
    alone = run_bucket("tests/test_bucket.py::test_a_validation_refuses")
    assert alone.results == {"test_a_validation_refuses": "passed"}
    assert "apply" not in alone.output


def test_each_test_is_in_exactly_one_shard(run_bucket):
    collected = [
        run_bucket("--collect-only", "-q", "--scenario-shard", f"{part}/3").output
        for part in (1, 2, 3)
    ]
    ids = [re.findall(r"^tests/\S.*::.*$", output, re.MULTILINE) for output in collected]
    assert all(ids)
    assert len({one for part in ids for one in part}) == sum(map(len, ids)) == 28


def test_the_example_in_the_readme_passes(complete_run):
    passed = {"test_the_bucket_has_its_owner": "passed", "test_a_long_name_is_refused": "passed"}
    assert passed.items() <= complete_run.results.items()
