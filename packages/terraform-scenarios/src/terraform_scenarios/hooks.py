"""Hooks that a conftest.py can answer."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.hookspec(firstresult=True)
def pytest_terraform_module() -> Path | None:
    """The folder of the module that the tests beside and below this conftest.py are about.

    Without it, it is the nearest folder above the test that has *.tf files.
    """
