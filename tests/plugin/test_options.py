"""Options of the command line and the configuration, each in a separate run."""

import os
import re
import subprocess
import urllib.request

import pytest

DATA = """
variable "value" { default = "a" }
resource "terraform_data" "this" {
  input = var.value
}
output "value" { value = terraform_data.this.output }
"""
ONE = """
@pytest.mark.scenario(value="b")
def test_one(applied):
    assert applied.outputs == {"value": "b"}
"""


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--scenario-shard=6/5", "'6/5' is not I/N with 1 <= I <= N, such as 2/5"),
        ("--target=azure", "invalid choice: 'azure'"),
        ("--targt=moto", "unrecognized arguments: --targt=moto"),
    ],
)
def test_an_invalid_option_is_refused_before_any_test_runs(run, option, message):
    outcome = run(ONE, option, module=DATA)
    assert outcome.code == 4
    assert message in outcome.output
    assert not outcome.results


TOPIC = """
variable "name" {}
resource "aws_sns_topic" "this" { name = var.name }
"""
RECORDED = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [{"name": n} for n in ("sooner", "later")])
def test_created_once(scenario, applied, gateway):
    assert [call.name for call in applied.calls].count("sns.CreateTopic") == 1
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2", "-o", "terraform_scenarios_per_root=1")])
def test_calls_are_recorded_in_one_process_and_by_each_worker(run, workers):
    outcome = run(RECORDED, "--gateway=on", *workers, module=TOPIC)
    assert list(outcome.results.values()) == ["passed", "passed"], outcome.output


FIVE = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [{"value": v} for v in "abcde"])
def test_each(scenario, applied, replanned):
    assert applied.outputs == {"value": scenario["value"]}
    assert replanned.empty
"""


def test_scenarios_that_do_not_fit_in_a_root_get_another(run):
    outcome = run(FIVE, "-o", "terraform_scenarios_per_root=2", module=DATA)
    assert set(outcome.results.values()) == {"passed"}
    assert len(outcome.results) == 5
    assert re.search(r"^apply +[\d.]+ s +3 x$", outcome.output, re.MULTILINE)


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_a_known_gap_that_occurs_in_one_root_only_is_not_stale(run, tmp_path, workers):
    place = "target: embedded, resource: terraform_data, attribute: {}"
    gap = f"- {{{{{place}, fault: target, reason: x}}}}\n"
    (tmp_path / "known-gaps.yaml").write_text("".join(map(gap.format, ("input", "output"))))
    module = DATA.replace("input = var.value", 'input = var.value == "a" ? timestamp() : 1')
    test = FIVE.replace('    assert applied.outputs == {"value": scenario["value"]}\n', "")
    module = module.replace("value = terraform_data.this.output", 'value = "any"')
    outcome = run(test, "-o", "terraform_scenarios_per_root=2", *workers, module=module)
    assert set(outcome.results.values()) == {"passed"}
    assert outcome.code == 0, outcome.output


def test_a_module_with_a_provider_block_is_unchanged_while_others_take_a_step(run):
    test = """
@pytest.mark.scenario(value="b")
def test_one(replanned):
    assert replanned.empty

@pytest.mark.scenario(value="c")
@pytest.mark.change(value="d")
def test_other(transition):
    assert transition.updated == ["terraform_data.this"]
    assert transition.settled.empty
"""
    outcome = run(test, module='provider "terraform" {}\n' + DATA)
    assert outcome.results == {"test_one": "passed", "test_other": "passed"}, outcome.output


def test_an_invalid_value_of_the_gateway_is_refused(run):
    outcome = run(FIVE, "-o", "terraform_gateway=yes", module=DATA)
    assert outcome.code == 4
    assert "terraform_gateway must be on or off, not 'yes'" in outcome.output


@pytest.mark.parametrize("value", ["0", "many", "-1"])
def test_an_invalid_number_of_scenarios_per_root_is_refused(run, value):
    outcome = run(FIVE, "-o", f"terraform_scenarios_per_root={value}", module=DATA)
    assert outcome.code == 4
    assert f"terraform_scenarios_per_root must be a whole number above 0, not '{value}'" in (
        outcome.output
    )


def test_a_missing_terraform_is_reported_in_one_line(run):
    outcome = run(ONE, "--terraform-binary=no-such", module=DATA)
    assert outcome.results == {"test_one": "error"}
    assert "'no-such' was not found on PATH" in outcome.output
    assert "Traceback" not in outcome.output


def test_another_program_can_be_used_as_terraform(run, tmp_path):
    """Such as OpenTofu: the plugin calls the program by the given name."""
    other = tmp_path / "tofu"
    other.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/called\nexec terraform "$@"\n')
    other.chmod(0o755)
    assert run(ONE, f"--terraform-binary={other}", module=DATA).results == {"test_one": "passed"}
    assert {"version", "init", "apply"} <= set((tmp_path / "called").read_text().split())


OPENING = """
import os
from terraform_scenarios import session

open_target = session.open_target

def open_after_a_sign(*arguments, **options):
    os.write(os.open("{pipe}", os.O_RDWR), b"x")
    return open_target(*arguments, **options)

session.open_target = open_after_a_sign
"""


def test_the_target_is_opened_while_terraform_tells_its_version(run, tmp_path):
    """Its program waits for the target, and would be killed if that were opened afterwards."""
    pipe, program = tmp_path / "pipe", tmp_path / "tofu"
    os.mkfifo(pipe)
    program.write_text(
        f'#!/bin/sh\n[ "$1" = version ] && head -c 1 {pipe} > /dev/null\nexec terraform "$@"\n'
    )
    program.chmod(0o755)
    (tmp_path / "conftest.py").write_text(OPENING.format(pipe=pipe))
    options = (f"--terraform-binary={program}", "--terraform-timeout=60")
    outcome = run(ONE, *options, module=DATA)
    assert outcome.results == {"test_one": "passed"}, outcome.output
    assert "engine warm (only providers), target embedded, gateway off" in outcome.output


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_missing_target_fails_only_the_tests_that_need_it(run, workers):
    no_target = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    test = f"{ONE}\ndef test_plain(): ..."
    outcome = run(test, "--target=localstack", *workers, module=DATA, env=no_target)
    assert outcome.results == {"test_one": "error", "test_plain": "passed"}, outcome.output
    assert "No LocalStack answers at http://127.0.0.1:9" in outcome.output
    assert "Traceback" not in outcome.output


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_the_target_is_available_without_a_scenario_and_shared_by_all_workers(run, workers):
    test = """
from terraform_scenarios.running import run_of
def test_it(target, pytestconfig):
    assert target.client("sns").list_topics()["Topics"] == []
    shared = run_of(pytestconfig).session._shared_target
    assert (shared is not None) == hasattr(pytestconfig, "workerinput")
"""
    assert run(test, *workers).results == {"test_it": "passed"}


def test_a_target_that_dies_during_an_apply_fails_the_tests_at_once(run, tmp_path):
    provisioner = f"""input = var.value
  provisioner "local-exec" {{
    command = "kill -9 $(cat {tmp_path}/pid) && sleep 60"
  }}"""
    outcome = run(
        """
from pathlib import Path
@pytest.mark.scenario(value="b")
def test_before(target, planned):
    Path(__file__).with_name("pid").write_text(str(target.pid))
@pytest.mark.scenario(value="{scenario}")
def test_it_is_reported(applied): ...
@pytest.mark.scenario(value="{scenario} again")
def test_it_is_reported_again(applied): ...
""",
        module=DATA.replace("input = var.value", provisioner),
    )
    assert outcome.results == {
        "test_before": "passed",
        "test_it_is_reported": "error",
        "test_it_is_reported_again": "error",
    }, outcome.output
    assert "The ministack target died (exit code -9) while it was in use" in outcome.output


CALLED = ONE.replace("(applied)", "(applied, gateway)")


@pytest.mark.parametrize(
    ("test", "options"), [(ONE, ()), (CALLED, ("--gateway=on",))], ids=["", "behind the gateway"]
)
def test_the_printed_commands_show_the_kept_root_and_target(run, test, options):
    outcome = run(test, "--keep", *options, module=DATA)
    assert outcome.results == {"test_one": "passed"}, outcome.output
    printed = re.search(r"Kept\. To look at it:\n(.*?state list)", outcome.output, re.DOTALL)
    script = printed.group(1)
    pid = int(re.search(r"kill -9 (\d+)", outcome.output).group(1))
    folder = re.search(r"cd (\S+)", script).group(1)
    try:
        listed = subprocess.run(["sh", "-ec", script], capture_output=True, text=True)
        assert "terraform_data.this" in listed.stdout, listed.stderr
        endpoint = re.search(r"AWS_ENDPOINT_URL=(\S+)", script).group(1)
        with urllib.request.urlopen(f"{endpoint}/_localstack/health", timeout=5) as answer:
            assert answer.status == 200
    finally:
        os.kill(pid, 9)
        subprocess.run(["rm", "-r", os.path.dirname(folder)], check=True)  # noqa: PTH120


def test_an_upgrade_applies_an_earlier_revision_and_then_the_current_one(run, tmp_path):
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run([*git, "init", "-q"], check=True)
    (tmp_path / "main.tf").write_text(DATA)
    subprocess.run([*git, "add", "main.tf"], check=True)
    subprocess.run([*git, "commit", "-qm", "first"], check=True)
    subprocess.run([*git, "tag", "v1"], check=True)
    outcome = run(
        """
@pytest.mark.scenario(value="b")
@pytest.mark.upgrade("v1")
def test_upgrade(transition):
    assert transition.updated == ["terraform_data.this"]
    assert transition.before.outputs == {"value": "b"}
    assert transition.after.outputs == {"value": "new b"}
    assert transition.settled.empty

@pytest.mark.scenario(value="b")
@pytest.mark.upgrade("v0")
def test_no_such_revision(transition): ...
""",
        module=DATA.replace("input = var.value", 'input = "new ${var.value}"'),
    )
    assert outcome.results == {"test_upgrade": "passed", "test_no_such_revision": "failure"}
    assert "There is no revision 'v0' in " in outcome.output


def test_planned_values_can_be_compared_with_a_snapshot(run):
    test = """
@pytest.mark.scenario(value="b")
def test_snapshot(planned, snapshot):
    assert planned.values == snapshot
"""
    assert run(test, "--snapshot-update", module=DATA).results == {"test_snapshot": "passed"}
    differs = run(test, module=DATA.replace("input = var.value", "input = 1"))
    assert differs.results == {"test_snapshot": "failure"}


# Each apply writes to a file that the next plan reads.
DIFFERS = """
resource "terraform_data" "this" { input = try(file("${path.module}/written"), "none") }
resource "terraform_data" "writes" {
  depends_on = [terraform_data.this]
  provisioner "local-exec" { command = "printf x >> ${path.module}/written" }
}
"""
EMPTY = """
@pytest.mark.scenario()
def test_empty(replanned):
    assert replanned.empty, f"THE PLAN: {replanned}"
"""
KNOWN = """
- target: embedded
  resource: {resource}
  attribute: {attribute}
  fault: target
  reason: it does not return the value
"""


def known(resource, *attributes):
    return "".join(KNOWN.format(resource=resource, attribute=name) for name in attributes)


def test_a_difference_fails_the_test_until_it_is_listed_as_a_known_gap(run, tmp_path):
    first = run(EMPTY, module=DIFFERS)
    assert first.results == {"test_empty": "failure"}
    differing = re.findall(r"^E\s+(\w+): .* -> ", first.output, re.MULTILINE)
    assert "input" in differing
    (tmp_path / "known-gaps.yaml").write_text(known("terraform_data", "input"))
    assert run(EMPTY, module=DIFFERS).results == {"test_empty": "passed"}


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_known_gap_that_no_longer_occurs_fails_a_complete_run(run, tmp_path, workers):
    (tmp_path / "known-gaps.yaml").write_text(known("terraform_data", "x"))
    test = "@pytest.mark.scenario()\ndef test_it(replanned): assert replanned.empty"
    complete = run(test, *workers, module=DATA)
    assert complete.results == {"test_it": "passed"}
    assert complete.code == 1
    assert "known-gaps.yaml: terraform_data.x no longer differs on embedded" in complete.output
    assert run(test, *workers, "test_it.py::test_it", module=DATA).code == 0
