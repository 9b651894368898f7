"""The wheel, built and installed where nothing else is: what somebody else gets."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
PACKAGES = ("terraform_scenarios", "cognito_messaging")


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    return done.returncode, done.stdout + done.stderr


def uv(*arguments, folder=None):
    """Run uv: it builds and installs as pip does, with the same indexes, in a third of the time."""
    code, said = run(BIN / "uv", *arguments, cwd=folder)
    assert code == 0, said


@pytest.fixture(scope="module")
def wheel(repository, tmp_path_factory):
    """The wheel, by way of the source archive as a release is built, of this very tree."""
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--out-dir", folder, repository)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """An environment of its own; `add` installs the wheel into it, with extras or without."""
    folder = tmp_path_factory.mktemp("environment")
    uv("venv", "--python", sys.executable, folder)
    return folder


@pytest.fixture(scope="module")
def add(environment, wheel, repository):
    def added(extras=""):
        constraints = repository / "constraints.txt"
        python = environment / "bin" / "python"
        uv("pip", "install", "--python", python, "--constraints", constraints, f"{wheel}{extras}")

    return added


@pytest.fixture(scope="module")
def inside(environment, tmp_path_factory):
    """Run a program of that environment, outside of the repository, with nothing of this one."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    def ran(program, *arguments):
        return run(environment / "bin" / program, *arguments, cwd=elsewhere, env=kept)

    return ran


def test_the_wheel_has_every_file_of_the_packages_and_the_licence(wheel, repository):
    listed = subprocess.check_output(
        ["git", "ls-files", "-co", "--exclude-standard", *PACKAGES],
        cwd=repository / "src",
        text=True,
    ).splitlines()
    there = {name for name in listed if (repository / "src" / name).exists()}
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in names if name.startswith(PACKAGES) and "dist-info" not in name} == (
        there
    )
    assert {f"{package}/py.typed" for package in PACKAGES} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_runs_in_an_environment_that_has_nothing_else(add, inside, repository):
    add()
    code, said = inside("pytest", "--markers")
    assert (code, "@pytest.mark.scenario" in said) == (0, True), said
    code, said = inside("python", "-m", "terraform_scenarios.gateway", "--help")
    assert (code, "--target URL" in said) == (0, True), said
    # The command needs its extra, and says so.
    code, said = inside("cognito-messaging", "--version")
    assert (code, "pip install 'terraform-scenarios[cognito]'" in said) == (2, True), said
    assert "Traceback" not in said

    add("[cognito]")
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    version = f"cognito-messaging {project['version']}\n"
    assert inside("cognito-messaging", "--version") == (0, version)
    code, said = inside("cognito-messaging", "check", "no-pool")
    assert (code, said.count("\n")) == (2, 1), said
    # The page's template and style come along.
    assert inside("python", "-c", _PAGE) == (0, "<!doctype html>\n")


_PAGE = """
from cognito_messaging.report import RENDERERS, Format
print(RENDERERS[Format.HTML]([], ["nothing to say"])[:15].lower())
"""
