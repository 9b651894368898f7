"""The wheels, built from this repository and installed into empty environments."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
COMMAND, HARNESS = "cognito_messaging", "terraform_scenarios"
SOURCES = {COMMAND: "src", HARNESS: "packages/terraform-scenarios/src"}
# Packages that a user of the command does not need.
NOT_FOR_THE_COMMAND = {"terraform-scenarios", "pytest", "aiohttp", "tftest", "ministack", "moto"}


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    return done.returncode, done.stdout + done.stderr


def uv(*arguments):
    """Run uv, which builds and installs like pip, from the same indexes, in a third of the time."""
    code, output = run(BIN / "uv", *arguments)
    assert code == 0, output
    return output


class Environment:
    """A virtual environment that uses nothing of this one or of the repository."""

    def __init__(self, folder, constraints):
        self._folder, self._constraints = folder / "environment", constraints
        self._elsewhere = folder / "elsewhere"
        self._elsewhere.mkdir()
        uv("venv", "--python", sys.executable, self._folder)

    def install(self, *requirements):
        python = ("--python", self._folder / "bin" / "python")
        uv("pip", "install", *python, "--constraints", self._constraints, *requirements)
        return self

    def installed(self):
        listed = uv("pip", "freeze", "--python", self._folder / "bin" / "python")
        return {line.partition("==")[0].partition(" @ ")[0] for line in listed.splitlines()}

    def run(self, program, *arguments):
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        command = (self._folder / "bin" / program, *arguments)
        return run(*command, cwd=self._elsewhere, env=kept)

    def programs(self):
        return {path.name for path in (self._folder / "bin").iterdir()}


@pytest.fixture(scope="module")
def wheels(repository, tmp_path_factory):
    """Both wheels, built from source archives of this tree, as for a release."""
    folder = tmp_path_factory.mktemp("wheels")
    uv("build", "--all-packages", "--out-dir", folder, repository)
    return {name: next(folder.glob(f"{name}-*.whl")) for name in (COMMAND, HARNESS)}


@pytest.fixture(scope="module")
def environment(repository, tmp_path_factory):
    """Create empty environments."""
    constraints = repository / "constraints.txt"
    return lambda name: Environment(tmp_path_factory.mktemp(name), constraints)


@pytest.fixture(scope="module")
def command(wheels, environment):
    """An environment with the command alone."""
    return environment("command").install(wheels[COMMAND])


@pytest.fixture(scope="module")
def harness(wheels, environment):
    """An environment with the plugin alone."""
    return environment("harness").install(wheels[HARNESS])


@pytest.mark.parametrize("package", [COMMAND, HARNESS])
def test_a_wheel_contains_exactly_the_files_of_its_package_and_the_license(
    wheels, repository, package
):
    source = repository / SOURCES[package]
    listed = subprocess.check_output(
        ["git", "ls-files", "-co", "--exclude-standard", package], cwd=source, text=True
    ).splitlines()
    expected = {name for name in listed if (source / name).exists()}
    assert f"{package}/py.typed" in expected
    with zipfile.ZipFile(wheels[package]) as wheel:
        names = wheel.namelist()
        assert {name for name in names if ".dist-info/" not in name} == expected
        (path,) = [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]
        # The plugin has a copy, because its source archive cannot contain files outside its folder.
        assert wheel.read(path) == (repository / "LICENSE").read_bytes()


def test_the_command_installs_its_dependencies_and_not_those_of_the_plugin(command):
    installed = command.installed()
    assert {"cognito-messaging", "boto3", "dnspython", "jinja2", "rich", "typer"} <= installed
    assert installed & NOT_FOR_THE_COMMAND == set()


def test_the_command_runs_in_an_isolated_environment(command, version):
    assert command.run("cognito-messaging", "--version") == (0, f"cognito-messaging {version}\n")
    code, output = command.run("cognito-messaging", "check", "no-pool")
    assert (code, output.count("\n"), output.startswith("error: ")) == (2, 1, True), output
    # The wheel contains the template and style of the page.
    assert command.run("python", "-c", PAGE) == (0, "<!doctype html>\n")


PAGE = """
from cognito_messaging.report import RENDERERS, Format
print(RENDERERS[Format.HTML]([], ["nothing to say"])[:15].lower())
"""


def test_the_command_runs_without_being_installed(wheels, repository, version):
    arguments = ("--constraints", repository / "constraints.txt", "--python", sys.executable)
    run_once = ("tool", "run", "--isolated", *arguments, "--from", wheels[COMMAND])
    output = uv(*run_once, "cognito-messaging", "--version")
    assert f"cognito-messaging {version}" in output.splitlines()


def test_the_plugin_and_the_gateway_run_without_the_command(harness):
    code, output = harness.run("pytest", "--markers")
    assert (code, "@pytest.mark.scenario" in output) == (0, True), output
    code, output = harness.run("python", "-m", "terraform_scenarios.gateway", "--help")
    assert (code, "--upstream URL" in output) == (0, True), output
    assert "cognito-messaging" not in harness.programs() | harness.installed()


def test_the_extra_gateway_installs_the_rules_and_the_gateway(wheels, environment):
    both = environment("rules").install(
        "--find-links", wheels[HARNESS].parent, f"{wheels[COMMAND]}[gateway]"
    )
    assert both.run("python", "-c", RULES) == (0, "True\n")


RULES = """
from terraform_scenarios.gateway.loading import load_rules
print(len(load_rules("cognito_messaging.rules")) > 20)
"""
