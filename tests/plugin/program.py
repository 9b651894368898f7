"""The Terraform or OpenTofu of the tests."""

import functools
import os
from pathlib import Path

import pytest

from terraform_scenarios import Terraform
from terraform_scenarios.terraform_program import default_program
from terraform_scenarios.versions import Version

# As for the option --terraform-binary.
PROGRAM = os.environ.get("TERRAFORM_BINARY") or default_program()


@functools.cache
def version() -> Version:
    return Terraform(Path(), PROGRAM, os.environ).version()


def has(*, terraform: str, opentofu: str) -> bool:
    """Whether the program has a feature that these versions introduced."""
    return not version().older_than({"Terraform": terraform, "OpenTofu": opentofu})


def needs(*, terraform: str, opentofu: str) -> pytest.MarkDecorator:
    """Skip a test of a feature that the program does not have yet."""
    reason = f"it needs Terraform {terraform} or OpenTofu {opentofu}"
    return pytest.mark.skipif(not has(terraform=terraform, opentofu=opentofu), reason=reason)
