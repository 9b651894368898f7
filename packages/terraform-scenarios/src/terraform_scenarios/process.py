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
from typing import IO, Protocol

POLL_SECONDS = 0.1
GRACE_SECONDS = 20.0  # for Terraform to finish calls in progress and to write its state


@dataclass(frozen=True)
class Finished:
    """The result of a child: `returncode` is negative if a signal ended it."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Watching:
    """How a command is watched while it runs.

    Attributes:
        timeout: seconds after which it is stopped.
        on_line: called with each line of standard output, in another thread.
        watch: called regularly; an exception stops the child and is raised.
        on_start: called with the child's process ID, which is also its group's.
        keep: return the output; False if `on_line` is enough.
    """

    timeout: float
    on_line: Callable[[str], None] | None = None
    watch: Callable[[], None] | None = None
    on_start: Callable[[int], None] | None = None
    keep: bool = True


class ProcessTimeout(Exception):
    """The child reached its time limit and was stopped."""


class Runner(Protocol):
    """Runs a command line to its end, as `run` does."""

    def __call__(
        self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], watching: Watching
    ) -> Finished:
        """See `run`."""


class Child(Protocol):
    """A command in progress, in a process group of its own."""

    @property
    def pid(self) -> int:
        """Of its process, which is also its group's."""

    @property
    def returncode(self) -> int | None:
        """Negative if a signal ended it; None before it has ended."""

    @property
    def stdout(self) -> IO[str] | None:
        """Its output; None if it is not read."""

    @property
    def stderr(self) -> IO[str] | None:
        """Its errors; None if they are not read."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises `subprocess.TimeoutExpired`."""

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to its group."""

    def end(self) -> None:
        """Kill what it left running, once it has ended."""


class _Process:
    """A child process with a group of its own."""

    def __init__(self, argv: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        self._child = subprocess.Popen(
            argv,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            # In a group of its own: a Ctrl-C in the terminal reaches the child only once, from
            # here, and its own children can be stopped with it.
            start_new_session=True,
        )
        self.pid = self._child.pid
        self.stdout, self.stderr = self._child.stdout, self._child.stderr

    @property
    def returncode(self) -> int | None:
        return self._child.poll()

    def wait(self, timeout: float | None = None) -> int:
        return self._child.wait(timeout)

    def signal(self, number: signal.Signals) -> None:
        signal_group(self.pid, number)

    def end(self) -> None:
        self.signal(signal.SIGKILL)  # a grandchild would hold the pipes open


def run(argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], watching: Watching) -> Finished:
    """Run `argv` to its end and return its output.

    Args:
        argv: the command, without a shell.
        cwd: the folder it runs in.
        env: its complete environment.
        watching: how it is watched.

    Raises:
        ProcessTimeout: it took longer than the time limit.
        FileNotFoundError: there is no such program.
    """
    return supervise(_Process(argv, cwd, env), watching)


def supervise(child: Child, watching: Watching) -> Finished:
    """Wait for a child, and return its output; it has ended then, also if this raises.

    Raises:
        ProcessTimeout: it took longer than the time limit.
    """
    with _stopped_on_exit(child):
        if watching.on_start:
            watching.on_start(child.pid)
        out, err = _Drain(child.stdout, watching.on_line, watching.keep), _Drain(child.stderr)
        deadline = time.monotonic() + watching.timeout
        while True:
            try:
                returncode = child.wait(POLL_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if out.failure:
                    raise out.failure from None
                if watching.watch:
                    watching.watch()
                if time.monotonic() > deadline:
                    raise ProcessTimeout from None
        child.end()
        return Finished(returncode, out.text(), err.text())


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
def _stopped_on_exit(child: Child) -> Iterator[None]:
    """Stop the child and its children when the context ends, however it ends."""
    try:
        yield
    finally:
        if child.returncode is None:
            _stop(child)
        child.end()
        for pipe in (child.stdout, child.stderr):
            if pipe:
                pipe.close()


def _stop(child: Child) -> None:
    """Interrupt like a terminal, then terminate, then kill; a second Ctrl-C kills at once."""
    for number, patience in ((signal.SIGINT, GRACE_SECONDS), (signal.SIGTERM, 5.0)):
        child.signal(number)
        try:
            child.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue
        except KeyboardInterrupt:
            break
    child.signal(signal.SIGKILL)
    child.wait()


def signal_group(group: int, number: signal.Signals) -> None:
    """Send a signal to a process group, if it still exists."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
