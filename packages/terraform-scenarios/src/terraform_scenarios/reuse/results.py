"""The results of a batch as a file, and as the tests of the next run get them.

The file is a pickle, which can run code when it is read: it is read only from a folder that nobody
else can write to.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ..results import Applied, Planned, Rejected, Replanned, Transition
from ..scenario import Need, Scenario
from ..targets import Target

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Results:
    """What tests can ask about one scenario, as `Batch` answers it."""

    needs: frozenset[Need]
    was_planned: Planned | None = None
    was_rejected: Rejected | None = None
    was_applied: Applied | None = None
    was_replanned: Replanned | None = None
    had_transitions: tuple[Transition, ...] = ()

    def planned(self, _: Scenario) -> Planned:
        """The scenario's part of the first plan."""
        return _present(self.was_planned)

    def rejected(self, _: Scenario) -> Rejected | None:
        """The errors that reject the scenario."""
        return self.was_rejected

    def applied(self, _: Scenario) -> Applied:
        """The scenario as applied."""
        return _present(self.was_applied)

    def replanned(self, _: Scenario) -> Replanned:
        """The scenario's part of the second plan."""
        return _present(self.was_replanned)

    def transitions(self, _: Scenario) -> tuple[Transition, ...]:
        """The effect of each of the scenario's steps."""
        return self.had_transitions

    def given(self, _: Scenario) -> dict[str, Mapping[str, Any]]:
        """Nothing: a scenario to which something is given is not reused."""
        return {}

    def second_plans(self) -> Iterator[tuple[Replanned, set[str]]]:
        """Each plan after an apply, with the types of the resources in it."""
        settled = [step.settled for step in self.had_transitions]
        for replanned in (*([self.was_replanned] if self.was_replanned else []), *settled):
            resources = self.was_applied.resources.values() if self.was_applied else ()
            yield replanned, {r.type for r in resources if r.managed}


def _present(result: _Result | None) -> _Result:
    assert result is not None  # noqa: S101 results are reused only if they have what is needed
    return result


class _Pickler(pickle.Pickler):
    """Leaves out what belongs to a run: the target, and functions that make clients for it."""

    def persistent_id(self, obj: Any) -> str | None:
        if isinstance(obj, Target):
            return "target"
        return "clients" if callable(obj) and getattr(obj, "__name__", "") == "make" else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, target: Target, clients: Callable[..., Any]) -> None:
        super().__init__(file)
        self._of_run = {"target": target, "clients": clients}

    def persistent_load(self, pid: Any) -> Any:
        return self._of_run[pid]


def write_results(results: Mapping[str, Results]) -> bytes:
    """The results of scenarios of one account, by identity."""
    file = io.BytesIO()
    _Pickler(file, protocol=5).dump(dict(results))
    return file.getvalue()


def read_results(
    content: bytes, target: Target, clients: Callable[..., Any]
) -> Mapping[str, Results]:
    """What `write_results` has written.

    Args:
        content: of the file.
        target: with the account of the results.
        clients: makes boto3 clients for that account.
    """
    read: Mapping[str, Results] = _Unpickler(io.BytesIO(content), target, clients).load()
    return read


def identity(scenario: Scenario) -> str:
    """A text that two scenarios share only if they are equal."""
    steps = [step.identity for step in scenario.steps]
    return repr(
        [str(scenario.module), scenario.inputs, scenario.rejects, steps, scenario.providers]
    )


def can_be_reused(scenario: Scenario) -> bool:
    """Whether its results depend on files, inputs and conditions alone, not on functions."""
    of_functions = any(step.drift or step.revision for step in scenario.steps)
    return not scenario.given and not of_functions
