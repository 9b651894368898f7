"""What a run with `--reuse` leaves for the next one, in a folder of its owner."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from ..errors import HarnessError

AGE_SECONDS = 3600.0
# Each run of changed scenarios takes an account of its own, which the emulator keeps in memory.
MOST_ACCOUNTS = 200
_HOLD = Path(__file__).with_name("_hold.py")
_STATE, _SOCKET, _LOCK = "state.json", "s", "lock"


class KeptBusy(HarnessError):
    """Another run uses what was kept."""

    def __init__(self) -> None:
        super().__init__(
            "Another run with --reuse is in progress in this project. Wait for its end, or run "
            "without --reuse."
        )


@dataclass
class Entry:
    """The results of one scenario, as the index has them.

    Attributes:
        digest: of what they depend on.
        file: the file that has them.
        account: the account that it was applied in.
    """

    digest: str
    file: str
    account: str


@dataclass
class Kept:
    """The folder of a project, which only one run at a time uses.

    Attributes:
        folder: readable by its owner alone.
        conditions: a digest of what all results depend on.
        accounts: how many accounts have been used.
        entries: the scenarios with results, by identity.
        processes: what runs on, as JSON.
        descriptors: by which it runs on.
    """

    folder: Path
    conditions: str = ""
    accounts: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    processes: dict[str, Any] = field(default_factory=dict)
    descriptors: list[int] = field(default_factory=list)
    _lock: int = -1

    @classmethod
    def open(cls, project: Path) -> Self:
        """What earlier runs have left for this project.

        Raises:
            KeptBusy: another run uses it.
            HarnessError: the folder belongs to somebody else.
        """
        folder = folder_of(project)
        _make_private(folder)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise KeptBusy from None
        kept = cls(folder, _lock=lock)
        kept._read()
        return kept

    def _read(self) -> None:
        descriptors = _take(self.folder / _SOCKET)
        file = self.folder / _STATE
        if descriptors and file.exists():
            state = json.loads(file.read_text(encoding="utf-8"))
            self.conditions, self.accounts = state["conditions"], state["accounts"]
            self.entries = {name: Entry(**one) for name, one in state["entries"].items()}
            self.processes, self.descriptors = state["processes"], descriptors
        else:
            self.forget()

    def forget(self) -> None:
        """End what runs, and remove all results."""
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.conditions, self.accounts = "", 0
        self.entries, self.processes, self.descriptors = {}, {}, []
        for path in self.folder.iterdir():
            if path.name != _LOCK:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def subfolder(self, name: str) -> Path:
        """A folder in this one."""
        folder = self.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def root_folder(self, number: int) -> Path:
        """The folder of a batch, with a root that has only what `init` has installed.

        The folder of the root is the same in each run, because a provider runs on in it.
        """
        folder = self.subfolder(f"batch-{number}")
        root = folder / "root"
        root.mkdir(exist_ok=True)
        for path in (*root.iterdir(), *(one for one in folder.iterdir() if one != root)):
            if path.name not in (".terraform", ".terraform.lock.hcl"):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        return folder

    def results(self, file: str) -> bytes:
        """The content of a file of results."""
        return (self.folder / file).read_bytes()

    def add_results(self, content: bytes) -> str:
        """Write a file of results; return its name."""
        name = f"results-{self.accounts}-{len(self.entries)}.pickle"
        _write(self.folder / name, content)
        return name

    def leave(self, processes: Mapping[str, Any], descriptors: Sequence[int]) -> None:
        """Write the index, and let what runs wait for the next run."""
        state = {
            "conditions": self.conditions,
            "accounts": self.accounts,
            "entries": {name: vars(one) for name, one in self.entries.items()},
            "processes": processes,
        }
        _write(self.folder / _STATE, json.dumps(state).encode())
        used = {one.file for one in self.entries.values()}
        for path in self.folder.glob("results-*.pickle"):
            if path.name not in used:
                path.unlink()
        _hold(self.folder, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self.descriptors = []

    def close(self) -> None:
        """Let another run use the folder."""
        os.close(self._lock)


def folder_of(project: Path) -> Path:
    """The folder for what is kept of a project."""
    name = hashlib.sha256(f"{project.resolve()}\n{sys.prefix}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"terraform-scenarios-reuse-{os.getuid()}-{name}"


def _make_private(folder: Path) -> None:
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    # In a folder of somebody else, there could be results of their making.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise HarnessError(
            f"{folder} is not a folder that only you can read. Remove it, or run without --reuse."
        )


def _take(path: Path) -> list[int]:
    """The descriptors that a holder gives; none if there is no holder."""
    if not path.exists():
        return []
    with socket.socket(socket.AF_UNIX) as holder:
        holder.settimeout(2)
        with contextlib.suppress(OSError):
            holder.connect(str(path))
            _, descriptors, _, _ = socket.recv_fds(holder, 1, 64)
            for one in descriptors:
                os.set_inheritable(one, False)
            path.unlink()
            return list(descriptors)
    path.unlink()
    return []


def _hold(folder: Path, descriptors: Sequence[int]) -> None:
    path = folder / _SOCKET
    path.unlink(missing_ok=True)
    names = [str(path), str(AGE_SECONDS), str(folder), *map(str, descriptors)]
    # It outlives this run, so it must not hold the run's own pipes open.
    holder = subprocess.Popen(
        [sys.executable, "-I", str(_HOLD), *names],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=descriptors,
        start_new_session=True,
        cwd="/",
    )
    assert holder.stdout is not None  # noqa: S101 a pipe
    holder.stdout.readline()
    holder.stdout.close()
    holder.returncode = 0  # not a child to wait for


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, as a whole."""
    new = path.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    new.replace(path)
