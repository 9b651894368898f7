"""The output of a run."""

import os
import pty
import re
import subprocess
import sys

import pytest

from . import forked

MODULE = """
variable "name" {}
variable "nested" { default = "fine" }
resource "terraform_data" "this" {
  input = var.name
  lifecycle {
    precondition {
      condition     = var.name != "bad"
      error_message = "The name must not be bad."
    }
  }
}
output "name" { value = terraform_data.this.output }
"""
FAILING = """
both = pytest.mark.parametrize("scenario", [{"name": "bad"}])

@both
def test_bad_plan(scenario, planned): ...

@both
def test_bad_apply(scenario, applied): ...

@pytest.mark.scenario(name="good")
def test_good(applied): ...

@pytest.mark.scenario(name="good", rejects="The name must")
def test_not_refused(): ...

@pytest.mark.scenario(nane="good")
def test_mistaken(applied): ...
"""


@pytest.fixture(scope="module")
def failing(run_in, tmp_path_factory):
    folder = tmp_path_factory.mktemp("failing")
    (folder / "main.tf").write_text(MODULE)
    (folder / "test_it.py").write_text(f"import pytest\n{FAILING}")
    return run_in(folder)


def test_a_failing_scenario_fails_its_tests_and_a_mistake_in_a_test_is_an_error(failing):
    assert failing.results == {
        "test_bad_plan[scenario0]": "failure",
        "test_bad_apply[scenario0]": "failure",
        "test_good": "passed",
        "test_not_refused": "failure",
        "test_mistaken": "error",
    }, failing.output
    assert "3 failed, 1 passed, 1 error" in failing.output


def test_a_message_has_the_address_and_a_path_relative_to_the_current_folder(failing):
    assert "  at terraform_data.this (main.tf:8)\nThe name must not be bad." in failing.output


LOOKING_UP = """
variable "rules" { default = { http = 80 } }
variable "names" {}
variable "kind" {
  default = "a"
  validation {
    condition     = contains(["a", "b"], var.kind)
    error_message = "Write a or b."
  }
}
resource "terraform_data" "this" {
  count = length(var.names)
  input = var.rules[var.names[count.index]]
}
"""
LOOKED_UP = """
@pytest.mark.scenario(names=["http"])
def test_good(planned): ...

@pytest.mark.scenario(names=["none"])
def test_bad_name(planned): ...

@pytest.mark.scenario(names=[], kind="c")
def test_bad_kind(planned): ...
"""


def test_a_message_has_the_failed_expression_and_its_values(run):
    outcome = run(LOOKED_UP, module=LOOKING_UP)
    assert (
        '  at resource "terraform_data" "this" (main.tf:13)\n'
        "The given key does not identify an element in this collection value.\n"
        "  input = var.rules[var.names[count.index]]\n"
        "  count.index is 0\n"
    ) in outcome.output, outcome.output
    assert '\n  var.kind is "c"\n' in outcome.output
    assert "each.value" not in outcome.output


def test_equal_failures_are_shown_once_and_counted(failing):
    assert failing.output.count("The name must not be bad.") == 1
    assert "The same errors as in test_it.py::test_bad_plan[scenario0]." in failing.output
    assert (
        "1 more failed with the same errors as test_it.py::test_bad_plan[scenario0]"
        in failing.output
    )


BROKEN_FOR_ALL = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [{"name": n} for n in "abcdefgh"])
def test_each(scenario, applied): ...
"""


def test_a_module_that_fails_for_every_input_is_detected_by_one_validation(run):
    module = MODULE + 'output "none" { value = terraform_data.none.output }\n'
    outcome = run(BROKEN_FOR_ALL, module=module)
    assert list(outcome.results.values()) == ["failure"] * 8
    assert outcome.output.count("Reference to undeclared resource") == 1
    assert "7 more failed with the same errors" in outcome.output
    runs = dict(re.findall(r"^(\w[\w ]*?) +[\d.]+ s +(\d+) x$", outcome.output, re.MULTILINE))
    assert {"apply": "1", "plan": "1", "validate": "1"}.items() <= runs.items()
    assert "find the failing" not in runs


def test_versions_and_target_are_shown_before_and_after_the_run(failing):
    known = r"3 scenarios: (Terraform|OpenTofu) \d+\.\d+\.\d+.*, target embedded, gateway off\n"
    assert re.search(known, failing.output)
    after = r"^(Terraform|OpenTofu) \d.*, target embedded \(MiniStack [\d.]+\), gateway off$"
    assert re.search(after, failing.output, re.MULTILINE)


@pytest.mark.parametrize(
    ("options", "first_line"),
    [((), r"test_it.py \."), (("-v",), r"test_it.py::test_plain PASSED +\[ *\d+%\]")],
    ids=["dots", "names"],
)
def test_progress_leaves_the_lines_of_pytest_whole_in_a_terminal(tmp_path, options, first_line):
    (tmp_path / "main.tf").write_text(MODULE)
    (tmp_path / "test_it.py").write_text(f"import pytest\ndef test_plain(): ...\n{FAILING}")
    terminal, program_end = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options, *forked.WITHOUT, "-k", "good or plain"],
        cwd=tmp_path,
        stdout=program_end,
        stderr=program_end,
        stdin=program_end,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(program_end)
    output = b""
    try:
        while part := os.read(terminal, 4096):
            output += part
    except OSError:  # a terminal reports the end of the output in this way
        pass
    os.close(terminal)
    child.wait()
    plain = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", output.decode())
    lines = [line.rpartition("\r")[2].rstrip() for line in plain.replace("\r\n", "\n").split("\n")]
    assert any(re.fullmatch(first_line, line) for line in lines), output
    assert any(re.fullmatch(r"apply: 1 scenario: [\d.]+ s", line) for line in lines), output
    for line in lines:
        assert not re.search(r"test_it.py\S* +\S*(init|apply|plan|read state):", line), output
        assert len(line) <= 80 or line.startswith(("plugins: ", "platform ", "rootdir: ")), line


@pytest.mark.parametrize("start", ["module/tests", "/"])
def test_the_module_is_found_from_any_current_folder(tmp_path, start):
    (tmp_path / "module" / "tests").mkdir(parents=True)
    (tmp_path / "module" / "main.tf").write_text(MODULE)
    test = tmp_path / "module" / "tests" / "test_it.py"
    test.write_text('import pytest\n@pytest.mark.scenario(name="a")\ndef test_it(planned): ...\n')
    output, code = forked.server().run(["-q", str(test)], tmp_path / start, os.environ)
    assert code == 0, output
