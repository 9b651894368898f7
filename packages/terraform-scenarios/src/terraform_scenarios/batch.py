"""Runs many scenarios in one root: one init, one plan, one apply, one second plan."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
import tftest

from . import blame, gaps, results, revisions, root, variables
from .errors import (
    Diagnostic,
    HarnessError,
    ProviderCrashed,
    TerraformFailed,
    TerraformTimedOut,
)
from .gaps import Gap
from .gateway import Gateway, RecordedCall
from .gateway.calls import NAMING, CallsByOwner, recorded
from .given import Provided
from .progress import Progress
from .providers import Configuration, configurations
from .results import Applied, Change, ClientMaker, Planned, Rejected, Replanned, Transition
from .root import Call
from .scenario import Need, Scenario, counted
from .state_server import StateServer
from .targets import Target
from .terraform import Terraform, parsed_state

T = TypeVar("T")
_NOT_REPEATABLE = "Module is incompatible with count, for_each"


_STAGES = ("second plan", "second apply", "third plan")  # of the first step; more have numbers


class Ended(enum.Enum):
    """How far an apply got."""

    WHOLE = "all of it"
    IN_PART = "all but what failed, and what waits for that"
    STOPPED = "nobody knows how far: it was stopped"


class ScenarioFailed(HarnessError):
    """A scenario broke; its own diagnostics say why."""

    def __init__(self, stage: str, diagnostics: Iterable[Diagnostic]) -> None:
        self.stage = stage
        self.diagnostics = blame.as_written(diagnostics)
        said = "\n\n".join(map(str, self.diagnostics))
        super().__init__(f"this scenario failed at {stage}:\n{said}")


class Batch:
    """Scenarios that share a root, a target and a state.

    Nothing runs before somebody asks; then the whole stage runs once, for all scenarios that
    need it. A scenario that breaks is taken out with its own diagnostics, and the others go on.

    Args:
        needs: the scenarios, and what is wanted of each.
        terraform: Terraform in the batch's root folder.
        target: where to apply.
        progress: where to say what is going on.
        make_client: gives a boto3 client by service, region and account.
        known_gaps: differences of second plans that are not the module's fault.
        state: what keeps the root's state; None for a file in the root.
        gateway: what stands before the target and records its calls, if anything does.
        beneath: the batch of the modules that are given to these scenarios, if any are.
        run: what tells the names of this run from those of others on the same target.
    """

    def __init__(
        self,
        needs: Mapping[Scenario, frozenset[Need]],
        terraform: Terraform,
        target: Target,
        progress: Progress,
        make_client: ClientMaker | None = None,
        known_gaps: Collection[Gap] = (),
        state: StateServer | None = None,
        gateway: Gateway | None = None,
        beneath: Batch | None = None,
        run: str = "",
    ) -> None:
        self.terraform = terraform
        self.target = target
        self.beneath = beneath
        self._run = run
        self._state = state
        self._gateway = gateway
        self._calls: dict[str, list[RecordedCall]] = {}  # by stage, those that Terraform made
        self._share = True  # module calls, as far as scenarios can
        self._progress = progress
        self._make_client = make_client or target.client
        self._gaps = [gap for gap in known_gaps if gap.target == target.name]
        self._all = list(needs)
        self._refusing = [s for s in needs if s.rejects]
        self._planning = [s for s, n in needs.items() if not s.rejects and Need.PLAN in n]
        self._applying = [
            s for s, n in needs.items() if not s.rejects and (n - {Need.PLAN} or s.steps)
        ]
        self._replan = any(Need.REPLAN in n for n in needs.values())
        self._broken: dict[Scenario, ScenarioFailed] = {}
        self._planned: dict[Scenario, Planned] = {}
        self._rejected: dict[Scenario, Rejected] = {}
        self._applied: dict[Scenario, Applied] = {}
        self._replanned: dict[Scenario, Replanned] = {}
        self._transitions: dict[Scenario, tuple[Transition, ...]] = {}
        self._differed: dict[Scenario, tuple[Change, ...]] = {}  # while the rest was applied
        self._stages: dict[str, BaseException | None] = {}
        self._given = Provided(target)
        self._sources: dict[Scenario, Path] = {}  # of those that start from a revision
        self._blocks: dict[Configuration, None] = {}  # that the state may refer to
        # By root, the sources of the calls as the last init saw them.
        self._installed: dict[Path, dict[str, Path]] = {}
        self._destroyed: tftest.TerraformState | None = None  # the state before
        self._forgettable = True  # all modules that were ever in the root
        self._anchored: set[str] = set()  # calls with a provider block of their own
        self._valid: set[Path] = set()  # modules that are not broken for every input
        self._one_at_a_time = False

    # -- what tests ask for ---------------------------------------------------------------------

    def planned(self, scenario: Scenario) -> Planned:
        """The scenario's part of the first plan."""
        self._once(self._plan)
        return self._of(scenario, self._planned)

    def rejected(self, scenario: Scenario) -> Rejected | None:
        """The diagnostics that refuse the scenario; None where the plan accepts it."""
        self._once(self._reject)
        if scenario in self._broken and scenario not in self._rejected:
            raise self._broken[scenario]
        return self._rejected.get(scenario)

    def applied(self, scenario: Scenario, /) -> Applied:
        """The scenario as applied."""
        self._once(self._apply)
        return self._of(scenario, self._applied)

    def replanned(self, scenario: Scenario, /) -> Replanned:
        """The scenario's part of the second plan."""
        self._once(self._apply)
        return self._of(scenario, self._replanned)

    def transitions(self, scenario: Scenario, /) -> tuple[Transition, ...]:
        """What each of the scenario's steps did."""
        self._once(self._apply)
        return self._of(scenario, self._transitions)

    def given(self, scenario: Scenario) -> dict[str, Mapping[str, Any]]:
        """What was there before the scenario, by its name."""
        self._once(self._give)
        if scenario in self._broken:
            raise self._broken[scenario]
        return self._given.to(scenario)

    def second_plans(self) -> Iterator[tuple[Replanned, set[str]]]:
        """Each plan over what was applied, with the types of the resources that were in it."""
        settled = (one.settled for several in self._transitions.values() for one in several)
        for one in (*self._replanned.values(), *settled):
            made = self._applied[one.scenario].resources.values()
            yield one, {r.type for r in made if r.managed}

    def _once(self, stage: Callable[[], None]) -> None:
        """Run a stage the first time; raise again what it raised then."""
        name = stage.__name__
        if name not in self._stages:
            try:
                stage()
            except BaseException as error:  # a Ctrl-C too: a stage never runs twice
                self._stages[name] = error
            else:
                self._stages[name] = None
        failure = self._stages[name]
        if failure:
            raise failure

    def _of(self, scenario: Scenario, found: Mapping[Scenario, T]) -> T:
        if scenario in self._broken:
            raise self._broken[scenario]
        return found[scenario]

    # -- stages ---------------------------------------------------------------------------------

    @property
    def _plan_is_applied(self) -> bool:
        """True where the plan that tests look at is the one to apply."""
        return set(self._planning) <= set(self._applying)

    @property
    def _saved(self) -> Path:
        return self.terraform.root / "first.tfplan"

    def _give(self) -> None:
        """Have what has to be there first."""
        for scenario in self._all:
            try:
                self._given.provide(scenario, self.beneath)
                for done in range(len(scenario.steps) + 1):
                    self._arguments(scenario, done)
            except HarnessError as failure:
                self._break("given", {scenario: blame.errors_of(failure)})
        self._check_out()

    def _plan(self) -> None:
        self._once(self._give)
        wanted = self._applying if self._planning and self._plan_is_applied else self._planning
        wanted = self._install(self._unbroken(wanted), self._first_call)
        passed = self._survivors("plan", wanted, self._saved, self._first_call)
        if passed:
            plan = self._show(self._saved)
            calls = tuple(self._calls["plan"]) if self._gateway else None
            self._planned = {
                scenario: dataclasses.replace(found, recorded=calls, name=scenario.key + self._run)
                for scenario, found in results.planned(plan, passed).items()
            }

    def _reject(self) -> None:
        """Refusals come in layers (arguments, validations, preconditions): a plan for each."""
        self._once(self._give)
        terraform = self._beside("refused")
        refusing = self._unbroken(self._refusing)
        suspects = self._install(refusing, self._first_call, terraform)
        for broken in set(refusing) - set(suspects):
            self._rejected[broken] = Rejected(broken, self._broken[broken].diagnostics, "init")

        def attempt(scenarios: Collection[Scenario]) -> None:
            self._write(scenarios, self._first_call, terraform)
            with self._phase("plan", f"{counted(scenarios)} to refuse", terraform):
                terraform.plan(terraform.root / "refused.tfplan", refresh=False)

        while suspects:
            try:
                attempt(suspects)
            except TerraformFailed as failure:
                found = self._culprits(failure, suspects, attempt, terraform)
                self._rejected |= {
                    s: Rejected(s, blame.as_written(said)) for s, said in found.items()
                }
                suspects = [s for s in suspects if s not in found]
            else:
                return  # these were accepted; their tests say so

    def _apply(self) -> None:
        if self._planning:
            # Tests look at a plan over nothing, whichever of them comes first.
            self._once(self._plan)
        if self._planning and self._plan_is_applied:
            passed = list(self._planned)
            saved: Path | None = self._saved
        else:
            # Nobody looks at the plan: one command plans and applies, and starts the provider once.
            self._once(self._give)
            passed = self._install(self._unbroken(self._applying), self._first_call)
            saved = None
        if passed:
            try:
                self._apply_all("apply", passed, saved, self._first_call)
            except TerraformFailed:
                if saved:
                    raise
                passed = self._survivors("plan", passed, self._saved, self._first_call)
                if passed:
                    self._apply_all("apply", passed, self._saved, self._first_call)
        state = self._read_state(self._unbroken(passed), "apply")
        if self._replan or any(s.steps for s in passed):
            self._second_plan(list(self._applied), state)

    def _second_plan(self, scenarios: Collection[Scenario], state: tftest.TerraformState) -> None:
        """Plan again over what was applied; where scenarios have steps, take them and settle."""
        saved = self.terraform.root / "second.tfplan"
        passed, found = self._planned_step(1, scenarios, saved)
        self._replanned = {
            s: self._classified(s, _together(self._differed.get(s, ()), found[s]))
            for s in passed
            if not s.steps
        }
        for number in range(1, max((len(s.steps) for s in passed), default=0) + 1):
            if number > 1:
                passed, found = self._planned_step(number, self._unbroken(passed), saved)
            state = self._take_step(number, passed, found, saved, state)

    def _planned_step(
        self, number: int, scenarios: Collection[Scenario], saved: Path
    ) -> tuple[list[Scenario], dict[Scenario, tuple[Change, ...]]]:
        """Plan a step over what was applied; where there is nothing to do, nothing is saved."""
        destroyed: dict[Scenario, tuple[Change, ...]] = {}
        for scenario in scenarios:
            self._drift(scenario, number)
            if _destroys(scenario, number) and scenario.key in self._anchored:
                destroyed |= self._destroy_anchored([scenario])
        stage = _STAGES[0] if number == 1 else f"plan of step {number}"
        passed = self._survivors(stage, self._unbroken(scenarios), saved, self._call_after(number))
        return passed, {**self._changes(saved, passed), **destroyed}

    def _take_step(
        self,
        number: int,
        scenarios: Sequence[Scenario],
        found: Mapping[Scenario, tuple[Change, ...]],
        saved: Path,
        state: tftest.TerraformState,
    ) -> tftest.TerraformState:
        """Apply a step that is planned, and plan again: there should be nothing left to do."""
        call = self._call_after(number)
        before = dict(self._applied)
        applying, settling = (
            _STAGES[1:] if number == 1 else (f"apply of step {number}", f"plan after step {number}")
        )
        if saved.exists():
            self._apply_all(applying, scenarios, saved, call)
        settled = self.terraform.root / "settled.tfplan"
        # The others may leave the root now, but for those that take a provider along: Terraform
        # would not know how to delete what they made.
        staying = [s for s in scenarios if len(s.steps) >= number or s.key in self._anchored]
        staying = self._survivors(settling, self._unbroken(staying), settled, call)
        stepping = [s for s in staying if len(s.steps) >= number]
        rest = self._changes(settled, stepping)
        now = self._read_state([s for s in stepping if not _destroys(s, number)], applying)
        destroyed = [s for s in stepping if _destroys(s, number)]
        left = self._left_on_target(destroyed, state, breaking=True) if destroyed else {}
        for one in self._unbroken(stepping):
            transition = Transition(
                before=before[one],
                changes=found[one],
                after=None if one in destroyed else self._applied[one],
                settled=self._classified(one, rest[one]),
                left=left.get(one, ()),
            )
            self._transitions[one] = (*self._transitions.get(one, ()), transition)
        return now

    def destroy(self) -> None:
        """Destroy what was applied.

        For a target that outlives the run: its state is in a file of the root, which has each
        resource as soon as it is made, whatever ends the run.
        """
        state = self._state_now()
        if self._forgettable:
            # Terraform would go through each call, to no use where the state has all it needs.
            self._write((), self._first_call)
            root.write_state(self.terraform.root, results.apart(state))
        else:
            # Some may have left the root before a step settled: what they run at destroy is in it.
            keys = {results.key_of(raw.get("module", "")) for raw in state["resources"]}
            there = [s for s in self._applying if s.key in keys]
            self._write(there, self._call_after(max(len(s.steps) for s in self._all)))
        with self._phase("destroy", "what was applied"):
            # What is gone already is no error to the provider, so nothing has to be read again.
            self.terraform.destroy(refresh=False)
        self._destroyed = state

    def left(self) -> tuple[str, ...]:
        """Addresses of what the target still has of what was destroyed."""
        if self._destroyed is None:
            return ()
        left = self._left_on_target(self._applying, self._destroyed)
        return tuple(f"{s.key}: {address}" for s, found in left.items() for address in found)

    def close(self) -> None:
        """Let functions remove what they gave; to be called when nothing is left that needs it.

        Raises:
            HarnessError: one of them failed.
        """
        self._given.close()

    @property
    def chain(self) -> Iterator[Batch]:
        """This batch, and the ones beneath it, in the order in which they are destroyed."""
        yield self
        if self.beneath:
            yield from self.beneath.chain

    @property
    def has_applied(self) -> bool:
        """Whether the state has anything that could be destroyed."""
        return bool(self._state_now()["resources"])

    @property
    def interrupted(self) -> bool:
        """Whether a Ctrl-C, or a SIGTERM, ended one of the stages."""
        return any(isinstance(error, KeyboardInterrupt) for error in self._stages.values())

    # -- the parts of a stage -------------------------------------------------------------------

    def _survivors(
        self,
        stage: str,
        scenarios: Collection[Scenario],
        out: Path,
        call: Callable[[Scenario], Call | None],
    ) -> list[Scenario]:
        """Plan all into `out`; take out what breaks, with its diagnostics, until the rest passes.

        Where there is nothing to do, there is no `out` afterwards: nothing to show either.
        """

        def attempt(scenarios: Collection[Scenario]) -> None:
            self._write(scenarios, call)
            with self._phase(stage, counted(scenarios)), self._recorded(stage):
                if not self.terraform.plan(out).changes:
                    out.unlink()

        left = list(scenarios)
        out.unlink(missing_ok=True)
        while left:
            try:
                attempt(left)
            except TerraformFailed as failure:
                found = self._culprits(failure, left, attempt, self.terraform, call)
                self._break(stage, found)
                left = [s for s in left if s not in found]
            else:
                return self._unbroken(left)
        return []

    def _named_apart(
        self,
        scenarios: Collection[Scenario],
        call: Callable[[Scenario], Call | None],
    ) -> blame.Blame:
        """Who is to blame where scenarios share a call, so that not all errors name theirs.

        They are planned once more in a root beside, a call each.
        """
        if not self._shared(scenarios):
            return {}
        terraform = self._beside("apart")
        self._write(scenarios, call, terraform)
        try:
            with self._phase("find the failing", counted(scenarios), terraform):
                terraform.plan(terraform.root / "apart.tfplan", refresh=False)
        except TerraformFailed as closer:
            return blame.attribute(closer.diagnostics, scenarios)
        return {}

    def _culprits(
        self,
        failure: TerraformFailed,
        scenarios: Collection[Scenario],
        attempt: Callable[[Collection[Scenario]], None],
        terraform: Terraform,
        call: Callable[[Scenario], Call | None] | None = None,
    ) -> blame.Blame:
        """Who is to blame: those that the errors name, else those found by looking closer.

        `call` is given where the scenarios may share calls, and can be planned apart.
        """
        found = self._named(failure, scenarios) or self._invalid(scenarios, terraform)
        if not found and call:
            found = self._named_apart(scenarios, call)
        if found:
            return found
        with self._phase("find the failing", counted(scenarios), terraform):
            failing = terraform.failing_addresses(terraform.root / "trace.log")
        keys = {results.key_of(address) for address in failing}
        suspects = [s for s in scenarios if s.key in keys]
        return blame.one_by_one(suspects, attempt) or blame.bisect(scenarios, failure, attempt)

    def _named(self, failure: TerraformFailed, scenarios: Collection[Scenario]) -> blame.Blame:
        """Whom the errors name: by an address, a call, or a provider block."""
        named = blame.attribute(failure.diagnostics, scenarios)
        for scenario in scenarios:
            blocks = {block.alias for block in self._blocks_of([scenario])}
            errors = tuple(
                d for d in blame.errors_of(failure) if d.address.rpartition(".")[2] in blocks
            )
            if errors:
                named[scenario] = (*named.get(scenario, ()), *errors)
        if not named and isinstance(failure, TerraformTimedOut):
            raise failure  # looking closer would take as long again
        return named

    def _invalid(self, scenarios: Collection[Scenario], terraform: Terraform) -> blame.Blame:
        """Scenarios whose module no inputs would mend, with what Terraform says of it."""
        modules = {s.module for s in scenarios}
        if modules <= self._valid:
            return {}
        with self._phase("validate", counted(scenarios), terraform):
            errors = [d for d in terraform.validate() if d.severity == "error"]
        folders = root.folders_by_call(terraform.root)
        found: dict[Scenario, tuple[Diagnostic, ...]] = {}
        for scenario in scenarios:
            shared = self._share and scenario.shared_call
            own = folders.get(scenario.key) or (folders.get(shared, set()) if shared else set())
            said = [d for d in errors if (terraform.root / d.filename).resolve().parent in own]
            if said:
                found[scenario] = tuple(said)
        self._valid |= modules - {s.module for s in found}
        return found

    def _break(self, stage: str, found: blame.Blame) -> None:
        for scenario, diagnostics in found.items():
            self._broken.setdefault(scenario, ScenarioFailed(stage, diagnostics))
        self._destroy_anchored([s for s in found if s.key in self._anchored])

    def _destroy_anchored(
        self, scenarios: Collection[Scenario]
    ) -> dict[Scenario, tuple[Change, ...]]:
        """Destroy what scenarios made whose calls have provider blocks of their own.

        Without its call, nobody could: Terraform would ask for the provider's configuration.
        https://developer.hashicorp.com/terraform/language/modules/develop/providers#legacy-shared-modules-with-provider-configurations
        """
        there = results.state_resources(self._state_now()) if scenarios else {}
        leaving = [s for s in scenarios if s.key in there]
        if leaving:
            with self._phase("destroy", counted(leaving)):
                calls = [f"module.{s.key}" for s in leaving]
                self.terraform.destroy(refresh=False, targets=calls)
        return {
            s: tuple(
                Change(r.address, r.type, ("delete",), r.values, {}, {})
                for r in there[s.key].values()
                if r.managed
            )
            for s in leaving
        }

    def _unbroken(self, scenarios: Iterable[Scenario]) -> list[Scenario]:
        return [s for s in scenarios if s not in self._broken]

    def _apply_all(
        self,
        stage: str,
        scenarios: Collection[Scenario],
        plan: Path | None,
        call: Callable[[Scenario], Call | None],
    ) -> None:
        """Apply, and again without those that broke where the others may wait for them.

        In a call that scenarios share, Terraform makes a resource after the ones it refers to, of
        all scenarios; and the call's outputs last. What was finished the first time is judged by
        what this second plan would change of it, since the plan after that no longer shows it.

        Raises:
            TerraformFailed: nothing was applied, or the error belongs to no scenario.
        """
        left = list(scenarios)
        self._blocks |= dict.fromkeys(self._blocks_of(scenarios))
        with self._recorded(stage):
            while (ended := self._run_apply(stage, left, plan)) is not Ended.WHOLE:
                rest = self._unbroken(left)
                waiting = len(rest) < len(left) and self._shared(rest)
                if not rest or not (waiting or ended is Ended.STOPPED):
                    return
                plan, stage = self.terraform.root / "rest.tfplan", "apply the rest"
                left = self._survivors("plan the rest", rest, plan, call)
                if not plan.exists():
                    return
                for scenario, found in self._changes(plan, left).items():
                    # What is created now was waiting for what broke.
                    differing = tuple(c for c in found if c.actions != ("create",))
                    self._differed[scenario] = (*self._differed.get(scenario, ()), *differing)

    def _run_apply(self, stage: str, scenarios: Collection[Scenario], plan: Path | None) -> Ended:
        """Apply. Errors of single resources break their scenarios; the rest is applied.

        Raises:
            TerraformFailed: nothing was applied, or the error belongs to no scenario.
        """
        planned = plan is not None
        failed: dict[str, None] = {}
        one_at_a_time = self._one_at_a_time
        parallelism = 1 if one_at_a_time else self.terraform.parallelism
        terraform = dataclasses.replace(self.terraform, parallelism=parallelism)

        with self._phase(stage, counted(scenarios), terraform) as heard:

            def listen(event: Mapping[str, Any]) -> None:
                nonlocal planned
                planned = planned or event.get("type") == "change_summary"
                if event.get("type") == "apply_errored":
                    failed[event["hook"]["resource"]["addr"]] = None
                heard(event)

            terraform.on_event = listen
            try:
                terraform.apply(plan)
            except TerraformFailed as failure:
                if not planned:
                    raise
                crashed = isinstance(failure, ProviderCrashed)
                if crashed and not one_at_a_time:
                    # All that was under way has failed: the next time only one thing is.
                    self._one_at_a_time = True
                    return Ended.STOPPED
                suspects = [*failed][:1] if crashed else failed
                everyone = [*scenarios, *self._broken]
                found = blame.of_apply(blame.errors_of(failure), suspects, everyone)
                if not found:
                    raise
                self._break(stage, blame.hinted(found) if len(scenarios) > 1 else found)
                stopped = crashed or isinstance(failure, TerraformTimedOut)
                return Ended.STOPPED if stopped else Ended.IN_PART
        return Ended.WHOLE

    def _read_state(self, scenarios: Collection[Scenario], stage: str) -> tftest.TerraformState:
        """Give each scenario its part of what a stage has applied."""
        with self._phase("read state", counted(scenarios)):
            state = self._state_now()
        outputs = results.state_outputs(state, scenarios)
        resources = results.state_resources(state)
        made = {
            s: [
                (r.type, str(r["id"]))
                for r in resources.get(s.key, {}).values()
                if r.managed and r.get("id")
            ]
            for s in scenarios
        }
        self._break("apply", blame.collisions(made))
        names = {
            key: {
                str(r[name])
                for r in of_one.values()
                for name in NAMING
                if r.managed and r.get(name)
            }
            for key, of_one in resources.items()
        }
        calls = CallsByOwner(self._calls.get(stage, ()), names) if self._gateway else None
        for scenario in self._unbroken(scenarios):
            self._applied[scenario] = Applied(
                scenario,
                outputs[scenario],
                resources.get(scenario.key, results.Resources()),
                self.target,
                self._make_client,
                calls,
                json.loads(scenario.providers),
            )
        return state

    def _state_now(self) -> tftest.TerraformState:
        """The root's state, without a start of Terraform."""
        if self._state:
            return parsed_state(self._state.content)
        file = self.terraform.root / root.STATE
        return parsed_state(file.read_bytes() if file.exists() else b"")

    def _classified(self, scenario: Scenario, found: tuple[Change, ...]) -> Replanned:
        return gaps.classify(Replanned(scenario, found), self._gaps)

    def _drift(self, scenario: Scenario, number: int) -> None:
        """Let the test change the scenario behind Terraform's back, where that is the step."""
        for step in scenario.steps[number - 1 : number]:
            if step.drift is None:
                continue
            try:
                step.drift(self._applied[scenario])
            except (Exception, pytest.fail.Exception) as error:
                said = Diagnostic("error", "The drift function failed", f"{error!r}")
                self._break("drift", {scenario: (said,)})

    def _left_on_target(
        self,
        scenarios: Collection[Scenario],
        before: tftest.TerraformState,
        *,
        breaking: bool = False,
    ) -> dict[Scenario, tuple[str, ...]]:
        """Of what a state knew, what the target still has.

        The provider is asked to read each of them again: what is gone, it says, is gone.

        Args:
            scenarios: whose things to look for.
            before: the state that knew them.
            breaking: let scenarios break whose things cannot be read, and look for the others'.
        """
        keys = {s.key for s in scenarios}
        kept = [
            raw
            for raw in before["resources"]
            if raw["mode"] == "managed"
            and results.key_of(raw.get("module", "")) in keys
            and "terraform.io/builtin/" not in raw["provider"]  # lives in the state only
        ]
        if not kept:
            return {}
        probe = self._beside("probe")
        anchored = [s for s in scenarios if s.key in self._anchored]
        if anchored:  # their provider blocks are read with them; nothing is made
            self._write(anchored, self._first_call, probe)
        else:
            root.share_installed(self.terraform.root, probe.root)
            root.write(probe.root, (), blocks=self._blocks)
            root.configure_provider(probe.root, self.target.provider())
        root.write_state(probe.root, {**before, "resources": kept, "outputs": {}})
        gone: set[tuple[str, str]] = set()
        reading: dict[str, None] = {}
        unreadable: blame.Blame = {}
        with self._phase("look for leftovers", f"{len(kept)} resources", probe) as heard:

            def listen(event: Mapping[str, Any]) -> None:
                match event.get("type"):
                    case "resource_drift" if event["change"]["action"] == "delete":
                        address = event["change"]["resource"]["addr"]
                        gone.add((results.key_of(address), results.relative(address)))
                    case "refresh_start":
                        reading[event["hook"]["resource"]["addr"]] = None
                    case "refresh_complete":
                        reading.pop(event["hook"]["resource"]["addr"], None)
                heard(event)

            probe.on_event = listen
            try:
                probe.plan(probe.root / "probe.tfplan", refresh_only=True)
            except TerraformFailed as failure:
                unreadable = blame.of_apply(failure.diagnostics, reading, scenarios)
                if not unreadable or not breaking:
                    raise
                self._break("look for leftovers", unreadable)
        if unreadable:
            return self._left_on_target(self._unbroken(scenarios), before, breaking=breaking)
        had = results.state_resources(tftest.TerraformState({**before, "resources": kept}))
        return {
            s: tuple(a for a in had.get(s.key, {}) if (s.key, a) not in gone) for s in scenarios
        }

    def _install(
        self,
        scenarios: Sequence[Scenario],
        call: Callable[[Scenario], Call | None],
        terraform: Terraform | None = None,
    ) -> list[Scenario]:
        """Make the root hold these calls; those of a module that cannot be installed break.

        Terraform installs all modules of a root or none: a syntax error in one, a provider or a
        version that cannot be had, would fail the tests of every other.

        Raises:
            HarnessError: it is the only module, and Terraform did not get to read it.
        """
        modules = {made.source for made in map(call, scenarios) if made}
        try:
            self._write(scenarios, call, terraform)
        except HarnessError as failure:
            if len(modules) == 1:
                if not isinstance(failure, TerraformFailed):
                    raise
                self._break("init", dict.fromkeys(scenarios, blame.errors_of(failure)))
                return []
        else:
            return list(scenarios)
        for number, module in enumerate(sorted(modules)):
            own = [s for s in scenarios if (made := call(s)) and made.source == module]
            try:
                self._write(own, call, self._beside(f"module-{number}"))
            except HarnessError as failure:
                self._break("init", dict.fromkeys(own, blame.errors_of(failure)))
        rest = self._unbroken(scenarios)
        self._write(rest, call, terraform)
        return rest

    def _write(
        self,
        scenarios: Collection[Scenario],
        call: Callable[[Scenario], Call | None],
        terraform: Terraform | None = None,
    ) -> None:
        """Make the root hold these calls, and install their modules where that is due."""
        beside = terraform is not None
        terraform = terraform or self.terraform
        calls = [made for made in map(call, scenarios) if made]
        blocks = {**self._blocks, **dict.fromkeys(self._blocks_of(scenarios))}
        sources = root.write(
            terraform.root,
            calls,
            blocks=blocks,
            share=self._share and not beside,
            state=None if beside or not self._state else self._state.url,
        )
        installed = self._installed.get(terraform.root)
        if installed is not None and sources.items() <= installed.items():
            return
        try:
            with self._phase("init", counted(calls), terraform):
                terraform.init()
        except TerraformFailed as failure:
            # A module from elsewhere that it calls has a provider block: nobody could see that.
            if beside or not self._share or _NOT_REPEATABLE not in failure.output:
                raise
            self._share = False
            self._write(scenarios, call)
        else:
            root.trust_installed(terraform.root)
            root.configure_provider(terraform.root, self.target.provider())
            self._installed[terraform.root] = sources
            if not beside:
                folders = root.folders_by_call(terraform.root)
                self._forgettable &= variables.forgettable(set().union(*folders.values()))
                self._anchored |= {
                    name for name, own in folders.items() if any(map(variables.has_provider, own))
                }

    def _beside(self, name: str) -> Terraform:
        """Terraform in another root of the batch, where each scenario has a call of its own."""
        return self.terraform.beside(name)

    def _shared(self, scenarios: Iterable[Scenario]) -> bool:
        return self._share and any(s.shared_call for s in scenarios)

    def _first_call(self, scenario: Scenario) -> Call:
        return self._call(scenario, self._sources.get(scenario, scenario.module), 0)

    def _call_after(self, number: int) -> Callable[[Scenario], Call | None]:
        """The calls after a step; none where it, or one before it, destroys."""

        def call(scenario: Scenario) -> Call | None:
            if _destroys(scenario, number):
                return None
            return self._call(scenario, scenario.module, number)

        return call

    def _call(self, scenario: Scenario, source: Path, done: int) -> Call:
        passed, _ = configurations(scenario, self.target)
        return Call(scenario, source, self._arguments(scenario, done), passed)

    def _arguments(self, scenario: Scenario, done: int) -> dict[str, Any]:
        name, given = scenario.key + self._run, self._given.to(scenario)
        return scenario.arguments(done, name=name, given=given)

    def _blocks_of(self, scenarios: Iterable[Scenario]) -> Iterator[Configuration]:
        for scenario in scenarios:
            yield from configurations(scenario, self.target)[1]

    def _check_out(self) -> None:
        """Unpack the revisions that scenarios start from."""
        folder = self.terraform.root / "revisions"
        for scenario in self._unbroken(self._applying):
            if scenario.steps and scenario.steps[0].revision:
                try:
                    source = revisions.checkout(scenario.module, scenario.steps[0].revision, folder)
                except HarnessError as error:
                    self._break("checkout", {scenario: (Diagnostic("error", str(error)),)})
                else:
                    self._sources[scenario] = source

    def _changes(
        self, plan: Path, scenarios: Collection[Scenario]
    ) -> dict[Scenario, tuple[Change, ...]]:
        """What a second plan would touch. Showing a plan starts the provider: not for nothing."""
        if not plan.exists():
            return dict.fromkeys(scenarios, ())
        return results.changes(self._show(plan), scenarios)

    def _show(self, plan: Path) -> tftest.TerraformPlanOutput:
        with self._phase("show", plan.stem):
            return self.terraform.show_plan(plan)

    def _recorded(self, stage: str) -> contextlib.AbstractContextManager[None]:
        """Keep the calls that are made meanwhile as those of a stage."""
        return recorded(self._gateway, self._calls.setdefault(stage, []))

    @contextlib.contextmanager
    def _phase(
        self, name: str, what: str, terraform: Terraform | None = None
    ) -> Iterator[Callable[[Mapping[str, Any]], None]]:
        terraform = terraform or self.terraform
        with self._progress.phase(name, what) as heard:
            terraform.on_event = heard
            yield heard


def _together(earlier: Iterable[Change], later: Collection[Change]) -> tuple[Change, ...]:
    """What two plans would touch; of what both would, as the later one says it."""
    touched = {change.address for change in later}
    return (*(change for change in earlier if change.address not in touched), *later)


def _destroys(scenario: Scenario, number: int) -> bool:
    """Whether a scenario is gone after so many steps."""
    return any(step.kind == "destroy" for step in scenario.steps[:number])
