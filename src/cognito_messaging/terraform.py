"""Reads the outputs of a Terraform root."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_SECONDS = 120.0  # a remote backend may be slow


class OutputsUnreadable(Exception):
    """The outputs cannot be read; the message says why."""


def outputs(
    directory: Path, binary: str = "terraform", seconds: float = _SECONDS
) -> Mapping[str, Any]:
    """The outputs of the root in a folder, by name.

    Args:
        directory: the folder of the root, initialized and applied.
        binary: the name or path of Terraform or OpenTofu.
        seconds: the time limit.

    Raises:
        OutputsUnreadable: the folder is not an initialized root, or Terraform failed.
    """
    if not directory.is_dir():
        raise OutputsUnreadable(f"{directory} is not a folder")
    values = _values(_run(directory, binary, seconds))
    if values is None:
        raise OutputsUnreadable(f"'{binary} output -json' in {directory} prints no outputs")
    if not values:
        raise OutputsUnreadable(f"{directory} has no outputs: apply it first")
    return values


def _run(directory: Path, binary: str, seconds: float) -> str:
    """The output of `terraform output -json` in a folder."""
    program = find_program(binary)
    if program is None:
        raise OutputsUnreadable(missing_program(binary))
    try:
        done = subprocess.run(
            [program, "output", "-json", "-no-color"],
            cwd=directory,
            stdin=subprocess.DEVNULL,  # no one can answer a question
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
        reason = headline(done.stderr) or f"exit code {done.returncode}"
        raise OutputsUnreadable(f"'{binary} output' failed in {directory}: {reason}")
    return done.stdout


def find_program(binary: str) -> Path | None:
    """The program with this name or path, as an absolute path; None if there is none."""
    program = shutil.which(binary)
    # Absolute, because the user's path is relative to their folder, not to the root's.
    return None if program is None else Path(program).absolute()


def missing_program(binary: str) -> str:
    """The message for a program that does not exist."""
    return (
        f"'{binary}' was not found on PATH. Install Terraform "
        "(https://developer.hashicorp.com/terraform/install) or OpenTofu, or name another "
        "program with --terraform-binary"
    )


def headline(stderr: str) -> str:
    """The headline of the first error, or else the last line."""
    lines = [line for line in map(str.strip, stderr.splitlines()) if line]
    errors = [line.removeprefix("Error: ") for line in lines if line.startswith("Error: ")]
    return next(iter(errors or lines[-1:]), "")


def _values(stdout: str) -> dict[str, Any] | None:
    """The values by name; None if the text is not the output of `terraform output -json`."""
    try:
        return {name: output["value"] for name, output in json.loads(stdout).items()}
    except (ValueError, AttributeError, KeyError, TypeError):
        return None


def user_pool_ids(values: object) -> Iterator[str]:
    """Every `user_pool_id` in some outputs, including those inside outputs that are modules."""
    if isinstance(values, Mapping):
        for name, value in values.items():
            if name == "user_pool_id" and isinstance(value, str):
                yield value
            else:
                yield from user_pool_ids(value)
    elif isinstance(values, list):
        for value in values:
            yield from user_pool_ids(value)
