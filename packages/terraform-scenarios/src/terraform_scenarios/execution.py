"""Plans and applies the scenarios of a batch; a failing scenario does not stop the others."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tftest

from . import blame, read_plan
from .culprits import Attempt, Culprits
from .errors import (
    Diagnostic,
    HarnessError,
    ProviderCrashed,
    TerraformFailed,
    TerraformTimedOut,
)
from .gateway import Gateway, RecordedCall
from .gateway.calls import recorded
from .module_calls import CallOf, ModuleCalls
from .read_applied import applied_parts, created
from .read_state import state_outputs, state_resources
from .results import Applied, Change, ClientMaker
from .root import Root
from .scenario import Scenario, counted

# Refused scenarios in one plan. Each has a module call of its own, and Terraform's time for a plan
# grows faster than the number of calls: of 8, 16, 28, 50 and 120, 28 took the least time for the
# 356 refused scenarios of this project.
_MOST_REFUSED = 28


class ScenarioFailed(HarnessError):
    """A scenario failed; the message has its own diagnostics."""

    def __init__(self, stage: str, diagnostics: Iterable[Diagnostic]) -> None:
        self.stage = stage
        self.diagnostics = blame.as_written(diagnostics)
        errors = "\n\n".join(map(str, self.diagnostics))
        super().__init__(f"this scenario failed at {stage}:\n{errors}")


class Ended(enum.Enum):
    """How an apply ended."""

    COMPLETE = "everything was applied"
    IN_PART = "everything was applied but what failed and what depends on that"
    STOPPED = "it was stopped, and some resources may not have been applied"


class Execution:
    """Runs Terraform for the scenarios of a batch.

    Args:
        root: the root of the batch.
        calls: makes the module calls.
        make_client: makes boto3 clients for what was applied.
        gateway: records the API calls, if there is one.

    Attributes:
        failed: the scenarios that failed; later stages run without them.
        recorded: API calls by stage.
        changed_later: changes to a scenario that was complete, planned after others had failed.
    """

    def __init__(
        self, root: Root, calls: ModuleCalls, make_client: ClientMaker, gateway: Gateway | None
    ) -> None:
        self.root = root
        self.calls = calls
        self.gateway = gateway
        self.failed: dict[Scenario, ScenarioFailed] = {}
        self.recorded: dict[str, list[RecordedCall]] = {}
        self.changed_later: dict[Scenario, tuple[Change, ...]] = {}
        self._make_client = make_client
        self._culprits = Culprits(root, calls)
        self._one_at_a_time = False

    def fail(self, stage: str, found: blame.Blame) -> None:
        """Record that scenarios failed at a stage."""
        for scenario, diagnostics in found.items():
            self.failed.setdefault(scenario, ScenarioFailed(stage, diagnostics))
        if found:
            self.root.set_aside(found)

    def passing(self, scenarios: Iterable[Scenario]) -> list[Scenario]:
        """The scenarios that have not failed."""
        return [s for s in scenarios if s not in self.failed]

    def install(
        self,
        scenarios: Sequence[Scenario],
        call_of: CallOf,
        root: Root | None = None,
        refused: Callable[[blame.Blame], None] | None = None,
    ) -> list[Scenario]:
        """Install the modules of scenarios in a root; return the scenarios that are installed.

        Terraform installs all modules of a root or none. A syntax error in one of them, or a
        version that does not exist, must not fail the tests of the others.

        Args:
            scenarios: the scenarios.
            call_of: their module calls.
            root: the root; default: that of the batch.
            refused: called with the scenarios whose arguments are refused; default: they fail.

        Raises:
            HarnessError: it is the only module, and Terraform could not start to read it.
        """
        root = root or self.root
        try:
            root.write(scenarios, call_of)
        except HarnessError as failure:
            found = blame.of_arguments(failure, root.by_call(scenarios))
            if not found:
                return self._install_apart(failure, scenarios, call_of, root)
            if refused:
                refused(found)
            else:
                self.fail("init", found)
            return self.install([s for s in scenarios if s not in found], call_of, root, refused)
        return list(scenarios)

    def _install_apart(
        self, failure: HarnessError, scenarios: Sequence[Scenario], call_of: CallOf, root: Root
    ) -> list[Scenario]:
        """Install each module in a root of its own, then in `root` those that can be installed."""
        modules = {call.source for call in map(call_of, scenarios) if call}
        if len(modules) == 1:
            if not isinstance(failure, TerraformFailed):
                raise failure
            self.fail("init", dict.fromkeys(scenarios, blame.errors_of(failure)))
            return []
        for number, module in enumerate(sorted(modules)):
            own = [s for s in scenarios if (call := call_of(s)) and call.source == module]
            try:
                self.root.side_root(f"module-{number}").write(own, call_of)
            except HarnessError as failure:
                self.fail("init", dict.fromkeys(own, blame.errors_of(failure)))
        rest = self.passing(scenarios)
        root.write(rest, call_of)
        return rest

    def plan_until_clean(
        self,
        stage: str,
        scenarios: Collection[Scenario],
        out: Path,
        call_of: CallOf,
    ) -> list[Scenario]:
        """Plan scenarios into `out`, and again without those that fail, until a plan succeeds.

        If the plan has no changes, there is no `out` afterwards.

        Returns:
            The scenarios in the plan.
        """

        def attempt(scenarios: Collection[Scenario]) -> None:
            self.root.write(scenarios, call_of)
            with self.root.phase(stage, counted(scenarios)), self.record(stage):
                if not self.root.terraform.plan(out).changes:
                    out.unlink()

        def failed(found: blame.Blame) -> None:
            self.fail(stage, found)

        out.unlink(missing_ok=True)
        return self.passing(self._until_clean(scenarios, attempt, failed, self.root, call_of))

    def rejections(self, scenarios: Sequence[Scenario]) -> dict[Scenario, tuple[Diagnostic, ...]]:
        """Plan scenarios that must be rejected; return the errors of those that are.

        Terraform checks in layers (arguments, validations, preconditions) and stops after one that
        fails, so each group of scenarios takes a plan for each.
        """
        root = self.root.side_root("refused")
        call_of = self.calls.first
        rejected: dict[Scenario, tuple[Diagnostic, ...]] = {}
        installed = self.install(scenarios, call_of, root, rejected.update)

        def attempt(scenarios: Collection[Scenario]) -> None:
            root.write(scenarios, call_of)
            with root.phase("plan", f"{counted(scenarios)} to reject"):
                root.terraform.plan(root.folder / "refused.tfplan", refresh=False)

        # Together, those whose plans cannot use a running provider: they bring provider blocks.
        installed.sort(key=lambda scenario: sorted(b.alias for b in self.calls.blocks([scenario])))
        for start in range(0, len(installed), _MOST_REFUSED):
            group = installed[start : start + _MOST_REFUSED]
            self._until_clean(group, attempt, rejected.update, root, call_of)
        return rejected

    def _until_clean(
        self,
        scenarios: Iterable[Scenario],
        attempt: Attempt,
        failed: Callable[[blame.Blame], None],
        root: Root,
        call_of: CallOf,
    ) -> list[Scenario]:
        """Attempt scenarios, and again without those that fail, until an attempt succeeds.

        Args:
            scenarios: those to attempt.
            attempt: plans some of them.
            failed: called with the scenarios that fail, after each attempt that does.
            root: where they are planned.
            call_of: their module calls.

        Returns:
            The scenarios of the attempt that succeeded.
        """
        left = list(scenarios)
        while left:
            try:
                attempt(left)
            except TerraformFailed as failure:
                found = self._culprits.find(failure, left, attempt, root, call_of)
                failed(found)
                left = [s for s in left if s not in found]
            else:
                break
        return left

    def apply(
        self,
        stage: str,
        scenarios: Collection[Scenario],
        plan: Path | None,
        call_of: CallOf,
    ) -> None:
        """Apply scenarios, and again without those that failed if the others may wait for them.

        In a shared call, Terraform applies a resource only after the resources it refers to have
        been applied for all scenarios, and the call's outputs last. If the second plan changes a
        resource that was complete, `changed_later` has the change: the next plan does not show it.

        Args:
            stage: for progress and messages.
            scenarios: what to apply.
            plan: a saved plan; None to plan and apply in one command.
            call_of: their module calls.

        Raises:
            TerraformFailed: nothing was applied, or the error belongs to no scenario.
        """
        left = list(scenarios)
        self.root.applied_blocks |= dict.fromkeys(self.calls.blocks(scenarios))
        with self.record(stage):
            while (ended := self._apply_once(stage, left, plan)) is not Ended.COMPLETE:
                rest = self.passing(left)
                waiting = len(rest) < len(left) and self.root.has_shared_calls(rest)
                if not rest or not (waiting or ended is Ended.STOPPED):
                    return
                plan, stage = self.root.folder / "rest.tfplan", "apply the rest"
                left = self.plan_until_clean("plan the rest", rest, plan, call_of)
                if not plan.exists():
                    return
                for scenario, found in self.changes(plan, left).items():
                    # A resource that is created now was waiting for the one that failed.
                    changed = tuple(c for c in found if c.actions != ("create",))
                    earlier = self.changed_later.get(scenario, ())
                    self.changed_later[scenario] = (*earlier, *changed)

    def _apply_once(self, stage: str, scenarios: Collection[Scenario], plan: Path | None) -> Ended:
        """Apply. If single resources fail, their scenarios fail and the rest is applied.

        Raises:
            TerraformFailed: nothing was applied, or the error belongs to no scenario.
        """
        planned = plan is not None
        failed: dict[str, None] = {}
        one_at_a_time = self._one_at_a_time
        parallelism = 1 if one_at_a_time else self.root.terraform.parallelism
        terraform = dataclasses.replace(self.root.terraform, parallelism=parallelism)

        with self.root.phase(stage, counted(scenarios)) as on_event:

            def listen(event: Mapping[str, Any]) -> None:
                nonlocal planned
                planned = planned or event.get("type") == "change_summary"
                if event.get("type") == "apply_errored":
                    failed[event["hook"]["resource"]["addr"]] = None
                on_event(event)

            terraform.on_event = listen
            try:
                terraform.apply(plan)
            except TerraformFailed as failure:
                if not planned:
                    raise
                crashed = isinstance(failure, ProviderCrashed)
                if crashed and not one_at_a_time:
                    # Every resource in progress failed. Next time, only one is in progress.
                    self._one_at_a_time = True
                    return Ended.STOPPED
                suspects = [*failed][:1] if crashed else failed
                everyone = [*scenarios, *self.failed]
                found = blame.of_apply(blame.errors_of(failure), suspects, everyone)
                if not found:
                    raise
                self.fail(stage, blame.with_hints(found) if len(scenarios) > 1 else found)
                stopped = crashed or isinstance(failure, TerraformTimedOut)
                return Ended.STOPPED if stopped else Ended.IN_PART
        return Ended.COMPLETE

    def read_applied(
        self, scenarios: Collection[Scenario], stage: str
    ) -> tuple[dict[Scenario, Applied], tftest.TerraformState]:
        """Each scenario's part of the state after a stage, and the state.

        Scenarios that created the same resource fail.
        """
        with self.root.phase("read state", counted(scenarios)):
            state = self.root.state()
        resources = state_resources(state)
        self.fail("apply", blame.collisions(created(resources, scenarios)))
        recorded = self.recorded.get(stage, ()) if self.gateway else None
        target, make_client = self.root.target, self._make_client
        outputs = state_outputs(state, self.passing(scenarios))
        return applied_parts(outputs, resources, target, make_client, recorded), state

    def destroy_anchored(
        self, scenarios: Collection[Scenario]
    ) -> dict[Scenario, tuple[Change, ...]]:
        """Destroy the resources of scenarios whose modules have provider blocks.

        Once the module call has left the root, Terraform lacks the provider's configuration.
        https://developer.hashicorp.com/terraform/language/modules/develop/providers#legacy-shared-modules-with-provider-configurations
        """
        resources = state_resources(self.root.state()) if scenarios else {}
        leaving = [s for s in scenarios if s.key in resources]
        if leaving:
            with self.root.phase("destroy", counted(leaving)):
                targets = [f"module.{s.key}" for s in leaving]
                self.root.terraform.destroy(refresh=False, targets=targets)
        return {
            s: tuple(
                Change(r.address, r.type, ("delete",), r.values, {}, {})
                for r in resources[s.key].values()
                if r.managed
            )
            for s in leaving
        }

    def changes(
        self, plan: Path, scenarios: Collection[Scenario]
    ) -> dict[Scenario, tuple[Change, ...]]:
        """The changes in a saved plan, by scenario; none if the plan was not saved."""
        if not plan.exists():  # to show a plan would start the provider
            return dict.fromkeys(scenarios, ())
        return read_plan.changes(self.root.show(plan), scenarios)

    def record(self, stage: str) -> contextlib.AbstractContextManager[None]:
        """Record the API calls made in the context as those of a stage."""
        return recorded(self.gateway, self.recorded.setdefault(stage, []))
