"""What a Terraform root says of itself."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

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
    document = _output_json(directory, binary)
    if not document:
        raise TerraformOutputsError(f"{directory} has no outputs: apply it first")
    return {name: output.get("value") for name, output in document.items()}


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


def _output_json(directory: Path, binary: str) -> Mapping[str, Any]:
    """The one place where this package starts Terraform."""
    command = [binary, f"-chdir={directory}", "output", "-json", "-no-color"]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"},
        )
    except FileNotFoundError:
        raise TerraformOutputsError(
            f"{binary} is not on PATH: install Terraform 1.9 or later"
        ) from None
    except subprocess.TimeoutExpired:
        raise TerraformOutputsError(f"{binary} output took more than {_SECONDS} s") from None
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise TerraformOutputsError(
            f"{binary} output failed in {directory}: {' '.join(said) or done.returncode}"
        )
    try:
        document = json.loads(done.stdout)
    except ValueError as error:
        raise TerraformOutputsError(f"{binary} output is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise TerraformOutputsError(f"{binary} output is not a JSON object")
    return document
