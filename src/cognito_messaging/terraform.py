"""What a Terraform root says of itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from terraform_scenarios import HarnessError, Terraform

_SECONDS = 120


class TerraformOutputsError(Exception):
    """The outputs cannot be read; the text says why."""


def outputs(directory: Path, binary: str = "terraform") -> Mapping[str, Any]:
    """The outputs of the root in ``directory``, by name.

    Raises:
        TerraformOutputsError: it is no initialized root, or Terraform failed.
    """
    if not directory.is_dir():
        raise TerraformOutputsError(f"{directory} is not a folder")
    # The caller's own environment, since a root's backend may need their credentials.
    environment = {**os.environ, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
    if not Path(environment.get("TF_CLI_CONFIG_FILE", "/")).is_file():
        environment.pop("TF_CLI_CONFIG_FILE", None)
    try:
        found = Terraform(directory, binary, env=environment, timeout=_SECONDS).output()
    except (HarnessError, ValueError) as error:
        raise TerraformOutputsError(str(error)) from error
    document = dict(found.items())
    if not document:
        raise TerraformOutputsError(f"{directory} has no outputs: apply it first")
    return document


def user_pool_ids(found: object) -> Iterator[str]:
    """Every ``user_pool_id`` in some outputs, those of whole modules among them."""
    if isinstance(found, Mapping):
        for name, value in found.items():
            if name == "user_pool_id" and isinstance(value, str):
                yield value
            else:
                yield from user_pool_ids(value)
    elif isinstance(found, list):
        for value in found:
            yield from user_pool_ids(value)
