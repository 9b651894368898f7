"""Runs a command and measures wall-clock seconds and the peak memory of its process tree."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.2


@dataclass(frozen=True)
class Measured:
    """One run: seconds, peak resident memory in MB of all its processes, and what it printed."""

    seconds: float
    peak_memory_mb: float
    output: str


def measure(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Measured:
    """Run `command` to its end.

    Raises:
        RuntimeError: the command failed.
    """
    start = time.monotonic()
    child = subprocess.Popen(
        command, cwd=cwd, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    peak = _Peak(child.pid)
    output, _ = child.communicate()
    seconds = time.monotonic() - start
    megabytes = peak.stop()
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-4000:]}")
    return Measured(seconds, megabytes, output)


class _Peak:
    """Samples the resident memory of a process and its descendants."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._stop.set()
        self._thread.join()
        return self._peak / 2**20

    def _sample(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            self._peak = max(self._peak, _resident(self._pid))


def _resident(top: int) -> int:
    parents: dict[int, int] = {}
    memory: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rsplit(")", 1)[1].split()
            memory[int(path.name)] = int((path / "statm").read_text().split()[1]) * 4096
            parents[int(path.name)] = int(fields[1])
        except (OSError, IndexError, ValueError):
            continue  # the process has ended
    return sum(size for pid, size in memory.items() if _below(pid, top, parents))


def _below(pid: int, top: int, parents: Mapping[int, int]) -> bool:
    while pid and pid != top:
        pid = parents.get(pid, 0)
    return pid == top
