"""Hooks that a conftest.py can answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest


@pytest.hookspec(firstresult=True)
def pytest_terraform_module() -> Path | None:
    """The folder of the module that the tests beside and below this conftest.py are about.

    Without it, it is the nearest folder above the test that has *.tf files.
    """


@pytest.hookspec(firstresult=True)
def pytest_terraform_providers() -> Mapping[str, Mapping[str, Any]] | None:
    """Arguments of the provider blocks for the tests beside and below this conftest.py.

    By the name that modules call each provider: `{"aws": {"default_tags": {"tags": {...}}}}`. What
    @pytest.mark.providers gives comes before.
    """
