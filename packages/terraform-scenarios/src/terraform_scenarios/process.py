"""Run one child process that cannot outlive us, deadlock on a pipe, or run for ever.

tftest reads standard output to its end before it looks at standard error, so a child that fills
the second pipe waits for ever; neither tftest nor python-terraform has a timeout, and both leave
the child running when the test is interrupted. This is the one place that starts Terraform.
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
GRACE_SECONDS = 20.0  # Terraform finishes the calls under way and writes its state in this time


@dataclass(frozen=True)
class Finished:
    """How a child ended: `returncode` is negative where a signal ended it."""

    returncode: int
    stdout: str
    stderr: str


class ProcessTimeout(Exception):
    """The child ran out of time and was stopped."""


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
    """Run `argv` to its end and give what it said.

    Args:
        argv: the command, without a shell.
        cwd: the folder it runs in.
        env: its whole environment.
        timeout: seconds after which it is stopped.
        on_line: called with each line of standard output as it comes, in a thread of its own.
        watch: called now and then; what it raises stops the child and is raised here.
        on_start: called with the child's process id, which is its group's too.
        keep: give back what it printed; False where `on_line` is enough.

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
        # A group of its own: a Ctrl-C in the terminal reaches the child once, from here, and
        # whatever the child started can be stopped together with it.
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
    """Let SIGTERM, with which CI machines stop a job, clean up as a Ctrl-C does."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Drain:
    """Reads a pipe to its end in the background, so that it can never fill up."""

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
        with contextlib.suppress(ValueError, OSError):  # closed under us: the child is gone
            for line in self._pipe:
                if self._keep:
                    self._lines.append(line)
                self._tell(line)

    def _tell(self, line: str) -> None:
        """Pass a line on; a listener that fails is not asked again, and reading goes on."""
        if self._on_line and not self.failure:
            try:
                self._on_line(line)
            except Exception as failure:
                self.failure = failure

    def text(self) -> str:
        # A grandchild may hold the pipe open after the child is gone; what it says is not ours.
        self._thread.join(timeout=5)
        return "".join(self._lines)


@contextlib.contextmanager
def _stopped_on_exit(child: subprocess.Popen[str]) -> Iterator[None]:
    """Leave no child behind, whichever way the block is left."""
    try:
        yield
    finally:
        if child.poll() is None:
            _stop(child)
        _signal_group(child, signal.SIGKILL)  # whatever it started and left
        for pipe in (child.stdout, child.stderr):
            if pipe:
                pipe.close()


def _stop(child: subprocess.Popen[str]) -> None:
    """Interrupt, as a terminal would; then insist, at once on a second Ctrl-C."""
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
