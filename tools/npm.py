"""A front end's packages and its build: what of Node `make web` needs."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from terraform_scenarios import HarnessError
from terraform_scenarios.process import ProcessTimeout, run

NODE = (20, 19)  # what Vite 8 runs on
_SECONDS = 600.0
_LINES = 20  # of what npm says where it fails
_STAMP = ".installed"


class NpmFailed(HarnessError):
    """Node is missing, or a front end cannot be installed or built; the message says what to do."""


def missing() -> str | None:
    """What of Node is missing, as a sentence for people; None if nothing is."""
    wanted = f"Node {NODE[0]}.{NODE[1]} or later with npm is needed"
    if not (shutil.which("node") and shutil.which("npm")):
        return f"{wanted}. Install it, for instance by: apt-get install nodejs npm"
    try:
        said = run(["node", "--version"], cwd=Path(), env=os.environ, timeout=30).stdout.strip()
    except (ProcessTimeout, OSError) as error:
        return f"{wanted}; the one on PATH does not answer: {type(error).__name__}"
    numbers = re.match(r"v(\d+)\.(\d+)", said)
    if not numbers or (int(numbers[1]), int(numbers[2])) < NODE:
        return f"{wanted}; the one on PATH is {said or 'of no version'}"
    return None


def install(folder: Path) -> None:
    """Install what the lock file says, unless it is there already.

    Raises:
        NpmFailed: Node is missing, or npm cannot install; the message has what it says.
    """
    lacking = missing()
    if lacking:
        raise NpmFailed(lacking)
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / _STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    _npm(folder, ["ci", "--no-audit", "--no-fund"])
    # Last, so that an installation that was interrupted starts again.
    stamp.write_text(lock, encoding="utf-8")


def build(folder: Path, out: Path) -> None:
    """Check the types of a front end and build it into `out`.

    Raises:
        NpmFailed: it does not build; the message has what the compiler says.
    """
    _npm(folder, ["run", "build", "--", "--outDir", str(out), "--emptyOutDir"])


def _npm(folder: Path, arguments: Sequence[str]) -> None:
    command = f"npm {arguments[0]}"
    try:
        done = run(["npm", *arguments], cwd=folder, env=os.environ, timeout=_SECONDS)
    except ProcessTimeout:
        raise NpmFailed(f"{command} in {folder} took longer than {_SECONDS:.0f} s") from None
    if done.returncode != 0:
        # npm says first what is wrong, after its warnings, and then how it is called.
        said = f"{done.stdout}\n{done.stderr}".splitlines()
        told = [line for line in said if line.strip() and not line.startswith("npm warn")]
        raise NpmFailed(f"{command} in {folder} failed:\n" + "\n".join(told[:_LINES]))
