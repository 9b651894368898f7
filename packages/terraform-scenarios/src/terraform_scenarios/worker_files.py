"""What the controller of pytest-xdist and its workers tell each other, in files.

All tests of a batch must run on one worker. Only the workers collect tests, so they write the batch
of each test to a file, which the controller reads before it distributes the tests. If a test needs
the target, the controller opens one for all workers and writes its address to another file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import TargetUnavailable

FOLDER = "terraform_scenarios_folder"  # key of the folder, in what the controller gives to workers
REPORT = "terraform_scenarios_report"  # key of the report, in what they return
FAILURE = "terraform_scenarios_failure"  # key of the traceback, if there is no report
_BATCHES = "batches.json"
_TARGET = "target.json"


def write_batches(workerinput: Mapping[str, Any], batches: Mapping[str, int]) -> None:
    """Write the batch of each test; every worker writes the same."""
    _write(Path(workerinput[FOLDER]) / _BATCHES, batches, workerinput["workerid"])


def read_batches(folder: Path) -> Mapping[str, int] | None:
    """The batch of each test that has one; None if no test needs the target."""
    path = folder / _BATCHES
    return json.loads(path.read_text()) if path.exists() else None


def write_target(folder: Path, target: Mapping[str, Any] | TargetUnavailable) -> None:
    """Write the target's attributes, or why there is no target."""
    unavailable = isinstance(target, TargetUnavailable)
    content = {"unavailable": str(target)} if unavailable else {"target": target}
    _write(folder / _TARGET, content, "controller")


def read_target(workerinput: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The attributes of the controller's target; None if no test seemed to need one.

    Raises:
        TargetUnavailable: the controller could not open it.
    """
    path = Path(workerinput[FOLDER]) / _TARGET
    if not path.exists():
        return None
    content = json.loads(path.read_text())
    if "unavailable" in content:
        raise TargetUnavailable(content["unavailable"])
    target: Mapping[str, Any] = content["target"]
    return target


def _write(path: Path, content: object, writer: str) -> None:
    own = path.with_suffix(f".{writer}")
    own.write_text(json.dumps(content))
    own.replace(path)  # in one step, so that no process reads half of it
