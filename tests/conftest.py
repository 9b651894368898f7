from pathlib import Path

import pytest

import terraform_scenarios

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def version() -> str:
    """The one version that both packages and the module have, as the code says it."""
    return terraform_scenarios.__version__


def pytest_terraform_module() -> Path:
    return REPOSITORY
