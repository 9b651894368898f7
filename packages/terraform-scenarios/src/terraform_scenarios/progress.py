"""Shows progress while Terraform runs: live in a terminal, as plain lines elsewhere."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

HEARTBEAT_SECONDS = 15.0  # the longest silence in a CI log


@dataclass
class Timings:
    """Seconds and number of runs by phase, in the order they first came."""

    seconds: dict[str, float] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)

    def add(self, phase: str, seconds: float, runs: int = 1) -> None:
        """Count one run of a phase, or `runs` of them."""
        self.seconds[phase] = self.seconds.get(phase, 0.0) + seconds
        self.runs[phase] = self.runs.get(phase, 0) + runs


class Progress:
    """Shows and times phases.

    Args:
        console: to write to; None for no output.
        uncaptured: a context in which output reaches the user, such as pytest's capture off.
    """

    def __init__(
        self,
        console: Console | None,
        uncaptured: Callable[
            [], contextlib.AbstractContextManager[object]
        ] = contextlib.nullcontext,
    ) -> None:
        self.timings = Timings()
        self._console = console
        self._uncaptured = uncaptured

    @contextlib.contextmanager
    def phase(self, name: str, what: str) -> Iterator[Callable[[Mapping[str, Any]], None]]:
        """Time a phase and show its progress.

        Yields:
            A listener for Terraform's JSON events, which updates the progress.
        """
        start = time.monotonic()
        counter = _Counter()
        try:
            with self._shown(f"{name}: {what}", counter, start):
                yield counter.count
        finally:
            self.timings.add(name, time.monotonic() - start)

    @contextlib.contextmanager
    def _shown(self, title: str, counter: _Counter, start: float) -> Iterator[None]:
        if self._console is None:
            yield
            return
        console = self._console
        with self._uncaptured():
            if console.is_terminal:
                with (
                    console.status(title) as status,
                    _every(0.5, lambda: status.update(f"{title}{counter} {_since(start)}")),
                ):
                    yield
            else:
                console.print(f"{title} ...", highlight=False)
                with _every(
                    HEARTBEAT_SECONDS,
                    lambda: console.print(f"  {title}{counter} {_since(start)}", highlight=False),
                ):
                    yield
            console.print(f"{title}: {_since(start)}", highlight=False)


class _Counter:
    """Counts the resources that Terraform has finished."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0

    def count(self, event: Mapping[str, Any]) -> None:
        kind = event.get("type")
        if kind == "change_summary":
            counts = event.get("changes", {})
            self.total = sum(counts.get(k, 0) for k in ("add", "change", "remove"))
        elif kind in ("apply_complete", "apply_errored"):
            # Data sources have the same events, but are not in the summary.
            self.done += event.get("hook", {}).get("action") != "read"

    def __str__(self) -> str:
        return f", {self.done} of {self.total} resources" if self.total else ""


def _since(start: float) -> str:
    return f"{time.monotonic() - start:.1f} s"


@contextlib.contextmanager
def _every(seconds: float, act: Callable[[], object]) -> Iterator[None]:
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(seconds):
            act()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
