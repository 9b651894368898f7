"""The GitHub workflow and the pre-commit hooks, as far as they can be tested locally."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

WORKFLOW = ".github/workflows/test.yml"
BIN = Path(sys.executable).parent


def run(*command, folder):
    environment = {**os.environ, "PRE_COMMIT_HOME": str(folder / ".pre-commit-home")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def jobs(repository):
    return yaml.safe_load((repository / WORKFLOW).read_text(encoding="utf-8"))["jobs"]


@pytest.fixture(scope="module")
def steps(jobs):
    return [step for job in jobs.values() for step in job["steps"]]


def test_actionlint_finds_no_error_in_the_workflow(repository):
    assert run(BIN / "actionlint", WORKFLOW, folder=repository) == (0, "")


def test_each_action_is_pinned_to_a_commit_and_names_its_release(repository):
    text = (repository / WORKFLOW).read_text(encoding="utf-8")
    uses = re.findall(r"uses: *(.+)$", text, re.M)
    assert uses
    pinned = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [use for use in uses if not pinned.fullmatch(use)] == []
    assert len({use.partition("@")[0] for use in uses}) == len(set(uses)), "two releases of one"


def test_each_image_that_docker_runs_has_the_tag_of_a_release(steps):
    images = [
        step["run"].split()[-1] for step in steps if step.get("run", "").startswith("docker run ")
    ]
    assert images
    assert [one for one in images if not re.search(r":\d+\.\d+\.\d+$", one)] == []


def test_zizmor_finds_no_security_problem_in_the_workflow(repository):
    code, output = run(
        BIN / "zizmor", "--offline", "--pedantic", "--no-progress", WORKFLOW, folder=repository
    )
    assert code == 0, output


def test_each_make_target_that_a_job_runs_exists(steps, repository):
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.M))
    commands = [step.get("run", "") for step in steps]
    called = {name for line in commands for name in re.findall(r"^make (\w+)", line, re.M)}
    assert called, "no job runs make"
    assert called <= targets
    assert {"lint", "test"} <= called


@pytest.mark.parametrize("folder", [".", "packages/terraform-scenarios"])
def test_the_matrix_has_every_supported_python_and_the_oldest_terraform(jobs, repository, folder):
    text = (repository / folder / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    pythons = [
        name.rpartition(" ")[2]
        for name in project["classifiers"]
        if re.search(r"Python :: 3\.\d+$", name)
    ]
    versions = (repository / "versions.tf").read_text(encoding="utf-8")
    oldest = re.search(r'required_version = ">= ([\d.]+)"', versions)[1]
    matrix = jobs["test"]["strategy"]["matrix"]
    assert matrix == {"python": pythons, "terraform": [f"~{oldest}.0", "latest"]}


UNTIDY = {
    "untidy.py": "x = {  'a':1 }\n",
    "untidy.tf": 'variable "a" {\n type = string\n}\n',
    ".github/workflows/untidy.yml": "on: push\njobs: {a: {runs-on: x, steps: [{uses: b/c@v1}]}}\n",
}
TIDY = {
    "untidy.py": '"""Tidy."""\n',
    "untidy.tf": 'variable "a" {\n  type = string\n}\n',
    ".github/workflows/untidy.yml": "",
}


@pytest.mark.parametrize(
    ("files", "words"), [(UNTIDY, {"Failed"}), (TIDY, {"Passed", "Skipped"})], ids=["bad", "good"]
)
def test_the_hooks_accept_tidy_files_and_reject_untidy_ones(repository, tmp_path, files, words):
    (tmp_path / ".venv").symlink_to(sys.prefix)
    for name in (".pre-commit-config.yaml", "pyproject.toml"):
        (tmp_path / name).write_bytes((repository / name).read_bytes())
    for name, text in files.items():
        if text:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
    run("git", "init", "-q", folder=tmp_path)
    run("git", "add", *(name for name, text in files.items() if text), folder=tmp_path)
    _, output = run(BIN / "pre-commit", "run", "--all-files", folder=tmp_path)
    verdicts = dict(re.findall(r"^([\w ]+?)\.{3,}.*?(\w+)$", output, re.M))
    assert len(verdicts) == 4, output
    assert set(verdicts.values()) <= words, output
