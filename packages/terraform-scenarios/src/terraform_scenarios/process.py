"""Runs a child process that cannot outlive this one, deadlock on a pipe, or run for ever.

tftest reads standard output to its end before standard error, so a child that fills the second pipe
waits for ever. Neither tftest nor python-terraform has a timeout, and both leave the child running
if the test is interrupted.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.1
GRACE_SECONDS = 20.0  # for Terraform to finish calls in progress and to write its state


@dataclass(frozen=True)
class Finished:
    """The result of a child: `returncode` is negative if a signal ended it."""

    returncode: int
    stdout: str
    stderr: str


class ProcessTimeout(Exception):
    """The child reached its time limit and was stopped."""


def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    timeout: float,
    on_line: Callable[[str], None] | None = None,
    watch: Callable[[], None] | None = None,
    on_start: Callable[[int], None] | None = None,
    keep: bool = True,
) -> Finished:
    """Run `argv` to its end and return its output.

    Args:
        argv: the command, without a shell.
        cwd: the folder it runs in.
        env: its complete environment.
        timeout: seconds after which it is stopped.
        on_line: called with each line of standard output, in another thread.
        watch: called regularly; an exception stops the child and is raised here.
        on_start: called with the child's process ID, which is also its group's.
        keep: return the output; False if `on_line` is enough.

    Raises:
        ProcessTimeout: it took longer than `timeout`.
        FileNotFoundError: there is no such program.
    """
    child = subprocess.Popen(
        argv,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        # In a group of its own: a Ctrl-C in the terminal reaches the child only once, from here,
        # and its own children can be stopped with it.
        start_new_session=True,
    )
    with _stopped_on_exit(child):
        if on_start:
            on_start(child.pid)
        out, err = _Drain(child.stdout, on_line, keep), _Drain(child.stderr)
        deadline = time.monotonic() + timeout
        while True:
            try:
                child.wait(POLL_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if out.failure:
                    raise out.failure from None
                if watch:
                    watch()
                if time.monotonic() > deadline:
                    raise ProcessTimeout from None
        _signal_group(child, signal.SIGKILL)  # a grandchild would hold the pipes open
        return Finished(child.returncode, out.text(), err.text())


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Treat SIGTERM, with which CI machines stop a job, like a Ctrl-C."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Drain:
    """Reads a pipe to its end in the background, so that it never fills up."""

    def __init__(
        self,
        pipe: IO[str] | None,
        on_line: Callable[[str], None] | None = None,
        keep: bool = True,
    ) -> None:
        self._lines: list[str] = []
        self._pipe = pipe
        self._on_line = on_line
        self._keep = keep
        self.failure: Exception | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        if self._pipe is None:
            return
        with contextlib.suppress(
            ValueError, OSError
        ):  # closed by another thread: the child is gone
            for line in self._pipe:
                if self._keep:
                    self._lines.append(line)
                self._tell(line)

    def _tell(self, line: str) -> None:
        """Pass on a line; after a listener fails, it is not called again, and reading goes on."""
        if self._on_line and not self.failure:
            try:
                self._on_line(line)
            except Exception as failure:
                self.failure = failure

    def text(self) -> str:
        # A grandchild may keep the pipe open after the child is gone; do not wait for its output.
        self._thread.join(timeout=5)
        return "".join(self._lines)


@contextlib.contextmanager
def _stopped_on_exit(child: subprocess.Popen[str]) -> Iterator[None]:
    """Stop the child and its children when the context ends, however it ends."""
    try:
        yield
    finally:
        if child.poll() is None:
            _stop(child)
        _signal_group(child, signal.SIGKILL)  # children that it left running
        for pipe in (child.stdout, child.stderr):
            if pipe:
                pipe.close()


def _stop(child: subprocess.Popen[str]) -> None:
    """Interrupt like a terminal, then terminate, then kill; a second Ctrl-C kills at once."""
    for number, patience in ((signal.SIGINT, GRACE_SECONDS), (signal.SIGTERM, 5.0)):
        _signal_group(child, number)
        try:
            child.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue
        except KeyboardInterrupt:
            break
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _signal_group(child: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
