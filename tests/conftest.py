import os
import sys
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


@pytest.fixture(scope="session")
def localstack_python() -> str:
    """A Python that has LocalStack; `make test` installs it."""
    python = REPOSITORY / ".localstack" / "bin" / "python"
    if not python.exists():
        assert "CI" not in os.environ, "LocalStack is not installed"
        pytest.skip("LocalStack is not installed: make test installs it")
    return str(python)
