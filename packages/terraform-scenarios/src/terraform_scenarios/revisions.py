"""A module as it was at an earlier git revision."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path

from .errors import BadScenario


def checkout(module: Path, revision: str, folder: Path) -> Path:
    """The module's folder as of `revision`, unpacked below `folder`; the work tree is not touched.

    Raises:
        BadScenario: there is no such revision, or the module was not there yet.
    """
    top = Path(_git(module, "rev-parse", "--show-toplevel").decode().strip())
    try:
        commit = _git(module, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    except BadScenario as failure:
        raise BadScenario(
            f"There is no revision '{revision}' in {top}. A shallow clone, as CI makes it, has no "
            "others than its own: git fetch --tags --unshallow."
        ) from failure
    # The repository's path too: two repositories may hold one commit.
    name = hashlib.sha256(f"{top}\n{commit}".encode()).hexdigest()[:16]
    unpacked = folder / name
    if not unpacked.is_dir():
        unpacked.mkdir(parents=True)
        archive = _git(top, "archive", "--format=tar", commit)
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(unpacked, filter="data")
    source = unpacked / module.resolve().relative_to(top.resolve())
    if not source.is_dir():
        raise BadScenario(f"The module at {module} was not there yet in revision '{revision}'.")
    return source


def _git(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    if done.returncode:
        raise BadScenario(
            f"git {arguments[0]} failed in {folder}: {done.stderr.decode(errors='replace').strip()}"
        )
    return done.stdout
