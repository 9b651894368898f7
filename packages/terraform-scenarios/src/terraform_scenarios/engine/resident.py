"""A process that runs Terraform's commands one after another, see `_resident`."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Self

from ..process import signal_group
from ..targets.adopted import Adopted

_PROGRAM = Path(__file__).with_name("_resident.py")


class Resident:
    """Terraform as a process that stays, with one environment.

    Args:
        child: the process.
        channel: the socket to it.

    Attributes:
        pid: of the process, which is also its group's.
        usable: it has not ended.
    """

    def __init__(self, child: subprocess.Popen[bytes] | Adopted, channel: socket.socket) -> None:
        self._child, self._channel = child, channel
        self.pid = child.pid
        self.usable = True

    @classmethod
    def open(cls, library: Path, env: Mapping[str, str]) -> Self:
        """Start one.

        Args:
            library: the shared library.
            env: the environment of all commands.
        """
        channel, other = socket.socketpair()
        with other:
            child = subprocess.Popen(
                [sys.executable, "-P", str(_PROGRAM), str(library), str(other.fileno())],
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,
            )
        return cls(child, channel)

    @property
    def descriptor(self) -> int:
        """Of the socket; the process ends when nobody has it open any longer."""
        return self._channel.fileno()

    def start(self, words: Sequence[str], cwd: Path) -> Command:
        """Start a command, which is given without the name of the program."""
        out, out_of_child = os.pipe()
        err, err_of_child = os.pipe()
        request = json.dumps({"argv": [*words], "cwd": str(cwd)}).encode() + b"\n"
        try:
            # If the process has ended, waiting for the command finds out.
            with contextlib.suppress(OSError):
                socket.send_fds(self._channel, [request], [out_of_child, err_of_child])
        finally:
            os.close(out_of_child)
            os.close(err_of_child)
        return Command(self, out, err)

    def answer(self, timeout: float | None) -> int | None:
        """The exit code of the command; negative if a signal ended the process; None if none."""
        if not select.select([self._channel], [], [], timeout)[0]:
            return None
        answer = b""
        with contextlib.suppress(OSError):
            while not answer.endswith(b"\n") and (part := self._channel.recv(4096)):
                answer += part
        if answer.endswith(b"\n"):
            return int(json.loads(answer)["code"])
        self.usable = False
        # Of a process that another run has started, the exit code cannot be known.
        return self._child.wait() if isinstance(self._child, subprocess.Popen) else -signal.SIGKILL

    def close(self) -> None:
        """End the process, and all that it has started."""
        self.usable = False
        self._channel.close()  # by which it ends, unless a command does not
        if isinstance(self._child, subprocess.Popen):
            signal_group(self.pid, signal.SIGKILL)
            self._child.wait()


class Command:
    """A command in progress in a resident process: a `process.Child`."""

    def __init__(self, resident: Resident, out: int, err: int) -> None:
        self._resident = resident
        self.pid = resident.pid
        self.returncode: int | None = None
        self.stdout: IO[str] | None = _text(out)
        self.stderr: IO[str] | None = _text(err)
        self._interrupted = False

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if self.returncode is None:
            started = time.monotonic()
            self.returncode = self._resident.answer(timeout)
            if self.returncode is None:
                raise subprocess.TimeoutExpired("terraform", time.monotonic() - started)
        return self.returncode

    def signal(self, number: signal.Signals) -> None:
        """Interrupt it; the process is not used again."""
        self._interrupted = True
        signal_group(self.pid, number)

    def end(self) -> None:
        """Kill the process if it was interrupted; otherwise it waits for the next command."""
        if self._interrupted:
            self._resident.close()


def _text(descriptor: int) -> IO[str]:
    return os.fdopen(descriptor, encoding="utf-8", errors="replace")
