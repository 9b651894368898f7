import os
import sys
from collections import Counter
from pathlib import Path

import pytest

import terraform_scenarios

REPOSITORY = Path(__file__).parent.parent

# Where make installs Terraform if there is none on PATH, for tests that start `terraform`.
os.environ["PATH"] += f"{os.pathsep}{sys.prefix}/terraform"


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def version() -> str:
    """The version of both packages and of the module, as defined in the code."""
    return terraform_scenarios.__version__


def pytest_terraform_module() -> Path:
    return REPOSITORY


class FolderTimes:
    """How long the tests of each folder took, their fixtures included, in all workers together."""

    def __init__(self) -> None:
        self._seconds: Counter[str] = Counter()
        self._tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = "/".join(report.nodeid.split("/")[:2])
        self._seconds[folder] += report.duration
        self._tests[folder] += report.when == "setup"  # each test has one

    def lines(self) -> list[str]:
        """A line for each folder, the slowest first; none if there is only one folder."""
        if len(self._tests) < 2:
            return []
        return [
            f"{folder:18} {seconds:6.0f} s {self._tests[folder]:6} tests"
            for folder, seconds in self._seconds.most_common()
        ]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.lines():
            terminalreporter.write_line(line)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(FolderTimes())


@pytest.fixture(scope="session")
def localstack_python() -> str:
    """A Python that has LocalStack; `make test` installs it."""
    python = REPOSITORY / ".localstack" / "bin" / "python"
    if not python.exists():
        assert "CI" not in os.environ, "LocalStack is not installed"
        pytest.skip("LocalStack is not installed: make test installs it")
    return str(python)
