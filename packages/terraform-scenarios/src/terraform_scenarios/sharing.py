"""What the controller of pytest-xdist and its workers tell each other.

Tests of one root have to run on one worker, and which tests those are, only the workers know: they
collect. So they write it to a file, which the controller reads before it shares out the tests. If
any of them needs the target, the controller opens one for all workers and writes where it is to
another file, which a worker reads when its first test needs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import TargetUnavailable

FOLDER = "terraform_scenarios_folder"  # key of what the controller hands to its workers
REPORT = "terraform_scenarios_report"  # and of what they hand back
_GROUPS = "groups.json"
_TARGET = "target.json"


def tell_groups(workerinput: Mapping[str, Any], groups: Mapping[str, int]) -> None:
    """Let the controller know which root each test is in; every worker says the same."""
    _write(Path(workerinput[FOLDER]) / _GROUPS, groups, workerinput["workerid"])


def told_groups(folder: Path) -> Mapping[str, int] | None:
    """The root of each test that has one; None where no test needs the target."""
    path = folder / _GROUPS
    return json.loads(path.read_text()) if path.exists() else None


def tell_target(folder: Path, target: Mapping[str, Any] | TargetUnavailable) -> None:
    """Let the workers know where the target is, or why there is none."""
    told = {"why": str(target)} if isinstance(target, TargetUnavailable) else {"is": target}
    _write(folder / _TARGET, told, "controller")


def told_target(workerinput: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The target that the controller has opened; None where it saw no test that needs one.

    Raises:
        TargetUnavailable: it tried and could not.
    """
    path = Path(workerinput[FOLDER]) / _TARGET
    if not path.exists():
        return None
    told = json.loads(path.read_text())
    if "why" in told:
        raise TargetUnavailable(told["why"])
    target: Mapping[str, Any] = told["is"]
    return target


def _write(path: Path, content: object, who: str) -> None:
    own = path.with_suffix(f".{who}")
    own.write_text(json.dumps(content))
    own.replace(path)  # at once, so that nobody reads half of it
