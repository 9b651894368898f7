"""Collects what the scenarios of a run have exercised, over processes and runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..reuse.results import Results
from ..scenario import Scenario
from .constructs import digest_now, read_source
from .evidence import evidence
from .syntax import ModuleUnreadable

SeenBy = Mapping[str, Mapping[str, Iterable[str]]]


class SeenOutcomes:
    """The outcomes that were seen, each with the tests that use a scenario that shows it.

    Attributes:
        tested: the folders of the modules that scenarios call themselves.
        seen: by folder of a module and key of an outcome, the tests.
        failures: why a module is not recorded, one sentence each.
    """

    def __init__(self) -> None:
        self.tested: set[str] = set()
        self.seen: dict[str, dict[str, set[str]]] = {}
        self.failures: set[str] = set()
        self._digests: dict[str, str] = {}

    def read(self, modules: Iterable[Path]) -> None:
        """Read modules and the local modules that they call, to notice later changes."""
        left = list(set(modules))
        while left:
            folder = left.pop()
            if str(folder) not in self._digests:
                try:
                    source = read_source(folder)
                except ModuleUnreadable as failure:
                    self.failures.add(str(failure))
                    continue
                self._digests[str(folder)] = source.digest
                left += source.calls.values()

    def add(self, scenario: Scenario, results: Results, tests: Iterable[str]) -> None:
        """Add a scenario with its results and the tests that use it."""
        try:
            found = evidence(scenario, results)
        except ModuleUnreadable as failure:
            self.failures.add(str(failure))
            return
        self.tested.add(str(scenario.module))
        names = set(tests)
        for folder, key in found:
            self.seen.setdefault(str(folder), {}).setdefault(key, set()).update(names)

    def to_json(self) -> dict[str, Any]:
        """The record for another process, or for a file."""
        return {
            "tested": sorted(self.tested),
            "digests": dict(sorted(self._digests.items())),
            "seen": {
                folder: {key: sorted(tests) for key, tests in sorted(keys.items())}
                for folder, keys in sorted(self.seen.items())
            },
            "failures": sorted(self.failures),
        }

    def merge(self, other: Mapping[str, Any], root: Path | None = None) -> None:
        """Add the record of another process or of an earlier run.

        Args:
            other: as `to_json` has written it.
            root: the folder that relative folders are relative to.
        """

        def absolute(folder: str) -> str:
            return str((root / folder).resolve()) if root else folder

        self.tested |= set(map(absolute, other["tested"]))
        self.failures |= set(other["failures"])
        for folder, digest in other["digests"].items():
            self._expect(absolute(folder), digest)
        for folder, keys in other["seen"].items():
            here = self.seen.setdefault(absolute(folder), {})
            for key, tests in keys.items():
                here.setdefault(key, set()).update(tests)

    def _expect(self, folder: str, digest: str) -> None:
        earlier = self._digests.setdefault(folder, digest)
        if earlier != digest:
            self.failures.add(f"{folder} differs between the runs that are merged: run them again.")

    def check_unchanged(self) -> None:
        """Note the modules whose files have changed since they were read."""
        for folder, expected in self._digests.items():
            if digest_now(Path(folder)) != expected:
                self.failures.add(f"{folder} changed during the run: run the tests again.")
