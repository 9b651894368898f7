"""pytest-xdist: one target for all workers, one root and account for each.

(xdist's own `loadgroup` would do, but 3.8.0 has no effect with pytest 9, which no longer takes a
changed node id.)
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from . import sharing
from .errors import TargetUnavailable
from .running import NO_TARGET, Run

CARRIED = ("name", "endpoint", "region", "access_key", "ephemeral", "accounts", "pid", "version")


class Controller:
    """What the controller of pytest-xdist does."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._shared = tempfile.TemporaryDirectory(prefix="terraform-scenarios-")
        self._folder = Path(self._shared.name)
        self._asking = False

    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker where to tell what it collects."""
        node.workerinput[sharing.FOLDER] = str(self._folder)

    @pytest.hookimpl(tryfirst=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Schedule by root, whatever --dist says: two workers would both apply one.

        A project without scenarios keeps its own way.
        """
        if self._asking:
            return None
        self._asking = True
        usual = config.hook.pytest_xdist_make_scheduler(config=config, log=log)
        return _Chosen(usual, lambda: self._by_root(config, log))

    def _by_root(self, config: pytest.Config, log: Any) -> _ByRoot | None:
        """A scheduler, if there are roots; the target is there before a worker can ask for it."""
        groups = sharing.told_groups(self._folder)
        if groups is None:
            return None
        if config.option.target == NO_TARGET:
            return _ByRoot(config, log, groups)
        try:
            target = self._run.session.bare_target
        except TargetUnavailable as unavailable:
            sharing.tell_target(self._folder, unavailable)
        else:
            told = {name: getattr(target, name) for name in CARRIED}
            sharing.tell_target(self._folder, told)
        return _ByRoot(config, log, groups)

    def pytest_testnodedown(self, node: Any) -> None:
        """Add up what a worker measured and saw; one that crashed says nothing."""
        told = getattr(node, "workeroutput", {}).get(sharing.REPORT)
        if told is None:
            self._run.whole = False
            return
        self._run.whole &= told["whole"]
        if "timings" not in told:
            return
        session = self._run.session
        for phase, (seconds, runs) in told["timings"].items():
            session.progress.timings.add(phase, seconds, runs)
        session.calls += told["calls"]
        session.notes += told["notes"]
        session.providers |= {*told["providers"]}
        session.dirty |= told["dirty"]
        session.shown.places |= {(kind, name) for kind, name in told["places"]}
        session.shown.types |= {*told["types"]}


class _Chosen:
    """A scheduler that is chosen when all workers have said what they collected.

    Args:
        usual: the one that takes what they say, and stays where there is no other.
        other: makes another, or None.
    """

    def __init__(self, usual: Any, other: Callable[[], _ByRoot | None]) -> None:
        self._chosen = usual
        self._other: Callable[[], _ByRoot | None] | None = other
        self._collected: dict[Any, Sequence[str]] = {}

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        """A worker says what it has collected."""
        self._collected[node] = collection
        self._chosen.add_node_collection(node, collection)

    def schedule(self) -> None:
        """All have said it: begin."""
        other, self._other = self._other() if self._other else None, None
        if other:
            for node in self._chosen.nodes:
                other.add_node(node)
                other.add_node_collection(node, self._collected[node])
            self._chosen = other
        self._chosen.schedule()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chosen, name)


class _ByRoot(LoadScopeScheduling):  # type: ignore[misc]
    """All tests of a root go to one worker; those of none, a file at a time, to whoever is free.

    A file at a time, since what its fixtures share would be made on each worker otherwise.
    """

    def __init__(self, config: pytest.Config, log: Any, groups: Mapping[str, int]) -> None:
        super().__init__(config, log)
        self._groups = groups

    def _split_scope(self, nodeid: str) -> str:
        group = self._groups.get(nodeid)
        return f"root {group}" if group else nodeid.partition("::")[0]
