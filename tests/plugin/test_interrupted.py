"""An interrupted run leaves no resource that is not in a state, on a target that outlives it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from . import forked

# Creating `middle` and destroying `gate` each write a file and take two seconds.
MODULE = """
variable "name" {}
variable "folder" {}
variable "more" {}
resource "terraform_data" "more" { count = var.more }
resource "aws_sns_topic" "first" { name = "${var.name}-first" }
resource "terraform_data" "gate" {
  input = { folder = var.folder, topic = aws_sns_topic.first.arn }
  provisioner "local-exec" {
    when    = destroy
    command = "touch ${self.input.folder}/destroying; sleep 2"
  }
}
resource "terraform_data" "middle" {
  input = { folder = var.folder, after = terraform_data.gate.id }
  provisioner "local-exec" {
    working_dir = var.folder
    command     = "echo $PPID > terraform; touch making; sleep 2"
  }
}
resource "aws_sns_topic" "last" {
  name       = "${var.name}-last"
  depends_on = [terraform_data.middle]
}
"""
TEST = """
import pytest

@pytest.mark.scenario(name="it", folder={folder!r}, more={more})
def test_it(applied): ...
"""


class Run:
    """Pytest on a scenario, in a process that can be sent signals."""

    def __init__(self, folder, target, more):
        self.folder = folder
        self.target = target
        (folder / "tmp").mkdir()
        (folder / "main.tf").write_text(MODULE)
        (folder / "test_it.py").write_text(TEST.format(folder=str(folder), more=more))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *forked.WITHOUT, "--target=localstack"],
            cwd=folder,
            env={
                **os.environ,
                "AWS_ENDPOINT_URL": target.endpoint,
                "TMPDIR": str(folder / "tmp"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def send(self, number, moment):
        deadline = time.monotonic() + 60
        while not (self.folder / moment).exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        (self.folder / moment).unlink()  # fails if the file was never created
        self._process.send_signal(number)

    def output(self):
        return self._process.communicate(timeout=90)[0]

    @property
    def code(self):
        return self._process.returncode

    def left(self):
        """ARNs of the topics on the target."""
        return {topic["TopicArn"] for topic in self.target.client("sns").list_topics()["Topics"]}

    def known(self, file="terraform.tfstate"):
        """ARNs of the topics in the states of all roots that still exist."""
        return {
            instance["attributes"]["arn"]
            for state in self.folder.glob(f"tmp/terraform-scenarios-*/root/{file}")
            for resource in json.loads(state.read_text())["resources"]
            if resource["type"] == "aws_sns_topic"
            for instance in resource["instances"]
        }


@pytest.fixture
def running(tmp_path, persistent_target, request):
    run = Run(tmp_path, persistent_target, getattr(request, "param", 0))
    yield run
    for arn in run.left():
        persistent_target.client("sns").delete_topic(TopicArn=arn)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_resources_of_an_interrupted_apply_are_destroyed_and_the_run_reports_it(running, number):
    running.send(number, "making")
    output = running.output()
    assert running.code == pytest.ExitCode.INTERRUPTED, output
    assert "Interrupted: what had been applied is destroyed." in output
    assert running.left() == running.known() == set()
    assert list(running.folder.glob("tmp/terraform-scenarios-*")) == []


def test_a_second_ctrl_c_keeps_the_state_and_prints_commands_to_continue(running):
    running.send(signal.SIGINT, "making")
    running.send(signal.SIGINT, "destroying")
    output = running.output()
    assert running.code == pytest.ExitCode.INTERRUPTED, output
    assert "Interrupted while cleaning up. To look at it:" in output
    assert running.left()
    assert running.left() == running.known()
    commands = output.partition("To look at it:\n")[2].splitlines()
    exports = [line for line in commands if line.startswith("  export ")]
    root = next(line for line in commands if line.startswith("  cd "))
    (printed,) = (line for line in commands if line.endswith(" destroy"))
    destroy = f"{printed} -auto-approve -input=false"
    done = subprocess.run(
        ["bash", "-c", "\n".join([*exports, root, destroy])], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert running.left() == set()


# The state of many resources is in memory while they are destroyed.
MANY = 130


@pytest.mark.parametrize("running", [0, MANY], indirect=True)
def test_a_ctrl_c_during_the_clean_up_keeps_the_state(running):
    running.send(signal.SIGINT, "destroying")
    output = running.output()
    assert running.code == pytest.ExitCode.INTERRUPTED, output
    assert "1 passed" in output
    assert "Interrupted while cleaning up. To look at it:" in output
    assert running.left() == running.known()


def test_a_killed_run_leaves_a_state_with_its_resources(running):
    running.send(signal.SIGKILL, "making")
    # As if the machine had crashed: Terraform and its provider have their own process group.
    os.killpg(int((running.folder / "terraform").read_text()), signal.SIGKILL)
    running.output()
    assert running.left()
    assert running.left() <= running.known()


@pytest.mark.parametrize("running", [MANY], indirect=True)
def test_a_run_killed_while_it_destroys_many_leaves_the_state_of_before(running):
    running.send(signal.SIGKILL, "destroying")
    running.output()
    assert running.left()
    assert running.left() <= running.known("terraform.tfstate.backup")
