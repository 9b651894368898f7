"""Hooks for conftest.py files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest


@pytest.hookspec(firstresult=True)
def pytest_terraform_module() -> Path | None:
    """The folder of the module under test, for the tests in this conftest.py's folder and below.

    Default: the nearest folder above the test that has *.tf files.
    """


@pytest.hookspec(firstresult=True)
def pytest_terraform_providers() -> Mapping[str, Mapping[str, Any]] | None:
    """Arguments of provider blocks, for the tests in this conftest.py's folder and below.

    They are by the name that modules use for the provider: `{"aws": {"default_tags": {...}}}`.
    Arguments in @pytest.mark.providers override them.
    """
