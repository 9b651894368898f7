import dataclasses
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from terraform_scenarios import open_target

from . import acme

BUCKET = Path(__file__).parent / "bucket"


@dataclass(frozen=True)
class Outcome:
    """What a run of pytest said: the result by test name, the output, the exit code."""

    results: dict[str, str]
    output: str
    code: int


def run_pytest(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Outcome:
    """Run pytest in a process of its own, as a person would, and read its JUnit report."""
    report = folder / "report.xml"
    # No run has use for hypothesis, whose plugin loads all of it at the end: half a second.
    without = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")
    command = [sys.executable, "-m", "pytest", *without, f"--junit-xml={report}"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**_as_usual(), **(env or {})},
    )
    results = {}
    if report.exists():
        for case in ET.parse(report).iter("testcase"):  # noqa: S314 our own report
            kinds = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
            results[case.get("name").split("@")[0]] = kinds[0] if kinds else "passed"
    return Outcome(results, done.stdout + done.stderr, done.returncode)


# Without bytecode each of so many runs would compile the plugin anew; on CI machines pytest shows
# each message a second time, in its summary.
_NOT_PASSED_ON = ("PYTHONDONTWRITEBYTECODE", "CI", "BUILD_NUMBER")


def _as_usual() -> dict[str, str]:
    """The environment that runs are made in."""
    return {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}


@pytest.fixture(scope="session")
def run_in() -> Callable[..., Outcome]:
    """Run pytest in a folder that holds tests."""
    return run_pytest


@pytest.fixture(scope="session")
def bucket(tmp_path_factory) -> Path:
    """A copy of the bucket module with its tests, as its author has them."""
    return Path(shutil.copytree(BUCKET, tmp_path_factory.mktemp("author") / "bucket"))


@pytest.fixture(scope="session")
def complete_run(bucket) -> Outcome:
    """All tests of the bucket module, once."""
    return run_pytest(bucket, "tests")


@pytest.fixture
def run_bucket(bucket, tmp_path) -> Callable[..., Outcome]:
    """Run some of the bucket module's tests, in a copy of their own."""
    copy = Path(shutil.copytree(bucket, tmp_path / "bucket"))
    return lambda *arguments: run_pytest(copy, *(arguments or ("tests",)))


@pytest.fixture
def run(tmp_path) -> Callable[..., Outcome]:
    """Run pytest on one test file, in a module of a few lines."""

    def go(test: str, *arguments: str, module: str = 'variable "x" {}\n', **settings) -> Outcome:
        (tmp_path / "main.tf").write_text(module)
        (tmp_path / "test_it.py").write_text(f"import pytest\n{test}\n")
        return run_pytest(tmp_path, *arguments, **settings)

    return go


@pytest.fixture(scope="module")
def persistent_target():
    """A target that was there before the run, and is there after it, as a LocalStack is."""
    with open_target("embedded") as target:
        yield dataclasses.replace(target, ephemeral=False)


@pytest.fixture(scope="session")
def with_acme(tmp_path_factory):
    """Environment variables with which Terraform finds the provider of `provider/acme.py`."""
    return acme.install(tmp_path_factory.mktemp("mirror"))
