"""The hazards of tftest and python-terraform, and the protection against each of them.

The first test of some pairs shows that the library still has the hazard.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import python_terraform
import tftest

from terraform_scenarios import (
    ProviderUnavailable,
    TargetUnavailable,
    TerraformFailed,
    TerraformKilled,
    TerraformNotFound,
    TerraformTimedOut,
    TerraformTooOld,
)

KILLED = "os.kill(os.getpid(), signal.SIGKILL)"


def gone(pid: int) -> bool:
    """Whether the process has ended; a zombie counts as ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        os.sched_yield()
    return False


def test_tftest_treats_a_killed_terraform_as_a_success(impostor):
    binary = impostor(KILLED).binary
    assert tftest.TerraformTest("/", binary=binary).apply() == ""


def test_a_killed_terraform_is_an_error(impostor):
    with pytest.raises(TerraformKilled, match="SIGKILL"):
        impostor(KILLED).apply()


def test_python_terraform_fails_on_the_empty_state_that_a_kill_leaves(tmp_path):
    (tmp_path / "terraform.tfstate").touch()
    with pytest.raises(json.JSONDecodeError):
        python_terraform.Terraform(working_dir=str(tmp_path))


def test_the_empty_state_that_a_kill_leaves_is_read_as_no_resources(plain_root):
    (plain_root.root / "terraform.tfstate").touch()
    assert plain_root.state()["resources"] == []


def test_a_megabyte_on_standard_error_does_not_deadlock(impostor):
    terraform = impostor("sys.stderr.write('x' * 2**20); sys.exit(1)", timeout=30)
    with pytest.raises(TerraformFailed):
        terraform.apply()


def test_tftest_passes_a_boolean_in_the_notation_of_python():
    assert tftest.parse_args(tf_vars={"flag": True}) == ["-var", "flag=True"]


def test_variables_keep_their_types(plain_root):
    plain_root.init()
    thing = {"list": [1, None, "${not} a %{template}"], "nested": {"yes": True}}
    plain_root.apply(variables={"flag": True, "thing": thing})
    assert plain_root.output()["values"] == {"flag": True, "thing": thing}


def test_variable_files_are_removed_even_if_terraform_fails(impostor, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(TerraformFailed):
        impostor("sys.exit(1)").apply(variables={"secret": "s3cret"})
    assert list(tmp_path.glob("*.tfvars.json")) == []


def test_a_command_that_takes_too_long_is_stopped(impostor):
    terraform = impostor("open('pid', 'w').write(str(os.getpid())); time.sleep(60)", timeout=1)
    with pytest.raises(TerraformTimedOut, match="--terraform-timeout"):
        terraform.apply()
    assert gone(int((terraform.root / "pid").read_text()))


def test_child_processes_of_terraform_are_stopped_with_it(impostor):
    body = "pid = os.fork() or time.sleep(60) or 0; open('pid', 'w').write(str(pid))"
    terraform = impostor(body)
    terraform.apply()
    assert gone(int((terraform.root / "pid").read_text()))


def test_a_target_that_dies_stops_terraform_at_once(impostor):
    def dead() -> None:
        raise TargetUnavailable("The embedded target died")

    terraform = impostor("time.sleep(60)", watch=dead)
    with pytest.raises(TargetUnavailable):
        terraform.apply()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_child_and_lets_terraform_write_its_state(
    impostor, tmp_path, number
):
    terraform = impostor(
        "def stop(*_): open('state', 'w').write('kept'); sys.exit(1)\n"
        "signal.signal(signal.SIGINT, stop)\n"
        "print('ready', flush=True); open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    )
    script = (
        "from pathlib import Path\n"
        "from terraform_scenarios import Terraform, interruptible\n"
        "with interruptible():\n"
        f"    Terraform(Path({str(tmp_path)!r}), binary={terraform.binary!r}, env={{}}).apply()\n"
    )
    run = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
    pid = tmp_path / "pid"
    deadline = time.monotonic() + 20
    while not (pid.exists() and pid.read_text()) and time.monotonic() < deadline:
        os.sched_yield()
    run.send_signal(number)
    _, errors = run.communicate(timeout=30)
    assert "KeyboardInterrupt" in errors
    assert gone(int(pid.read_text()))
    assert (tmp_path / "state").read_text() == "kept"


def test_the_state_survives_the_object(plain_root):
    root = plain_root.root
    plain_root.init()
    plain_root.apply(variables={"thing": "kept"})
    del plain_root
    gc.collect()
    assert "kept" in (root / "terraform.tfstate").read_text()


def test_a_missing_terraform_is_reported_with_how_to_install_it(plain_root):
    plain_root.binary = "no-such-terraform"
    with pytest.raises(TerraformNotFound, match=r"hashicorp\.com/terraform/install"):
        plain_root.version()


def test_a_program_that_is_not_terraform_is_refused(impostor):
    with pytest.raises(TerraformNotFound):
        impostor("print('hello')").version()


def test_an_old_terraform_is_refused_with_the_oldest_supported_version(impostor):
    old = impostor("print('Terraform v1.5.7')")
    with pytest.raises(TerraformTooOld, match=r"Terraform 1\.5\.7; Terraform 1\.6 or later"):
        old.version()


def failure_to_install(root, required):
    """The message of `init` in a root that requires these providers."""
    settings = {"terraform": {"required_providers": required}}
    (root.root / "versions.tf.json").write_text(json.dumps(settings))
    with pytest.raises(ProviderUnavailable) as unavailable:
        root.init()
    return str(unavailable.value)


def test_unavailable_providers_are_reported_with_a_solution(plain_root):
    required = {"first": {"source": "unknown/first"}, "second": {"source": "localhost/no/second"}}
    assert failure_to_install(plain_root, required).startswith(
        "Terraform could not install the providers localhost/no/second and unknown/first. Allow "
        "access to the registry, or set TF_PROVIDER_MIRROR to a folder with "
        "localhost/no/second/VERSION/PLATFORM and "
        "registry.terraform.io/unknown/first/VERSION/PLATFORM."
    )


def test_a_provider_without_a_matching_version_is_not_reported_as_missing(plain_root, tmp_path):
    source = "registry.terraform.io/unknown/first"
    (tmp_path / "mirror" / source / "5.0.0" / "linux_amd64").mkdir(parents=True)
    configuration = tmp_path / "mirror.rc"
    configuration.write_text(
        "provider_installation {\n"
        f'  filesystem_mirror {{\n    path = "{tmp_path}/mirror"\n  }}\n'
        "}\n"
    )
    plain_root.env["TF_CLI_CONFIG_FILE"] = str(configuration)
    required = {"first": {"source": "unknown/first", "version": ">= 6.0"}}
    assert failure_to_install(plain_root, required).startswith(
        "There is no version of unknown/first that fits '>= 6.0.0'."
    )


def test_a_plan_with_changes_is_not_a_failure_and_reports_them(plain_root, tmp_path):
    plain_root.init()
    assert plain_root.plan(tmp_path / "plan").changes
    plain_root.apply()
    assert not plain_root.plan(tmp_path / "plan").changes


def test_diagnostics_have_file_line_and_text(plain_root, tmp_path):
    (plain_root.root / "bad.tf").write_text('output "x" {\n  value = local.nothing\n}\n')
    plain_root.init()
    with pytest.raises(TerraformFailed) as failure:
        plain_root.plan(tmp_path / "plan")
    (diagnostic,) = failure.value.diagnostics
    assert (diagnostic.filename, diagnostic.line) == ("bad.tf", 2)
    assert "nothing" in diagnostic.text
