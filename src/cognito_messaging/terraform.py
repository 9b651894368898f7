"""What a Terraform root says of itself."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_SECONDS = 120.0  # a remote backend may be slow; it does nothing but read


class OutputsUnreadable(Exception):
    """The outputs cannot be read; the text says why."""


def outputs(
    directory: Path, binary: str = "terraform", seconds: float = _SECONDS
) -> Mapping[str, Any]:
    """The outputs of the root in ``directory``, by name.

    Args:
        directory: the root's folder, initialized and applied.
        binary: Terraform or OpenTofu, by name or path.
        seconds: how long it may take.

    Raises:
        OutputsUnreadable: it is no initialized root, or Terraform failed.
    """
    if not directory.is_dir():
        raise OutputsUnreadable(f"{directory} is not a folder")
    found = _outputs(_said(directory, binary, seconds))
    if found is None:
        raise OutputsUnreadable(f"'{binary} output -json' in {directory} prints no outputs")
    if not found:
        raise OutputsUnreadable(f"{directory} has no outputs: apply it first")
    return found


def _said(directory: Path, binary: str, seconds: float) -> str:
    """What `terraform output -json` prints in a folder."""
    program = shutil.which(binary)
    if program is None:
        raise OutputsUnreadable(
            f"'{binary}' was not found on PATH. Install Terraform "
            "(https://developer.hashicorp.com/terraform/install) or OpenTofu, or name another "
            "program with --terraform-binary"
        )
    try:
        done = subprocess.run(
            # Absolute, since what a person names lies below their folder and not below the root's.
            [Path(program).absolute(), "output", "-json", "-no-color"],
            cwd=directory,
            stdin=subprocess.DEVNULL,  # nobody is there to answer a question
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise OutputsUnreadable(
            f"'{binary} output' in {directory} took longer than {seconds:g} s"
        ) from None
    except OSError as error:
        raise OutputsUnreadable(f"'{binary}' cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        reason = _reason(done.stderr) or f"it ended with {done.returncode}"
        raise OutputsUnreadable(f"'{binary} output' failed in {directory}: {reason}")
    return done.stdout


def _reason(said: str) -> str:
    """The headline of the first error, else the last line; Terraform explains itself at length."""
    lines = [line for line in map(str.strip, said.splitlines()) if line]
    errors = [line.removeprefix("Error: ") for line in lines if line.startswith("Error: ")]
    return next(iter(errors or lines[-1:]), "")


def _outputs(said: str) -> dict[str, Any] | None:
    """The values by name; None where it is not what Terraform prints."""
    try:
        return {name: output["value"] for name, output in json.loads(said).items()}
    except (ValueError, AttributeError, KeyError, TypeError):
        return None


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
