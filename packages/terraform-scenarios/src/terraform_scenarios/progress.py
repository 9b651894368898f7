"""Shows progress while Terraform runs: live in a terminal, as plain lines elsewhere."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.text import Text

from .addresses import key_of, without_calls

HEARTBEAT_SECONDS = 15.0  # the longest silence in a CI log
PATIENCE_SECONDS = 10.0  # the time after which a resource is named, and a log repeats the names
BEAT_SECONDS = 0.5
_MOST_NAMED = 3
_STARTS = frozenset({"apply_start", "refresh_start"})
_ENDS = frozenset({"apply_complete", "apply_errored", "refresh_complete"})

Clock = Callable[[], float]


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
        clock: tells the seconds.

    Attributes:
        tests: by a scenario's key, the test to name with the scenario's resources.
    """

    def __init__(
        self,
        console: Console | None,
        uncaptured: Callable[
            [], contextlib.AbstractContextManager[object]
        ] = contextlib.nullcontext,
        clock: Clock = time.monotonic,
    ) -> None:
        self.timings = Timings()
        self.tests: Mapping[str, str] = {}
        self._console = console
        self._uncaptured = uncaptured
        self._clock = clock

    @contextlib.contextmanager
    def phase(self, name: str, what: str) -> Iterator[Callable[[Mapping[str, Any]], None]]:
        """Time a phase and show its progress.

        Yields:
            A listener for Terraform's JSON events, which updates the progress.
        """
        phase = _Phase(f"{name}: {what}", self.tests, self._clock)
        try:
            with self._shown(phase):
                yield phase.hear
        finally:
            self.timings.add(name, phase.seconds)

    @contextlib.contextmanager
    def _shown(self, phase: _Phase) -> Iterator[None]:
        if self._console is None:
            yield
            return
        console = self._console
        with self._uncaptured():
            if console.is_terminal:
                with (
                    console.status(Text(phase.title)) as status,
                    _every(BEAT_SECONDS, lambda: status.update(Text(str(phase)))),
                ):
                    yield
            else:
                _print(console, f"{phase.title} ...")
                log = _Log(console, phase, self._clock)
                with _every(BEAT_SECONDS, log.beat):
                    yield
            _print(console, f"{phase.title}: {phase.seconds:.1f} s")


class _Phase:
    """What is known of a phase that runs; as text, a line that describes it.

    It hears events in one thread, and is shown in another.
    """

    def __init__(self, title: str, tests: Mapping[str, str], clock: Clock) -> None:
        self.title = title
        self._tests = tests
        self._clock = clock
        self._start = clock()
        self._done = 0
        self._total = 0
        self._in_progress: dict[str, float] = {}  # when it began, by address

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._start

    def hear(self, event: Mapping[str, Any]) -> None:
        """Take one of Terraform's JSON events."""
        kind, hook = event.get("type"), event.get("hook", {})
        if kind == "change_summary":
            counts = event.get("changes", {})
            self._total = sum(counts.get(k, 0) for k in ("add", "change", "remove"))
        elif kind in ("apply_complete", "apply_errored"):
            # Data sources have the same events, but are not in the summary.
            self._done += hook.get("action") != "read"
        address = hook.get("resource", {}).get("addr", "")
        if kind in _STARTS:
            self._in_progress[address] = self._clock()
        elif kind in _ENDS:
            self._in_progress.pop(address, None)

    def waits(self) -> list[tuple[str, float]]:
        """Address and seconds of what has been in progress for long, the longest first."""
        now = self._clock()
        # A copy, since the other thread changes it. Its order is that of the beginnings.
        waits = ((address, now - start) for address, start in self._in_progress.copy().items())
        return [(address, seconds) for address, seconds in waits if seconds > PATIENCE_SECONDS]

    def __str__(self) -> str:
        count = f", {self._done} of {self._total} resources" if self._total else ""
        return f"{self.title}{count} {self.seconds:.1f} s{self._waiting()}"

    def _waiting(self) -> str:
        waits = self.waits()
        named = [self._named(address, seconds) for address, seconds in waits[:_MOST_NAMED]]
        more = f" and {len(waits) - len(named)} more" if len(waits) > len(named) else ""
        return f", waiting for {', '.join(named)}{more}" if named else ""

    def _named(self, address: str, seconds: float) -> str:
        test = self._tests.get(key_of(address))
        return f"{without_calls(address)} ({f'{test}, ' if test else ''}{seconds:.0f} s)"


class _Log:
    """Repeats in a log how far a phase is: often enough, and not more often."""

    def __init__(self, console: Console, phase: _Phase, clock: Clock) -> None:
        self._console = console
        self._phase = phase
        self._clock = clock
        self._last = clock()

    def beat(self) -> None:
        """Write a line if it is time for one."""
        silence = PATIENCE_SECONDS if self._phase.waits() else HEARTBEAT_SECONDS
        if self._clock() - self._last >= silence:
            self._last = self._clock()
            _print(self._console, f"  {self._phase}")


def _print(console: Console, line: str) -> None:
    """Print a line as it is: names of tests have brackets, which are not markup here."""
    console.print(Text(line), soft_wrap=True)


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
