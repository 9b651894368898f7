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

Changes = dict[Scenario, tuple[Change, ...]]


class Steps:
    """What happens to scenarios after the first apply.

    Args:
        execution: runs Terraform.
        applied: the scenarios as applied; updated after each step.
        known_gaps: changes in a second plan that the module does not cause.

    Attributes:
        replanned: the second plans of scenarios without steps that need one.
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

    def run(self, state: tftest.TerraformState, to_replan: Collection[Scenario]) -> None:
        """Plan again over what was applied, and take all steps.

        Scenarios that are not planned are set aside. Terraform would refresh and evaluate them.

        Args:
            state: the state after the first apply.
            to_replan: the scenarios without steps that need a second plan.
        """
        root, saved = self._execution.root, self._execution.root.folder / "second.tfplan"
        stepping = [scenario for scenario in self._applied if scenario.steps]
        others = [scenario for scenario in self._applied if not scenario.steps]
        replanning = [scenario for scenario in others if scenario in to_replan]
        if replanning:
            root.set_aside(self._applied.keys() - replanning)
            planned, changes = self._plan(0, replanning, saved)
            for scenario in planned:
                earlier = self._execution.changed_later.get(scenario, ())
                found = _merged(earlier, changes[scenario])
                self.replanned[scenario] = self._replanned(scenario, found)
            root.take_back(stepping)
        for step in range(1, max((len(s.steps) for s in stepping), default=0) + 1):
            root.set_aside(others)
            planned, changes = self._plan(step, self._execution.passing(stepping), saved)
            if not planned:  # what is saved is the plan that failed
                return
            state = self._take(step, planned, changes, saved, state)
            others = [scenario for scenario in planned if len(scenario.steps) == step]
            stepping = [scenario for scenario in planned if len(scenario.steps) > step]

    def _plan(
        self, step: int, scenarios: Collection[Scenario], saved: Path
    ) -> tuple[list[Scenario], Changes]:
        """Plan a step, or plan again (0); if there are no changes, the plan is not saved."""
        run = self._execution
        for scenario in scenarios:
            self._drift(scenario, step)
        stage = f"plan of step {step}" if step else "second plan"
        destroyed = self._destroy_anchored(step, run.passing(scenarios))
        planned = run.plan_until_clean(stage, run.passing(scenarios), saved, run.calls.after(step))
        return planned, {**run.changes(saved, planned), **destroyed}

    def _destroy_anchored(self, step: int, scenarios: Collection[Scenario]) -> Changes:
        """Destroy what the step destroys and the next plan could not, since the call is gone."""
        run = self._execution
        leaving = [s for s in scenarios if is_destroyed(s, step) and s.key in run.root.anchored]
        if not leaving:
            return {}
        run.root.write(scenarios, run.calls.first if step == 1 else run.calls.after(step - 1))
        return run.destroy_anchored(leaving)

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
        applying, settling = f"apply of step {step}", f"plan after step {step}"
        if saved.exists():
            run.apply(applying, scenarios, saved, call_of)
        settled = run.root.folder / "settled.tfplan"
        stepping = run.plan_until_clean(settling, run.passing(scenarios), settled, call_of)
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
