import dataclasses
import os
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from terraform_scenarios import durations, open_target

from . import acme, forked

BUCKET = Path(__file__).parent / "bucket"


@dataclass(frozen=True)
class Outcome:
    """A run of pytest: the results by test name, the output, the exit code."""

    results: dict[str, str]
    output: str
    code: int


def run_pytest(
    folder: Path, *arguments: str, env: dict[str, str] | None = None, fresh: bool = False
) -> Outcome:
    """Run pytest in a separate process, as a user would, and read its JUnit report.

    Args:
        folder: the current folder.
        arguments: of pytest.
        env: environment variables that are added.
        fresh: start Python for it, for runs to which it matters what Python has loaded.
    """
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    words = [f"--junit-xml={report}", *arguments]
    run = forked.start if fresh else forked.server().run
    output, code = run(words, folder, {**_environment(), **(env or {})})
    results = {}
    if report.exists():
        for case in ET.parse(report).iter("testcase"):  # noqa: S314 our own report
            if case.get("classname") == durations.SUITE:  # it is a batch
                continue
            kinds = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
            results[case.get("name").split("@")[0]] = kinds[0] if kinds else "passed"
    return Outcome(results, output, code)


# With them, pytest shows each message twice.
_REMOVED = ("CI", "BUILD_NUMBER")


def _environment() -> dict[str, str]:
    """The environment variables of the runs."""
    return {name: value for name, value in os.environ.items() if name not in _REMOVED}


@pytest.fixture(scope="session")
def run_in() -> Callable[..., Outcome]:
    """Run pytest in a folder with tests."""
    return run_pytest


@pytest.fixture(scope="session")
def bucket(tmp_path_factory) -> Path:
    """A copy of the bucket module with its tests."""
    return Path(shutil.copytree(BUCKET, tmp_path_factory.mktemp("author") / "bucket"))


@pytest.fixture(scope="session")
def complete_run(bucket, repository, tmp_path_factory) -> Outcome:
    """A run of all tests of the bucket module, and of the example in the README."""
    page = repository / "packages" / "terraform-scenarios" / "README.md"
    (example,) = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    copy = Path(shutil.copytree(bucket, tmp_path_factory.mktemp("complete") / "bucket"))
    (copy / "tests" / "test_readme.py").write_text(example)
    return run_pytest(copy, "tests")


@pytest.fixture
def run_bucket(bucket, tmp_path) -> Callable[..., Outcome]:
    """Run tests of the bucket module, in a new copy."""
    copy = Path(shutil.copytree(bucket, tmp_path / "bucket"))
    return lambda *arguments: run_pytest(copy, *(arguments or ("tests",)))


@pytest.fixture
def run(tmp_path) -> Callable[..., Outcome]:
    """Run pytest on one test file with a small module."""

    def go(test: str, *arguments: str, module: str = 'variable "x" {}\n', **settings) -> Outcome:
        (tmp_path / "main.tf").write_text(module)
        (tmp_path / "test_it.py").write_text(f"import pytest\n{test}\n")
        return run_pytest(tmp_path, *arguments, **settings)

    return go


@pytest.fixture(scope="module")
def persistent_target():
    """A target that runs before and after the runs of pytest, like LocalStack."""
    with open_target("embedded") as target:
        yield dataclasses.replace(target, ephemeral=False)


@pytest.fixture(scope="session")
def with_acme(tmp_path_factory):
    """Environment variables with which Terraform finds the provider of `provider/acme.py`."""
    return acme.install(tmp_path_factory.mktemp("mirror"))
