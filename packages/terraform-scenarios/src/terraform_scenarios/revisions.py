"""A module at an earlier git revision."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path

from .errors import BadScenario


def checkout(module: Path, revision: str, folder: Path) -> Path:
    """The module's folder at `revision`, unpacked below `folder`; the work tree does not change.

    Raises:
        BadScenario: there is no such revision, or it does not have the module.
    """
    top = Path(_git(module, "rev-parse", "--show-toplevel").decode().strip())
    try:
        commit = _git(module, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    except BadScenario as failure:
        raise BadScenario(
            f"There is no revision '{revision}' in {top}. If it is a shallow clone, as in CI, run: "
            "git fetch --tags --unshallow"
        ) from failure
    # With the repository's path: two repositories may have the same commit.
    name = hashlib.sha256(f"{top}\n{commit}".encode()).hexdigest()[:16]
    unpacked = folder / name
    if not unpacked.is_dir():
        unpacked.mkdir(parents=True)
        archive = _git(top, "archive", "--format=tar", commit)
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(unpacked, filter="data")
    source = unpacked / module.resolve().relative_to(top.resolve())
    if not source.is_dir():
        raise BadScenario(f"Revision '{revision}' does not have the module at {module}.")
    return source


def _git(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    if done.returncode:
        raise BadScenario(
            f"git {arguments[0]} failed in {folder}: {done.stderr.decode(errors='replace').strip()}"
        )
    return done.stdout
