"""pytest-xdist: one target for all workers, one root and account for each.

Tests of one root have to run on one worker, since a root is planned and applied as a whole. Which
tests those are, only the workers know: they collect. So they write it to a file that the
controller's scheduler reads. (xdist's own `loadgroup` would do, but 3.8.0 has no effect with
pytest 9, which no longer takes a changed node id.)
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from .errors import HarnessError
from .session import Session
from .targets import Target

TARGET = "terraform_scenarios_target"  # keys of what the controller hands to its workers
GROUPS = "terraform_scenarios_groups"
CARRIED = ("name", "endpoint", "region", "access_key", "ephemeral", "accounts", "pid")


class Controller:
    """What the controller of pytest-xdist does."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._folder = tempfile.TemporaryDirectory(prefix="terraform-scenarios-")
        self._groups = Path(self._folder.name) / "groups.json"

    def pytest_configure_node(self, node: Any) -> None:
        """Hand the target to a worker."""
        try:
            target = self._session.bare_target
        except HarnessError as error:
            raise pytest.UsageError(str(error)) from error
        node.workerinput[TARGET] = {name: getattr(target, name) for name in CARRIED}
        node.workerinput[GROUPS] = str(self._groups)

    @pytest.hookimpl(tryfirst=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Schedule by root, whatever --dist says: two workers would both apply one."""
        return _ByRoot(config, log, self._groups)

    def pytest_testnodedown(self, node: Any) -> None:
        """Add up what a worker measured and saw; one that crashed says nothing."""
        output = getattr(node, "workeroutput", {})
        if "timings" not in output:
            self._session.whole = False
            return
        for phase, (seconds, runs) in output["timings"].items():
            self._session.progress.timings.add(phase, seconds, runs)
        self._session.calls += output["calls"]
        self._session.notes += output["notes"]
        self._session.dirty |= output["dirty"]
        self._session.whole &= output["whole"]
        self._session.shown.places |= {(kind, name) for kind, name in output["places"]}
        self._session.shown.types |= {*output["types"]}


class _ByRoot(LoadScopeScheduling):  # type: ignore[misc]
    """All tests of a root go to one worker; those of none, a file at a time, to whoever is free.

    A file at a time, since what its fixtures share would be made on each worker otherwise.
    """

    def __init__(self, config: pytest.Config, log: Any, groups: Path) -> None:
        super().__init__(config, log)
        self._file = groups
        self._groups: Mapping[str, int] | None = None

    def _split_scope(self, nodeid: str) -> str:
        if self._groups is None:
            self._groups = json.loads(self._file.read_text()) if self._file.exists() else {}
        group = self._groups.get(nodeid)
        return f"root {group}" if group else nodeid.partition("::")[0]


def given_target(workerinput: Mapping[str, Any]) -> Target:
    """The target that the controller has opened."""
    return Target(**workerinput[TARGET])


def tell_groups(workerinput: Mapping[str, Any], groups: Mapping[str, int]) -> None:
    """Let the controller know which root each test is in; every worker says the same."""
    path = Path(workerinput[GROUPS])
    own = path.with_suffix(f".{workerinput['workerid']}")
    own.write_text(json.dumps(groups))
    own.replace(path)  # at once, so that nobody reads half of it


def report(workeroutput: dict[str, Any], session: Session) -> None:
    """Hand to the controller what this worker measured and saw."""
    timings = session.progress.timings
    workeroutput["timings"] = {p: [s, timings.runs[p]] for p, s in timings.seconds.items()}
    workeroutput["calls"] = session.calls
    workeroutput["notes"] = session.notes
    workeroutput["dirty"] = session.dirty
    workeroutput["whole"] = session.whole
    workeroutput["places"] = [*map(list, session.shown.places)]
    workeroutput["types"] = [*session.shown.types]
