import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

import terraform_scenarios

REPOSITORY = Path(__file__).parent.parent

# Where make installs Terraform if there is none on PATH, for tests that start `terraform`.
os.environ["PATH"] += f"{os.pathsep}{sys.prefix}/terraform"
# In the background of a shell (`make test &`), SIGINT is ignored, also in each process that a test
# starts. Tests of Ctrl-C need it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Without bytecode, each worker and each Python that a test starts would compile every file again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The long files: a worker that began with one of them last would be alone at the end.
LONG = (
    "docs/test_guides.py",
    "engines",
    "faults",
    "plugin",
    "module",
    "scenarios",
    "packaging",
    "e2e",
    "custom_sender",
    "corpus",
    "rules",
    "fidelity",
    "command",
)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def version() -> str:
    """The version of both packages and of the module, as defined in the code."""
    return terraform_scenarios.__version__


def pytest_terraform_module() -> Path:
    return REPOSITORY


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what is long, if several workers share the tests."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank(item.path))


def rank(path: Path) -> int:
    """The place of a file in `LONG`; a high one if it is not there."""
    places = (n for n, long in enumerate(LONG) if path.is_relative_to(REPOSITORY / "tests" / long))
    return next(places, len(LONG))


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
