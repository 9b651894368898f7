"""Installs the provider of `provider/acme.py` in a mirror for Terraform."""

import os
import platform
import sys
from pathlib import Path

from terraform_scenarios import mirror

SOURCE = Path(__file__).parent / "provider" / "acme.py"
VERSION = "1.0.0"
REQUIRED = """
terraform {
  required_providers {
    acme = {
      source = "acme/acme"
    }
  }
}
"""


def install(folder: Path) -> dict[str, str]:
    """Return environment variables with which Terraform finds this and all other providers."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    kind = f"{sys.platform}_{machine.lower()}"
    for host in mirror.HOSTS:  # each program looks under the name of its own registry
        place = folder / host / "acme" / "acme" / VERSION / kind
        place.mkdir(parents=True)
        program = place / f"terraform-provider-acme_v{VERSION}"
        program.write_text(f"#!{sys.executable}\n{SOURCE.read_text(encoding='utf-8')}")
        program.chmod(0o755)
    others = "".join(
        f'  filesystem_mirror {{\n    path = "{found}"\n  }}\n' for found in mirror.find_mirrors()
    )
    configuration = folder / "terraform.rc"
    configuration.write_text(
        "provider_installation {\n"
        f'  filesystem_mirror {{\n    path    = "{folder}"\n    include = ["acme/acme"]\n  }}\n'
        f"{others}"
        '  direct {\n    exclude = ["acme/acme"]\n  }\n}\n'
    )
    # The provider creates a certificate in HOME once.
    home = folder / "home"
    home.mkdir()
    return {"TF_CLI_CONFIG_FILE": str(configuration), "HOME": str(home), "PATH": os.environ["PATH"]}
