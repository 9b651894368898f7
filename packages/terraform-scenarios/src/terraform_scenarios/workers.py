"""pytest-xdist: one target for all workers; all tests of a batch on one worker.

xdist's own `loadgroup` has no effect in 3.8.0 with pytest 9, which ignores a changed node ID.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from . import worker_files
from .errors import TargetUnavailable
from .options import NO_TARGET
from .running import Run


class Controller:
    """The controller's part: chooses the scheduler, opens the target, adds up reports."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._temporary = tempfile.TemporaryDirectory(prefix="terraform-scenarios-")
        self._folder = Path(self._temporary.name)
        self._asking = False

    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker the folder of the files."""
        node.workerinput[worker_files.FOLDER] = str(self._folder)

    @pytest.hookimpl(tryfirst=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Schedule by batch if there are scenarios, whatever --dist is; else as the project does.

        Two workers would both apply a batch if they shared its tests.
        """
        if self._asking:
            return None
        self._asking = True
        usual = config.hook.pytest_xdist_make_scheduler(config=config, log=log)
        return _LateScheduler(usual, lambda: self._by_batch(config, log))

    def _by_batch(self, config: pytest.Config, log: Any) -> _ByBatch | None:
        """The scheduler by batch, once the target is open; None if there are no batches."""
        batches = worker_files.read_batches(self._folder)
        if batches is None:
            return None
        if config.option.target != NO_TARGET:
            try:
                target = self._run.session.bare_target
            except TargetUnavailable as unavailable:
                worker_files.write_target(self._folder, unavailable)
            else:
                worker_files.write_target(self._folder, target.to_json())
        return _ByBatch(config, log, batches)

    def pytest_testnodedown(self, node: Any) -> None:
        """Add the report of a worker; a worker that crashed has none."""
        output = getattr(node, "workeroutput", {})
        if worker_files.FAILURE in output:
            raise RuntimeError(f"{node} failed at its end:\n{output[worker_files.FAILURE]}")
        report = output.get(worker_files.REPORT)
        if report is None:
            self._run.complete = False
            return
        self._run.complete &= report["complete"]
        if report["session"]:
            self._run.session.add_report(report["session"])
        if report["coverage"] and self._run.coverage:
            self._run.coverage.record.merge(report["coverage"])


class _LateScheduler:
    """Chooses a scheduler once all workers have reported what they collected.

    Args:
        usual: the project's scheduler, which gets the reports.
        other: makes the scheduler to use instead, or returns None to keep the usual one.
    """

    def __init__(self, usual: Any, other: Callable[[], _ByBatch | None]) -> None:
        self._chosen = usual
        self._other: Callable[[], _ByBatch | None] | None = other
        self._collected: dict[Any, Sequence[str]] = {}

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        """Take the report of a worker."""
        self._collected[node] = collection
        self._chosen.add_node_collection(node, collection)

    def schedule(self) -> None:
        """Choose the scheduler the first time, and let it schedule."""
        other, self._other = self._other() if self._other else None, None
        if other:
            for node in self._chosen.nodes:
                other.add_node(node)
                other.add_node_collection(node, self._collected[node])
            self._chosen = other
        self._chosen.schedule()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chosen, name)


class _ByBatch(LoadScopeScheduling):  # type: ignore[misc]
    """Runs the tests of a batch on one worker, and tests without a scenario by file.

    By file, since each worker would otherwise create the fixtures that a file's tests share.
    """

    def __init__(self, config: pytest.Config, log: Any, batches: Mapping[str, int]) -> None:
        super().__init__(config, log)
        self._batches = batches

    def _split_scope(self, nodeid: str) -> str:
        batch = self._batches.get(nodeid)
        return f"batch {batch}" if batch else nodeid.partition("::")[0]
