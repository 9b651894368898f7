"""A record of a run on disk, so that a later run can continue it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from .cases import Case
from .trial import Outcome


class Record:
    """The outcomes of a run, one line each, written as they come.

    Args:
        file: the file; a new run removes an earlier one.
        keep: whether to continue the run in the file.
    """

    def __init__(self, file: Path, *, keep: bool) -> None:
        self._file = file
        self.outcomes: list[Outcome] = []
        self.minutes = 0.0
        if not keep:
            file.unlink(missing_ok=True)
        elif file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                found = json.loads(line)
                if "minutes" in found:
                    self.minutes += found["minutes"]
                else:
                    self.outcomes.append(Outcome(**{**found, "case": Case(**found["case"])}))

    def add(self, outcome: Outcome) -> None:
        """Add an outcome."""
        self.outcomes.append(outcome)
        self._write(asdict(outcome))

    def add_minutes(self, minutes: float) -> None:
        """Add the duration of a run."""
        self.minutes += minutes
        self._write({"minutes": round(minutes, 1)})

    def _write(self, line: object) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def left(self, cases: Iterable[Case]) -> list[Case]:
        """The cases that have no outcome yet."""
        done = {outcome.case for outcome in self.outcomes}
        return [case for case in cases if case not in done]
