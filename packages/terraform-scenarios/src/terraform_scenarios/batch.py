"""A batch: scenarios that share a root, a plan, and a state."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import tftest

from . import blame, leftovers, read_plan, revisions
from .addresses import key_of
from .errors import Diagnostic, HarnessError, TerraformFailed
from .execution import Execution
from .gaps import Gap
from .gateway import Gateway
from .given import GivenValues
from .module_calls import ModuleCall, ModuleCalls
from .read_state import with_own_calls
from .results import Applied, ClientMaker, Planned, Rejected, Replanned, Transition
from .reuse.results import Results
from .root import Root
from .scenario import Need, Scenario
from .steps import Steps

T = TypeVar("T")
# From so many resources on, writing a state file after each takes longer than another `init`.
_MANY = 120


@dataclass(frozen=True)
class BatchSettings:
    """How the scenarios of a batch are run.

    Attributes:
        make_client: makes a boto3 client for a service, region and account.
        known_gaps: changes in a second plan that the module does not cause.
        gateway: the gateway in front of the target, if there is one; it records the API calls.
        suffix: what makes the names of this run differ from those of other runs on the target.
    """

    make_client: ClientMaker
    known_gaps: Collection[Gap] = ()
    gateway: Gateway | None = None
    suffix: str = ""


class Batch:
    """Scenarios that are planned and applied together.

    Nothing runs until a test asks for a result; then the complete stage runs once, for all
    scenarios that need it. A scenario that fails is removed with its own diagnostics, and the
    others go on.

    Args:
        needs: the scenarios, and what tests need of each.
        root: where they are planned and applied.
        settings: how they are run.
        given_batch: the batch of the modules that are given to these scenarios, if any.
    """

    def __init__(
        self,
        needs: Mapping[Scenario, frozenset[Need]],
        root: Root,
        settings: BatchSettings,
        given_batch: Batch | None = None,
    ) -> None:
        self.root = root
        self._given_batch = given_batch
        self._scenarios = list(needs)
        self._to_reject = [s for s in needs if s.rejects]
        self._to_plan = [s for s, n in needs.items() if not s.rejects and Need.PLAN in n]
        self._to_apply = [
            s for s, n in needs.items() if not s.rejects and (n - {Need.PLAN} or s.steps)
        ]
        self._to_replan = {s for s, n in needs.items() if Need.REPLAN in n}
        self._given = GivenValues(root.target, self._outputs_of)
        calls = ModuleCalls(root.target, self._given, settings.suffix)
        self._run = Execution(root, calls, settings.make_client, settings.gateway)
        self._planned: dict[Scenario, Planned] = {}
        self._rejected: dict[Scenario, Rejected] = {}
        self._applied: dict[Scenario, Applied] = {}
        known_gaps = [gap for gap in settings.known_gaps if gap.target == root.target.name]
        self._steps = Steps(self._run, self._applied, known_gaps)
        self._stages: dict[str, BaseException | None] = {}
        self._state_before_destroy: tftest.TerraformState | None = None

    @property
    def folder(self) -> Path:
        """The folder of its root."""
        return self.root.folder

    # -- what tests ask for ---------------------------------------------------------------------

    def planned(self, scenario: Scenario) -> Planned:
        """The scenario's part of the first plan."""
        self._once(self._plan)
        return self._result(scenario, self._planned)

    def rejected(self, scenario: Scenario) -> Rejected | None:
        """The errors that reject the scenario; None if the plan accepts it."""
        self._once(self._reject)
        if scenario in self._run.failed and scenario not in self._rejected:
            raise self._run.failed[scenario]
        return self._rejected.get(scenario)

    def applied(self, scenario: Scenario, /) -> Applied:
        """The scenario as applied."""
        self._once(self._apply)
        return self._result(scenario, self._applied)

    def replanned(self, scenario: Scenario, /) -> Replanned:
        """The scenario's part of the second plan."""
        self._once(self._apply)
        return self._result(scenario, self._steps.replanned)

    def transitions(self, scenario: Scenario, /) -> tuple[Transition, ...]:
        """The effect of each of the scenario's steps."""
        self._once(self._apply)
        return self._result(scenario, self._steps.transitions)

    def given(self, scenario: Scenario) -> dict[str, Mapping[str, Any]]:
        """The values that the scenario is given, by name."""
        self._once(self._prepare)
        if scenario in self._run.failed:
            raise self._run.failed[scenario]
        return self._given.of(scenario)

    def second_plans(self) -> Iterator[tuple[Replanned, set[str]]]:
        """Each plan after an apply, with the types of the resources in it."""
        transitions = self._steps.transitions.values()
        settled = (step.settled for steps in transitions for step in steps)
        for replanned in (*self._steps.replanned.values(), *settled):
            resources = self._applied[replanned.scenario].resources.values()
            yield replanned, {r.type for r in resources if r.managed}

    def results(self) -> dict[Scenario, Results]:
        """What there is of each scenario that has passed all its stages, to be kept."""
        found: dict[Scenario, Results] = {}
        for scenario in self._scenarios:
            if scenario in self._run.failed and scenario not in self._rejected:
                continue
            needs = {
                Need.PLAN: scenario in self._planned or scenario in self._rejected,
                Need.APPLY: scenario in self._applied,
                Need.REPLAN: scenario in self._steps.replanned,
            }
            found[scenario] = Results(
                frozenset(need for need, present in needs.items() if present),
                self._planned.get(scenario),
                self._rejected.get(scenario),
                self._applied.get(scenario),
                self._steps.replanned.get(scenario),
                self._steps.transitions.get(scenario, ()),
            )
        return found

    def _once(self, stage: Callable[[], None]) -> None:
        """Run a stage the first time; later, raise what it raised."""
        name = stage.__name__
        if name not in self._stages:
            try:
                stage()
            except BaseException as error:  # also a Ctrl-C: a stage never runs twice
                self._stages[name] = error
            else:
                self._stages[name] = None
        failure = self._stages[name]
        if failure:
            raise failure

    def _result(self, scenario: Scenario, results: Mapping[Scenario, T]) -> T:
        if scenario in self._run.failed:
            raise self._run.failed[scenario]
        return results[scenario]

    # -- stages ---------------------------------------------------------------------------------

    @property
    def _plan_is_applied(self) -> bool:
        """Whether the plan that tests look at is also the one to apply."""
        return set(self._to_plan) <= set(self._to_apply)

    @property
    def _first_plan(self) -> Path:
        return self.root.folder / "first.tfplan"

    def _prepare(self) -> None:
        """Make given values, and check out the revisions that scenarios start from."""
        for scenario in self._scenarios:
            try:
                self._given.make(scenario)
                for step in range(len(scenario.steps) + 1):
                    self._run.calls.arguments(scenario, step)
            except HarnessError as failure:
                self._run.fail("given", {scenario: blame.errors_of(failure)})
        folder = self.root.folder / "revisions"
        for scenario in self._run.passing(self._to_apply):
            if scenario.steps and scenario.steps[0].revision:
                try:
                    source = revisions.checkout(scenario.module, scenario.steps[0].revision, folder)
                except HarnessError as error:
                    self._run.fail("checkout", {scenario: (Diagnostic("error", str(error)),)})
                else:
                    self._run.calls.sources[scenario] = source

    def _outputs_of(self, given: Scenario) -> Mapping[str, Any]:
        if self._given_batch is None:
            raise HarnessError("There is no batch for given modules.")
        return self._given_batch.applied(given).outputs

    def _plan(self) -> None:
        self._once(self._prepare)
        run, saved = self._run, self._first_plan
        selected = self._to_apply if self._to_plan and self._plan_is_applied else self._to_plan
        selected = run.install(run.passing(selected), run.calls.first)
        planned = run.plan_until_clean("plan", selected, saved, run.calls.first)
        if planned:
            plan = self.root.show(saved)
            recorded = tuple(run.recorded["plan"]) if run.gateway else None
            self._planned = {
                scenario: dataclasses.replace(
                    found, recorded=recorded, name=run.calls.name(scenario)
                )
                for scenario, found in read_plan.planned(plan, planned).items()
            }

    def _reject(self) -> None:
        self._once(self._prepare)
        scenarios = self._run.passing(self._to_reject)
        for scenario, errors in self._run.rejections(scenarios).items():
            self._rejected[scenario] = Rejected(scenario, blame.as_written(errors))
        for scenario in scenarios:
            failed = self._run.failed.get(scenario)
            if failed:
                self._rejected[scenario] = Rejected(scenario, failed.diagnostics, "init")

    def _apply(self) -> None:
        run, first, saved = self._run, self._run.calls.first, self._first_plan
        if self._to_plan:
            # Tests get a plan on an empty state, in whichever order they run.
            self._once(self._plan)
        if self._to_plan and self._plan_is_applied:
            scenarios = list(self._planned)
            if scenarios:
                run.apply("apply", scenarios, saved, first)
        else:
            # No test needs the plan: one command plans and applies, and starts the provider once.
            self._once(self._prepare)
            scenarios = run.install(run.passing(self._to_apply), first)
            if scenarios:
                try:
                    run.apply("apply", scenarios, None, first)
                except TerraformFailed:
                    scenarios = run.plan_until_clean("plan", scenarios, saved, first)
                    if scenarios:
                        run.apply("apply", scenarios, saved, first)
        applied, state = run.read_applied(run.passing(scenarios), "apply")
        self._applied |= applied
        self._steps.run(state, self._to_replan)

    # -- the end --------------------------------------------------------------------------------

    @property
    def with_given(self) -> Iterator[Batch]:
        """This batch and the batches given to it, in the order in which to destroy them."""
        yield self
        if self._given_batch:
            yield from self._given_batch.with_given

    @property
    def has_applied(self) -> bool:
        """Whether the state has resources to destroy."""
        return bool(self.root.state()["resources"])

    @property
    def interrupted(self) -> bool:
        """Whether a Ctrl-C or a SIGTERM ended one of the stages."""
        return any(isinstance(error, KeyboardInterrupt) for error in self._stages.values())

    def destroy(self) -> None:
        """Destroy what was applied.

        For a target that outlives the run. Its state is in a file, which Terraform updates after
        each resource, so the state is complete however the run ended. While many resources are
        destroyed it is in memory: if that is lost, the earlier state is still complete, since the
        provider ignores what is gone.
        """
        state = self.root.state()
        number = sum(len(raw["instances"]) for raw in state["resources"])
        with self.root.state_in_memory() if number >= _MANY else contextlib.nullcontext():
            self._destroy(state)
        self._state_before_destroy = state

    def _destroy(self, state: tftest.TerraformState) -> None:
        if self.root.can_destroy_without_code:
            # Without module calls, Terraform has nothing to evaluate.
            self.root.write((), self._run.calls.first)
            self.root.replace_state(with_own_calls(state))
        else:
            # Scenarios may have left the root after a step, but their code is needed to destroy.
            keys = {key_of(raw.get("module", "")) for raw in state["resources"]}
            remaining = [s for s in self._to_apply if s.key in keys]
            self.root.write(remaining, self._last_call)
        with self.root.phase("destroy", "what was applied"):
            # The provider ignores resources that are already gone: no refresh is needed.
            self.root.terraform.destroy(refresh=False)

    def _last_call(self, scenario: Scenario) -> ModuleCall | None:
        """The call with which a scenario can be destroyed; that of a step may be what failed."""
        calls = self._run.calls
        failed = scenario in self._run.failed
        return calls.first(scenario) if failed else calls.after(len(scenario.steps))(scenario)

    def leftovers(self) -> tuple[str, ...]:
        """Addresses of destroyed resources that the target still has."""
        if self._state_before_destroy is None:
            return ()
        # In the root itself: a provider that is kept running serves one root.
        left = leftovers.find_leftovers(
            self.root, self._run.calls, self._to_apply, self._state_before_destroy, self.root
        )
        return tuple(f"{s.key}: {address}" for s, found in left.items() for address in found)

    def close(self) -> None:
        """Let functions remove what they made for scenarios; call it when nothing needs that.

        Raises:
            HarnessError: one of them failed.
        """
        self._given.close()
