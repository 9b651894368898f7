"""The examples of the READMEs work as pasted; only the URL and the ID of the pool differ."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from terraform_scenarios import open_workspace

from .test_guides import BLOCK

PLUGIN = "packages/terraform-scenarios/README.md"


def blocks(page, language):
    return [block["text"] for block in BLOCK.finditer(page) if block["language"] == language]


def run(command, folder, environment):
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=180
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def workspace():
    with open_workspace("embedded", rules=["cognito_messaging.rules"]) as opened:
        yield opened


def test_the_module_and_the_command_work_as_pasted(workspace, repository, tmp_path):
    page = (repository / "README.md").read_text(encoding="utf-8")
    configuration = blocks(page, "hcl")[0]
    pasted = "git::https://GIT_URL?ref=v0.1.0"
    assert pasted in configuration
    # Relative, since Terraform copies the folder of an absolute path.
    source = os.path.relpath(repository, tmp_path)
    (tmp_path / "main.tf").write_text(configuration.replace(pasted, source))
    environment = workspace.environment()
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    for command in (["terraform", "init"], ["terraform", "apply", "-auto-approve"]):
        code, output = run(command, tmp_path, environment)
        assert code == 0, output
    assert "_domainkey.example.com" in output
    assert "Request SES production access" in output
    pool = re.search(r'user_pool_id = "(\S+)"', output)[1]
    commands = re.findall(r"^\$ (cognito-messaging .*)$", page, re.M)
    assert [command.split()[1] for command in commands] == ["check", "check", "adopt"]
    for command in commands:
        words = command.replace("eu-west-1_AbCdEfGhI", pool).split()
        code, output = run(words, tmp_path, environment)
        assert code == (words[1] == "check"), output  # the pool is not ready for production
    assert "<html" in (tmp_path / "launch.html").read_text(encoding="utf-8")
    assert pool in (tmp_path / "adopted.tf").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", PLUGIN])
def test_the_example_of_the_plugin_works_as_pasted(repository, tmp_path, name):
    page = (repository / name).read_text(encoding="utf-8")
    (tmp_path / "main.tf").write_text(blocks(page, "hcl")[-1])
    (tmp_path / "test_bucket.py").write_text(blocks(page, "python")[-1])
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    code, output = run([sys.executable, "-m", "pytest", "-q"], tmp_path, environment)
    assert code == 0, output
    assert "2 passed" in output
