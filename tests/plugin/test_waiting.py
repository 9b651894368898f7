"""Which resource Terraform waits for."""

import os
import re
import subprocess
import sys

import pytest

from . import forked

MODULE = """
variable "pipe" {}
resource "terraform_data" "slow" {
  for_each = toset(["a"])
  provisioner "local-exec" { command = "cat ${var.pipe}" }
}
"""
TEST = """
import pytest
from terraform_scenarios import progress

progress.PATIENCE_SECONDS = 0

@pytest.mark.parametrize("scenario", [{"pipe": PIPE}])
def test_slow(scenario, applied): ...
"""


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["one process", "a worker"])
def test_a_log_names_the_resource_and_the_test_while_terraform_waits(tmp_path, workers):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "main.tf").write_text(MODULE)
    (tmp_path / "test_it.py").write_text(TEST.replace("PIPE", repr(str(pipe))))
    command = [sys.executable, "-m", "pytest", *forked.WITHOUT, *workers]
    command += ["--terraform-timeout=300"]  # the end of a test that would wait forever
    child = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    output = ""
    for line in child.stdout:
        output += line
        if "waiting for" in line and pipe.exists():
            pipe.write_text("go on")  # until then, the apply waits
            pipe.unlink()
    assert child.wait() == 0, output
    line = (
        r'  apply: 1 scenario, 0 of 1 resources [\d.]+ s, waiting for terraform_data.slow\["a"\] '
    )
    assert re.search(rf"^{line}\(test_slow\[scenario0\], \d+ s\)$", output, re.MULTILINE), output
