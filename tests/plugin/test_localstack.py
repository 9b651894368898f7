"""`--target localstack` on a machine without Docker, without a network, and without a token."""

import os
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from terraform_scenarios.targets.localstack import PYTHON_VARIABLE

from . import forked

MODULE = """
resource "aws_iam_role" "this" {
  name               = "mine"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_cognito_user_pool" "this" {
  name = "mine"
}

output "role" { value = aws_iam_role.this.arn }
output "pool" { value = aws_cognito_user_pool.this.id }
"""
TEST = """
from pathlib import Path

import pytest

LOOPBACK = {"0100007F", "00000000000000000000000001000000"}


def listening():
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A":
                yield local.partition(":")[0]


@pytest.mark.scenario()
def test_each_resource_is_in_its_emulator(applied, gateway):
    assert applied.client("iam").get_role(RoleName="mine")["Role"]["Arn"] == applied.outputs["role"]
    pools = applied.client("cognito-idp").list_user_pools(MaxResults=9)["UserPools"]
    assert [one["Id"] for one in pools] == [applied.outputs["pool"]]
    assert "iam" in gateway.served["upstream"]
    assert "cognito-idp" in gateway.served["fallback"]
    addresses = set(listening())
    assert addresses
    assert addresses <= LOOPBACK
"""
# Brings up loopback in the new namespace, which has no other interface, and runs the rest.
WITHOUT_NETWORK = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:
    flags = struct.pack("16sh14x", b"lo", 0x1 | 0x40)  # IFF_UP, IFF_RUNNING
    fcntl.ioctl(any_socket, 0x8914, flags)  # SIOCSIFFLAGS
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture
def localstack(localstack_python) -> dict[str, str]:
    """The environment in which the plugin starts a LocalStack."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, PYTHON_VARIABLE: localstack_python}


def test_a_scenario_is_applied_without_a_network_and_nothing_listens_on_another_address(
    localstack, tmp_path
):
    in_namespace = ["unshare", "--net", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*in_namespace, "true"]).returncode:
        pytest.skip("the kernel does not allow new network namespaces")
    pytest_command = [sys.executable, "-m", "pytest", *forked.WITHOUT]
    pytest_command += ["--target=localstack", "test_it.py"]
    (tmp_path / "main.tf").write_text(MODULE)
    (tmp_path / "test_it.py").write_text(TEST)
    home = tmp_path / "home"
    home.mkdir()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    done = subprocess.run(
        [*in_namespace, sys.executable, "-c", WITHOUT_NETWORK, *pytest_command],
        cwd=tmp_path,
        env={**localstack, "HOME": str(home), "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    header = next(line for line in done.stdout.splitlines() if line.startswith("localstack 4."))
    assert "(started by this run): acm, apigateway," in header
    assert header.endswith("embedded (MiniStack 1.5.33): the other services")
    assert "(started by this run) served iam\n" in done.stdout
    assert "embedded (MiniStack 1.5.33) served cognito-idp" in done.stdout
    # LocalStack writes only to the folder that is removed at the end.
    assert list(temporary.iterdir()) == []
    assert [one.name for one in home.iterdir()] in ([], [".terraform.d"])


@pytest.mark.parametrize("python", ["not-there", sys.executable, __file__])
def test_a_python_without_localstack_is_reported(python, run, monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "LOCALSTACK_HOST"):
        monkeypatch.delenv(name, raising=False)
    test = "def test_it(target): pass"
    outcome = run(test, "--target=localstack", env={PYTHON_VARIABLE: python})
    assert outcome.results == {"test_it": "error"}
    wanted = f"{PYTHON_VARIABLE} is {python}, which is not a Python that has LocalStack."
    assert wanted in outcome.output
    assert "Traceback" not in outcome.output


def test_the_printed_commands_destroy_the_kept_resources_of_both_emulators(localstack, run):
    test = """
@pytest.mark.scenario()
def test_it(applied):
    assert applied.outputs["pool"]
"""
    outcome = run(test, "--target=localstack", "--keep", module=MODULE, env=localstack)
    assert outcome.results == {"test_it": "passed"}, outcome.output
    script = outcome.output.partition("Kept. To look at it:\n")[2].partition("====")[0]
    folder = re.search(r"cd (\S+)", script)[1]
    running = [os.pidfd_open(int(pid)) for pid in re.findall(r"kill -9 (\d+)", script)]
    script = script.replace("terraform destroy", "echo yes | terraform destroy")
    shown = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    shutil.rmtree(Path(folder).parent)
    assert "aws_cognito_user_pool.this" in shown.stdout, shown.stderr
    assert "Destroy complete! Resources: 2 destroyed." in shown.stdout, shown.stderr
    assert len(running) == 2
    for process in running:
        assert select.select([process], [], [], 30)[0], "the commands did not stop an emulator"
