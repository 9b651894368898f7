"""Installs the packages of a front end and builds it, for `make web`."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from terraform_scenarios import HarnessError
from terraform_scenarios.process import ProcessTimeout, Watching, run

NODE = (20, 19)  # the oldest that Vite 8 supports
_SECONDS = 600.0
_LINES = 20  # of npm's output if it fails
_STAMP = ".installed"


class NpmFailed(HarnessError):
    """Node is missing, or a front end cannot be installed or built."""


def missing() -> str | None:
    """Why Node or npm cannot be used, as a sentence for the user; None if they can."""
    needed = f"Node {NODE[0]}.{NODE[1]} or later with npm is needed"
    if not (shutil.which("node") and shutil.which("npm")):
        return f"{needed}. Install it, for example with: apt-get install nodejs npm"
    try:
        version = run(
            ["node", "--version"], cwd=Path(), env=os.environ, watching=Watching(30)
        ).stdout.strip()
    except (ProcessTimeout, OSError) as error:
        return f"{needed}; the one on PATH does not answer: {type(error).__name__}"
    numbers = re.match(r"v(\d+)\.(\d+)", version)
    if not numbers or (int(numbers[1]), int(numbers[2])) < NODE:
        return f"{needed}; the one on PATH is {version or 'of unknown version'}"
    return None


def install(folder: Path) -> None:
    """Install the packages of the lock file, if they are not installed yet.

    Raises:
        NpmFailed: Node is missing, or npm failed; the message has its output.
    """
    if reason := missing():
        raise NpmFailed(reason)
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / _STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    _npm(folder, ["ci", "--no-audit", "--no-fund"])
    # Written last, so that an interrupted installation starts again.
    stamp.write_text(lock, encoding="utf-8")


def build(folder: Path, out: Path) -> None:
    """Check the types of a front end and build it into `out`.

    Raises:
        NpmFailed: the build failed; the message has the compiler's output.
    """
    _npm(folder, ["run", "build", "--", "--outDir", str(out), "--emptyOutDir"])


def _npm(folder: Path, arguments: Sequence[str]) -> None:
    command = f"npm {arguments[0]}"
    try:
        done = run(["npm", *arguments], cwd=folder, env=os.environ, watching=Watching(_SECONDS))
    except ProcessTimeout:
        raise NpmFailed(f"{command} in {folder} took longer than {_SECONDS:.0f} s") from None
    if done.returncode != 0:
        # After its warnings, npm prints first what is wrong, and then its usage.
        output = f"{done.stdout}\n{done.stderr}".splitlines()
        errors = [line for line in output if line.strip() and not line.startswith("npm warn")]
        raise NpmFailed(f"{command} in {folder} failed:\n" + "\n".join(errors[:_LINES]))
