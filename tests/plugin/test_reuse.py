"""`--reuse`: what a run leaves for the next one, what that one does anew, how all of it ends."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from terraform_scenarios.reuse import kept as kept_files
from terraform_scenarios.reuse.kept import Kept

from . import forked
from .processes import is_alive

TOPIC = """
variable "name" {}
resource "aws_sns_topic" "this" { name = var.name }
output "arn" { value = aws_sns_topic.this.arn }
"""
OF_TOPIC = """

@pytest.mark.scenario(name="one")
def test_one(applied, replanned):
    print(applied.outputs["arn"])
    assert replanned.empty

@pytest.mark.scenario(name="two")
def test_two(applied):
    topic = applied.client("sns").get_topic_attributes(TopicArn=applied.outputs["arn"])
    assert topic["Attributes"]["TopicArn"] == applied.outputs["arn"]
"""
MODULE = """
variable "name" {}
resource "terraform_data" "this" { input = var.name }
output "name" { value = terraform_data.this.output }
"""
TEST = """

@pytest.mark.scenario(name="one")
def test_one(applied, replanned):
    assert replanned.empty

@pytest.mark.scenario(name="two")
def test_two(applied):
    assert applied.outputs["name"]
"""


@pytest.fixture
def reusing(run, tmp_path):
    """Run tests with `--reuse`; afterwards all that they have left is ended."""
    yield lambda test=TEST, *arguments, module=MODULE: run(
        test, "--reuse", "-rP", *arguments, module=module
    )
    with contextlib.closing(Kept.open(tmp_path)) as kept:
        kept.forget()


def processes(tmp_path):
    """The processes that a run has left."""
    with_name = list(kept_files.folder_of(tmp_path).glob("state.json"))
    return [json.loads(path.read_text())["processes"] for path in with_name]


def applied(outcome):
    """How many scenarios a run has applied, by its progress."""
    return [line for line in outcome.output.splitlines() if line.startswith("apply: ")]


def account(outcome):
    arn = next(line for line in outcome.output.splitlines() if line.startswith("arn:aws:sns"))
    return arn.split(":")[4]


def test_a_second_run_has_the_same_results_without_terraform(reusing):
    first, second = reusing(OF_TOPIC, module=TOPIC), reusing(OF_TOPIC, module=TOPIC)
    assert first.results == second.results == {"test_one": "passed", "test_two": "passed"}
    assert applied(first)
    assert not applied(second)
    assert "Terraform commands" not in second.output
    assert "2 scenarios reused" in second.output
    assert account(first) == account(second)


def test_an_edited_assertion_is_checked_against_the_kept_results(reusing):
    reusing()
    second = reusing(TEST.replace("assert replanned.empty", "assert not replanned.empty"))
    assert second.results == {"test_one": "failure", "test_two": "passed"}
    assert not applied(second)


def test_an_edited_module_runs_again_in_another_account_on_the_same_engine(reusing):
    first = reusing(OF_TOPIC, module=TOPIC)
    second = reusing(OF_TOPIC, module=TOPIC + "# another comment\n")
    assert second.results == first.results
    assert applied(second)
    assert account(second) != account(first)
    assert "\ninit " not in second.output
    assert " cold" not in second.output.partition("Terraform commands")[2].splitlines()[0]


def test_a_module_with_a_new_provider_is_installed_again(reusing):
    reusing()
    second = reusing(module=MODULE + 'terraform {\n  required_version = ">= 1.0"\n}\n')
    assert "\ninit " in second.output
    assert second.code == 0


def test_only_the_scenario_whose_inputs_have_changed_runs_again(reusing):
    reusing()
    second = reusing(TEST.replace('name="two"', 'name="three"'))
    assert second.code == 0
    assert next(line.split(",")[0] for line in applied(second)).startswith("apply: 1 scenario")


def test_a_test_that_writes_to_the_target_spoils_only_its_own_scenario(reusing):
    write = 'applied.client("sns").create_topic(Name="another")'
    test = f"{TEST}    {write}\n"
    reusing(test)
    second = reusing(test)
    assert second.code == 0
    assert applied(second)[0].startswith("apply: 1 scenario")


def test_a_scenario_that_failed_runs_again(reusing):
    broken = MODULE.replace("= var.name", "= tonumber(var.name)")
    first, second = reusing(module=broken), reusing(module=broken)
    assert set(first.results.values()) == set(second.results.values()) == {"failure"}
    assert applied(second)


def test_a_need_that_the_last_run_did_not_have_runs(reusing):
    reusing(TEST.replace(", replanned", "").replace("assert replanned.empty", "pass"))
    second = reusing()
    assert second.code == 0
    assert "second plan: " in second.output


def test_a_module_that_reads_unknown_files_runs_each_time_and_the_run_says_why(reusing):
    module = MODULE + "locals { x = fileexists(var.name) }\n"
    first, second = reusing(module=module), reusing(module=module)
    assert first.code == second.code == 0
    assert applied(second)
    assert "since main.tf reads a file whose path is not in its text" in first.output


def test_other_options_do_not_get_the_kept_results(reusing):
    reusing()
    second = reusing(TEST, "--gateway", "on")
    assert second.code == 0
    assert applied(second)


def test_with_a_gateway_its_record_and_its_state_are_kept(reusing):
    test = OF_TOPIC + '    assert "CreateTopic" in [call.operation for call in applied.calls]\n'
    first, second = (reusing(test, "--gateway", "on", module=TOPIC) for _ in range(2))
    assert first.code == second.code == 0
    assert not applied(second)


def test_a_target_that_has_died_is_noticed(reusing, tmp_path):
    reusing()
    (left,) = processes(tmp_path)
    os.kill(left["pid"], signal.SIGKILL)
    second = reusing()
    assert second.code == 0
    assert applied(second)


def test_a_provider_that_has_died_is_started_again(reusing, tmp_path):
    reusing(OF_TOPIC, module=TOPIC)
    (left,) = processes(tmp_path)
    for provider in left["engine"]["providers"]:
        os.kill(provider["reattach"]["Pid"], signal.SIGKILL)
    second = reusing(OF_TOPIC, module=TOPIC + "# another comment\n")
    assert second.code == 0
    assert "ended during a command" not in second.output


def pids(left):
    engine = left["engine"]
    return [left["pid"], *(one["pid"] for one in (*engine["providers"], *engine["residents"]))]


def wait_for_end(numbers):
    deadline = time.monotonic() + 20
    while any(map(is_alive, numbers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(is_alive, numbers))


def test_clearing_ends_everything_and_the_run_begins_anew(reusing, run, tmp_path):
    reusing(OF_TOPIC, module=TOPIC)
    (left,) = processes(tmp_path)
    assert all(map(is_alive, pids(left)))
    done = run(OF_TOPIC, "--reuse-clear", module=TOPIC)
    assert applied(done)
    assert wait_for_end(pids(left))
    assert [path.name for path in kept_files.folder_of(tmp_path).iterdir()] == ["lock"]


def test_everything_ends_if_no_run_comes_for_a_while(reusing, tmp_path, monkeypatch):
    reusing(OF_TOPIC, module=TOPIC)
    (left,) = processes(tmp_path)
    with contextlib.closing(Kept.open(tmp_path)) as kept:
        monkeypatch.setattr(kept_files, "AGE_SECONDS", 0.1)
        kept.leave(kept.processes, kept.descriptors)
    assert wait_for_end(pids(left))
    deadline = time.monotonic() + 10
    while kept_files.folder_of(tmp_path).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not kept_files.folder_of(tmp_path).exists()


def test_a_run_that_is_killed_leaves_nothing_running(reusing, tmp_path):
    reusing(OF_TOPIC, module=TOPIC)
    (left,) = processes(tmp_path)
    (tmp_path / "test_it.py").write_text(
        "import os, signal, pytest\n"
        + OF_TOPIC.replace("assert replanned.empty", "os.kill(os.getpid(), signal.SIGKILL)")
    )
    command = [sys.executable, "-m", "pytest", *forked.WITHOUT, "--reuse"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    assert wait_for_end(pids(left))
    assert reusing(OF_TOPIC, module=TOPIC).code == 0


def test_two_runs_at_a_time_are_refused(reusing, tmp_path):
    with contextlib.closing(Kept.open(tmp_path)):
        second = reusing()
    assert "Another run with --reuse is in progress" in second.output
    assert "Traceback" not in second.output


def test_nothing_is_cleared_while_a_run_uses_it(run, tmp_path):
    with contextlib.closing(Kept.open(tmp_path)) as kept:
        (kept.folder / "results").touch()
        clearing = run(TEST, "--reuse-clear", module=MODULE)
        assert (kept.folder / "results").exists()
    assert clearing.code == pytest.ExitCode.USAGE_ERROR
    assert "Another run with --reuse is in progress" in clearing.output
    assert clearing.results == {}


def test_a_folder_that_others_can_read_is_refused(reusing, tmp_path):
    folder = kept_files.folder_of(tmp_path)
    folder.mkdir()
    folder.chmod(0o755)
    second = reusing()
    folder.chmod(0o700)
    assert f"{folder} is not a folder that only you can read" in second.output


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["-n", "2"], "-n"),
        (["--target", "moto"], "--target moto"),
        (["--keep"], "--keep"),
    ],
)
def test_options_that_exclude_each_other_are_refused(run, arguments, named):
    done = run(TEST, "--reuse", *arguments, module=MODULE)
    assert done.code == pytest.ExitCode.USAGE_ERROR
    assert f"--reuse cannot be used with {named}." in done.output


def test_only_the_owner_can_read_what_is_kept(reusing, tmp_path):
    reusing()
    folder = kept_files.folder_of(tmp_path)
    files = [path for path in (folder, *folder.iterdir()) if path.is_file() or path == folder]
    assert {oct(path.stat().st_mode & 0o077) for path in files} == {"0o0"}
