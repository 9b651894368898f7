"""Plans again after an apply, and takes the steps of scenarios."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import pytest
import tftest

from . import gaps, leftovers
from .errors import Diagnostic
from .execution import Execution
from .gaps import Gap
from .module_calls import is_destroyed
from .results import Applied, Change, Replanned, Transition
from .scenario import Scenario

# Names of the stages for messages. The first step has names of its own: most scenarios have one.
_SECOND_PLAN, _SECOND_APPLY, _THIRD_PLAN = "second plan", "second apply", "third plan"

Changes = dict[Scenario, tuple[Change, ...]]


class Steps:
    """What happens to scenarios after the first apply.

    Args:
        execution: runs Terraform.
        applied: the scenarios as applied; updated after each step.
        known_gaps: changes in a second plan that the module does not cause.

    Attributes:
        replanned: the second plans of scenarios without steps.
        transitions: the steps of the others.
    """

    def __init__(
        self,
        execution: Execution,
        applied: dict[Scenario, Applied],
        known_gaps: Collection[Gap],
    ) -> None:
        self._execution = execution
        self._applied = applied
        self._known_gaps = known_gaps
        self.replanned: dict[Scenario, Replanned] = {}
        self.transitions: dict[Scenario, tuple[Transition, ...]] = {}

    def run(self, state: tftest.TerraformState) -> None:
        """Plan again over what was applied, and take all steps.

        Args:
            state: the state after the first apply.
        """
        saved = self._execution.root.folder / "second.tfplan"
        planned, changes = self._plan(1, list(self._applied), saved)
        for scenario in planned:
            if not scenario.steps:
                earlier = self._execution.changed_later.get(scenario, ())
                found = _merged(earlier, changes[scenario])
                self.replanned[scenario] = self._replanned(scenario, found)
        for step in range(1, max((len(s.steps) for s in planned), default=0) + 1):
            if step > 1:
                planned, changes = self._plan(step, self._execution.passing(planned), saved)
            state = self._take(step, planned, changes, saved, state)

    def _plan(
        self, step: int, scenarios: Collection[Scenario], saved: Path
    ) -> tuple[list[Scenario], Changes]:
        """Plan a step; if there are no changes, the plan is not saved."""
        run = self._execution
        destroyed: Changes = {}
        for scenario in scenarios:
            self._drift(scenario, step)
            if is_destroyed(scenario, step) and scenario.key in run.root.anchored:
                destroyed |= run.destroy_anchored([scenario])
        stage = _SECOND_PLAN if step == 1 else f"plan of step {step}"
        planned = run.plan_until_clean(stage, run.passing(scenarios), saved, run.calls.after(step))
        return planned, {**run.changes(saved, planned), **destroyed}

    def _take(
        self,
        step: int,
        scenarios: Sequence[Scenario],
        changes: Mapping[Scenario, tuple[Change, ...]],
        saved: Path,
        state: tftest.TerraformState,
    ) -> tftest.TerraformState:
        """Apply a planned step and plan again; return the state after it."""
        run = self._execution
        call_of = run.calls.after(step)
        before = dict(self._applied)
        applying = _SECOND_APPLY if step == 1 else f"apply of step {step}"
        settling = _THIRD_PLAN if step == 1 else f"plan after step {step}"
        if saved.exists():
            run.apply(applying, scenarios, saved, call_of)
        settled = run.root.folder / "settled.tfplan"
        # Scenarios without further steps leave the root now. Anchored ones stay: without their
        # provider blocks, Terraform could not destroy their resources.
        staying = [s for s in scenarios if len(s.steps) >= step or s.key in run.root.anchored]
        staying = run.plan_until_clean(settling, run.passing(staying), settled, call_of)
        stepping = [s for s in staying if len(s.steps) >= step]
        unsettled = run.changes(settled, stepping)
        applied, after = run.read_applied(
            [s for s in stepping if not is_destroyed(s, step)], applying
        )
        self._applied |= applied
        destroyed = [s for s in stepping if is_destroyed(s, step)]
        left = self._leftovers(destroyed, state) if destroyed else {}
        for scenario in run.passing(stepping):
            transition = Transition(
                before=before[scenario],
                changes=changes[scenario],
                after=None if scenario in destroyed else self._applied[scenario],
                settled=self._replanned(scenario, unsettled[scenario]),
                left=left.get(scenario, ()),
            )
            earlier = self.transitions.get(scenario, ())
            self.transitions[scenario] = (*earlier, transition)
        return after

    def _drift(self, scenario: Scenario, step: int) -> None:
        """If the step is a drift, call its function."""
        for drift in (one.drift for one in scenario.steps[step - 1 : step] if one.drift):
            try:
                drift(self._applied[scenario])
            except (Exception, pytest.fail.Exception) as error:
                failed = Diagnostic("error", "The drift function failed", f"{error!r}")
                self._execution.fail("drift", {scenario: (failed,)})

    def _leftovers(
        self, scenarios: Collection[Scenario], before: tftest.TerraformState
    ) -> dict[Scenario, tuple[str, ...]]:
        """Addresses of what is left of scenarios; those that cannot be read again fail."""
        run = self._execution
        while True:
            try:
                probe = run.root.side_root("probe")
                return leftovers.find_leftovers(run.root, run.calls, scenarios, before, probe)
            except leftovers.LeftoversUnreadable as unreadable:
                run.fail("look for leftovers", unreadable.blame)
                scenarios = run.passing(scenarios)

    def _replanned(self, scenario: Scenario, changes: tuple[Change, ...]) -> Replanned:
        return gaps.classify(Replanned(scenario, changes), self._known_gaps)


def _merged(earlier: Iterable[Change], later: Collection[Change]) -> tuple[Change, ...]:
    """The changes of two plans; if both change a resource, that of the later one."""
    addresses = {change.address for change in later}
    return (*(change for change in earlier if change.address not in addresses), *later)
