"""What a pytest process has open: the target, the gateway, the batches."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.model import OperationModel
from rich.console import Console

from . import cleanup, gaps, process, root_files, worker_files
from .batch import Batch, BatchSettings
from .engine import WarmEngine, fitting_library
from .environment import terraform_environment
from .errors import HarnessError, TargetUnavailable
from .gaps import Gap
from .gateway import Gateway
from .gateway.api_call import reads_only
from .mocked import MockedBatch, NothingToApplyTo
from .options import NO_TARGET, Options
from .progress import Progress
from .results import ClientMaker
from .reuse.conditions import conditions_digest
from .reuse.kept import Kept
from .reuse.results import Results
from .reuse.reuse import Reuse
from .root import Root
from .scenario import Need, Scenario, counted
from .state_server import StateServer
from .targets import MAY_HAVE_FALLBACK, UNREACHABLE, Target, open_target
from .terraform import Terraform
from .versions import LEAST_WITH_MOCKS, Version
from .workspace import open_gateway


class Session:
    """Opens the target and makes batches on first use, and closes everything at the end.

    Args:
        options: of the run.
        progress: shows what is running.
        known_gaps: changes in a second plan that the module does not cause.
        needs: the scenarios, and what tests need of each.
        batches: the number of each scenario's batch.
        shared_target: the target that the controller of pytest-xdist has opened.
        project: pytest's root folder, for which results are kept.

    Attributes:
        notes: lines to print at the end of the run.
        must_fail: one of the notes is a reason for the run to fail.
        cleanup_interrupted: a Ctrl-C ended the clean-up.
        api_calls: how many API calls tests made.
        commands: how many Terraform commands ran `warm` and `cold`.
        providers: the installed providers, with versions.
        second_plans: what the second plans of this process and of its workers showed.
        served: by target, the services that have answered calls, if there is a fallback.
        on_results: called at the end with what there is of each scenario.
    """

    def __init__(
        self,
        options: Options,
        progress: Progress,
        known_gaps: tuple[Gap, ...],
        needs: Mapping[Scenario, frozenset[Need]],
        batches: Mapping[Scenario, int],
        shared_target: Target | None,
        project: Path,
    ) -> None:
        self.options = options
        self.progress = progress
        self.notes: list[str] = []
        self.must_fail = False
        self.cleanup_interrupted = False
        self.api_calls = 0
        self._writes = 0
        self.commands: Counter[str] = Counter()
        self.providers: set[str] = set()
        self.second_plans = gaps.SecondPlans()
        self.served: dict[str, set[str]] = {}
        self.on_results: Callable[[Mapping[Scenario, Results]], None] | None = None
        self.gateway: Gateway | None = None
        self._known_gaps = known_gaps
        self._needs = needs
        self._numbers = batches
        self._shared_target = shared_target
        self._project = project
        self._open = contextlib.ExitStack()
        self._opening: Future[Target] | None = None
        self._bare_target: Target | None = None
        self._target: Target | None = None
        self._batches: dict[int, Batch | MockedBatch] = {}
        self._version: Version | None = None
        self._engine: WarmEngine | None = None
        self._reuse: Reuse | None = None
        self._reused: dict[Scenario, Results | None] = {}
        self._suffix = secrets.token_hex(2)

    def begin(self) -> None:
        """Start to open the target, beside what does not need it: the version, the engine."""
        if self.options.target != NO_TARGET and not self.options.reuse and not self._shared_target:
            # At the end, it is waited for, and then closed.
            executor = self._open.enter_context(ThreadPoolExecutor(1))
            self._opening = executor.submit(self._open_target)

    def _open_target(self) -> Target:
        options = self.options
        return self._open.enter_context(open_target(options.target, keep=options.keep))

    def _opened_target(self) -> Target:
        opening, self._opening = self._opening, None
        return opening.result() if opening else self._open_target()

    @property
    def bare_target(self) -> Target:
        """The target, without the gateway.

        Raises:
            TargetUnavailable: it cannot be opened, or the option is `--target none`.
        """
        if self._bare_target is None:
            options = self.options
            if options.target == NO_TARGET:
                raise NothingToApplyTo
            target = (
                self.reuse.target if self.reuse else self._shared_target or self._opened_target()
            )
            self._bare_target = replace(target, region=options.region or target.region)
        return self._bare_target

    @property
    def target(self) -> Target:
        """The target, with the gateway in front of an emulator if the options ask for one.

        Each process has a gateway of its own, which records only the calls of that process.
        """
        if self._target is None:
            target = self.bare_target
            if self._wants_gateway(target) and target.endpoint is not None:
                options = self.options
                self.gateway = self._open.enter_context(
                    open_gateway(
                        target,
                        rules=options.rules,
                        verified=options.verified,
                        active=options.active,
                        port=self.reuse.gateway_port if self.reuse else 0,
                        prepare=self.reuse.restore if self.reuse else _unprepared,
                    )
                )
                target = replace(target, endpoint=self.gateway.endpoint)
            self._target = target
        return self._target

    @property
    def reuse(self) -> Reuse | None:
        """What is taken over from the last run; None without `--reuse`.

        Raises:
            HarnessError: another run uses it.
        """
        if self._reuse is None and self.options.reuse:
            conditions = conditions_digest(
                {
                    "options": dataclasses.asdict(self.options),
                    "known_gaps": [*map(str, self._known_gaps)],
                },
                self.options.binary,
                ("terraform_scenarios", *self.options.rules),
                os.environ,
            )
            self._reuse = Reuse(Kept.open(self._project), conditions)
        return self._reuse

    def batch(self, scenario: Scenario) -> Batch | MockedBatch | Results:
        """The scenario's batch, or its results if they are reused."""
        reused = self._results(scenario)
        if reused:
            return reused
        number = self._numbers.get(scenario, 0)
        if number not in self._batches:
            self._batches[number] = self._make_batch(number)
        return self._batches[number]

    def _results(self, scenario: Scenario) -> Results | None:
        """The scenario's results, if they are reused."""
        if self.reuse and scenario not in self._reused:
            needs = self._needs.get(scenario, frozenset())
            found = self.reuse.find(scenario, needs, self._counting_clients, self.target)
            self._reused[scenario] = found
        return self._reused.get(scenario)

    def _make_batch(self, number: int) -> Batch | MockedBatch:
        needs = {
            s: n
            for s, n in self._needs.items()
            if self._numbers.get(s, 0) == number and not self._results(s)
        }
        folder = (
            self.reuse.kept.root_folder(number)
            if self.reuse
            else Path(tempfile.mkdtemp(prefix="terraform-scenarios-"))
        )
        if self.options.target == NO_TARGET:
            terraform = self.terraform(folder / "root", UNREACHABLE)
            terraform.version(LEAST_WITH_MOCKS, "for the mock providers of --target none")
            return MockedBatch(needs, terraform, self.progress)
        # Batches that run at the same time use different accounts, if the target has accounts.
        target = self.target.with_account(number) if number else self.target
        if self.reuse:
            target = self.reuse.next_account(self.target)
        settings = BatchSettings(
            self._counting_clients(target),
            self._known_gaps,
            self.gateway,
            # On a target that outlives the run, another run may use the same names.
            suffix="" if target.ephemeral else self._suffix,
        )
        return self._real_batch(needs, folder, target, settings)

    def _real_batch(
        self,
        needs: Mapping[Scenario, frozenset[Need]],
        folder: Path,
        target: Target,
        settings: BatchSettings,
    ) -> Batch:
        """A batch with its root in a folder, and with the batch of the modules given to it."""
        terraform = self.terraform(folder / "root", target)
        root = Root(terraform, target, self.progress, self._state_server(terraform.root, target))
        given_needs = {
            given.scenario: frozenset({Need.APPLY})
            for scenario in needs
            for given in scenario.given
            if given.scenario
        }
        given_batch = (
            self._real_batch(given_needs, folder / "given", target, settings)
            if given_needs
            else None
        )
        return Batch(needs, root, settings, given_batch)

    def _state_server(self, root: Path, target: Target) -> StateServer | None:
        """Keeps a state in memory; None if the state is needed after the run."""
        if self.options.keep or not target.ephemeral:
            return None
        return self._open.enter_context(StateServer(root_files.noted_state(root)))

    def terraform(self, root: Path, target: Target | None = None) -> Terraform:
        """Terraform in a root, for a target.

        Args:
            root: its folder.
            target: default: the session's.
        """
        target = target or self.target
        root.mkdir(parents=True, exist_ok=True)
        return Terraform(
            root,
            binary=self.options.binary,
            env=terraform_environment(self._settings, target.environment()),
            timeout=self.options.timeout,
            parallelism=self.options.parallelism,
            watch=target.check,
            run=self.engine.run if self.engine else process.run,
        )

    @functools.cached_property
    def _settings(self) -> Path:
        """The folder of Terraform's own configuration, one for all commands."""
        if self.reuse:
            return self.reuse.kept.subfolder("settings")
        folder = Path(tempfile.mkdtemp(prefix="terraform-scenarios-"))
        if not self.options.keep:
            self._open.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder

    @property
    def version(self) -> Version:
        """Terraform's version.

        Raises:
            TerraformNotFound: there is no such program.
            TerraformTooOld: this package does not support it.
        """
        if self._version is None:
            with tempfile.TemporaryDirectory() as folder:
                options = self.options
                terraform = Terraform(Path(folder), options.binary, os.environ, options.timeout)
                self._version = terraform.version()
        return self._version

    @property
    def engine(self) -> WarmEngine | None:
        """The warm engine; None if the options ask for a cold one."""
        if self._engine is None and self.options.warm and self.options.target != NO_TARGET:
            kept = self.reuse.engine if self.reuse else None
            if kept is None:
                kept = WarmEngine(fitting_library(self.options.binary, self.version))
            self._engine = kept
            self._open.callback(self._close_engine, self._engine)
        return self._engine

    def _close_engine(self, engine: WarmEngine) -> None:
        self.commands.update(engine.ran)
        if engine.broken:
            self.notes.append(f"{engine.broken}: the commands after that ran cold")
        if self.reuse is None:
            engine.close()

    @property
    def writes(self) -> int:
        """How many API calls and manual actions so far can have changed something."""
        return self._writes + (self.gateway.writes if self.gateway else 0)

    def spoil(self, scenario: Scenario) -> None:
        """Do not keep a scenario's results: a test has changed its resources."""
        if self.reuse:
            self.reuse.spoiled.add(scenario)

    def _counting_clients(self, target: Target) -> ClientMaker:
        """Makes boto3 clients for a target, and counts their calls."""

        def count(model: OperationModel, **_: object) -> None:
            self.api_calls += 1
            self._writes += not reads_only(model.name)

        def make(service: str, region: str | None, account: str | None) -> Any:
            client = target.client(service, region, account)
            client.meta.events.register("before-call", count)
            return client

        return make

    def describe(self) -> str:
        """The Terraform, the target and the gateway of the run, as far as they are known."""
        options = self.options
        program = Path(options.binary).name
        with contextlib.suppress(HarnessError):
            program = f"{self.version}, {self._describe_engine()}"
        target = self._bare_target
        gateway = "on" if self._wants_gateway(target) else "off"
        title = target.title if target else options.target
        return f"{program}, target {title}, gateway {gateway}"

    def _describe_engine(self) -> str:
        engine = self.engine
        if engine is None:
            return "engine cold"
        return "engine warm" if engine.library else "engine warm (only providers)"

    def _wants_gateway(self, target: Target | None) -> bool:
        """Whether there is a gateway; if the options do not say, only for a fallback."""
        if self.options.gateway is None:
            return target is not None and target.fallback is not None
        return self.options.gateway

    def describe_services(self) -> list[str]:
        """Which emulator has which services, if there are two; one line, or none.

        This opens a target that may have a fallback.
        """
        if self.options.target != MAY_HAVE_FALLBACK:
            return []
        with contextlib.suppress(TargetUnavailable):  # the tests report it
            target = self.bare_target
            if target.fallback:
                return [
                    f"{target.title}: {', '.join(target.services)}; "
                    f"{target.fallback.title}: the other services"
                ]
        return []

    def _note_served(self) -> None:
        """Note which emulator has answered for which services, if there are two."""
        target = self._bare_target
        if self.gateway and target and target.fallback:
            served = self.gateway.served
            self._add_served({target.title: served["upstream"]})
            self._add_served({target.fallback.title: served["fallback"]})

    def _add_served(self, served: Mapping[str, Iterable[str]]) -> None:
        for title, services in served.items():
            self.served.setdefault(title, set()).update(services)

    def note_stale_gaps(self) -> None:
        """Fail the run if a known gap did not occur in any batch."""
        here = [gap for gap in self._known_gaps if gap.target == self.options.target]
        for gap in gaps.stale(here, self.second_plans):
            self.must_fail = True
            self.notes.append(
                f"known-gaps.yaml: {gap.resource}.{gap.attribute} no longer differs on "
                f"{gap.target}. Remove the entry."
            )

    def report(self) -> dict[str, Any]:
        """What a worker of pytest-xdist reports to its controller."""
        timings = self.progress.timings
        return {
            "timings": {p: [s, timings.runs[p]] for p, s in timings.seconds.items()},
            "api_calls": self.api_calls,
            "commands": dict(self.commands),
            "notes": self.notes,
            "providers": [*self.providers],
            "must_fail": self.must_fail,
            "excused": [*map(list, self.second_plans.excused)],
            "types": [*self.second_plans.types],
            "served": {title: [*services] for title, services in self.served.items()},
        }

    def add_report(self, report: Mapping[str, Any]) -> None:
        """Add the report of a worker."""
        for phase, (seconds, runs) in report["timings"].items():
            self.progress.timings.add(phase, seconds, runs)
        self.api_calls += report["api_calls"]
        self.commands.update(report["commands"])
        self.notes += report["notes"]
        self.providers |= {*report["providers"]}
        self.must_fail |= report["must_fail"]
        self.second_plans.excused |= {(kind, name) for kind, name in report["excused"]}
        self.second_plans.types |= {*report["types"]}
        self._add_served(report["served"])

    def close(self) -> None:
        """Destroy what would outlive the target, stop the target, and remove the folders.

        A Ctrl-C during a destroy ends it, and no more is destroyed: a note lists what is left.
        """
        with self._open:
            for one in self._batches.values():
                self._note_providers(one.folder)
                if self.on_results:
                    self.on_results(one.results())
                if isinstance(one, MockedBatch):
                    one.close()
                    continue
                for replanned, types in one.second_plans():
                    self.second_plans.add(replanned, types)
                if self.reuse:
                    self.reuse.add(one.results(), one.root.target)
                self._clean_up(one)
            if self.on_results:
                self.on_results({s: found for s, found in self._reused.items() if found})
            for reused in self._reused.values():
                for replanned, types in reused.second_plans() if reused else ():
                    self.second_plans.add(replanned, types)
            self._note_served()
            if self._reuse:
                if self._reuse.reused:
                    self.notes.append(f"{counted(self._reuse.reused)} reused")
                for module, reason in self._reuse.reasons.items():
                    self.notes.append(f"Not kept for the next run: {module}, since {reason}")
                self._reuse.leave(self.gateway, self._engine or self._reuse.engine, self._needs)

    def _note_providers(self, folder: Path) -> None:
        for root in (folder, *folder.glob("module-*")):
            self.providers |= root_files.installed_providers(root)

    def _clean_up(self, one: Batch) -> None:
        result = cleanup.clean_up(
            one,
            keep=self.options.keep,
            interrupted=self.cleanup_interrupted,
            remove=self.reuse is None,
        )
        self.cleanup_interrupted |= result.interrupted
        self.must_fail |= result.must_fail
        self.notes += result.notes
        for kept in result.kept:
            # The gateway ends with the run, so the commands go to the target itself.
            target = replace(kept.root.target, endpoint=self.bare_target.endpoint)
            self.notes.append(cleanup.how_to_look(result.reason, kept.root.terraform, target))


def _unprepared(_: Gateway) -> None:
    """Nothing is taken over."""


def open_session(
    config: pytest.Config,
    options: Options,
    known_gaps: tuple[Gap, ...],
    needs: Mapping[Scenario, frozenset[Need]],
    batches: Mapping[Scenario, int],
) -> Session:
    """The session of a run; nothing is started yet.

    Raises:
        TargetUnavailable: this is a worker of pytest-xdist, and its controller has no target.
    """
    worker = getattr(config, "workerinput", None)
    attributes = worker_files.read_target(worker) if worker else None
    shared_target = Target.from_json(attributes) if attributes else None
    return Session(
        options, _progress(config), known_gaps, needs, batches, shared_target, config.rootpath
    )


def _progress(config: pytest.Config) -> Progress:
    """Progress that the user sees although pytest captures output."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    capturing = config.pluginmanager.getplugin("capturemanager")

    @contextlib.contextmanager
    def uncaptured() -> Iterator[None]:
        with contextlib.ExitStack() as stack:
            if capturing:
                stack.enter_context(capturing.global_and_fixture_disabled())
            if reporter and reporter.isatty:  # pytest may have begun a line for the running test
                reporter.ensure_newline()
                reporter.flush()  # progress is written to another stream
            yield

    if config.option.verbose < 0:
        return Progress(None, uncaptured)
    # Two workers cannot both update one line of a terminal, so they print plain lines.
    plain = hasattr(config, "workerinput")
    with uncaptured():  # Console looks up the terminal's colours when it is created
        console = Console(stderr=True, force_terminal=False if plain else None)
    return Progress(console, uncaptured)
