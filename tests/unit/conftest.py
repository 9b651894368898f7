import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from terraform_scenarios import Terraform, terraform_environment


@pytest.fixture
def impostor(tmp_path: Path) -> Callable[..., Terraform]:
    """`Terraform` with a Python program of the test instead of the real binary."""

    def make(body: str, **settings) -> Terraform:
        binary = tmp_path / "impostor"
        binary.write_text(f"#!{sys.executable}\nimport os, signal, sys, time\n{body}\n")
        binary.chmod(0o755)
        return Terraform(tmp_path, binary=str(binary), env=dict(os.environ), **settings)

    return make


@pytest.fixture
def plain_root(tmp_path: Path) -> Terraform:
    """Real Terraform in a root that needs no provider from a registry."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "main.tf").write_text(
        """
        variable "flag" {
          type    = bool
          default = false
        }
        variable "thing" {
          type    = any
          default = null
        }
        resource "terraform_data" "this" {
          input = { flag = var.flag, thing = var.thing }
        }
        output "values" {
          value = terraform_data.this.output
        }
        """
    )
    return Terraform(root, env=terraform_environment(tmp_path, {}))
