"""What one pytest process has open: the target, the root folder, the batch."""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from . import gaps, root, sharing
from .batch import Batch
from .environment import terraform_environment
from .errors import HarnessError, TargetUnavailable
from .gaps import Gap
from .gateway import Gateway, GatewayError
from .mocked import MockedBatch, NothingToApplyTo
from .progress import Progress
from .results import ClientMaker
from .running import NO_TARGET, Run
from .scenario import Need, Scenario
from .state_server import StateServer
from .targets import Target, open_target
from .targets.base import UNREACHABLE
from .terraform import Terraform


@dataclass
class Settings:
    """What the command line says."""

    target: str
    binary: str
    timeout: float
    parallelism: int
    keep: bool
    region: str | None = None
    known_gaps: tuple[Gap, ...] = ()
    gateway: bool = False
    rules: tuple[str, ...] = ()
    verified: tuple[str, ...] = ()


@dataclass
class Session:
    """Opens what is needed when it is first needed, and closes all of it at the end.

    Attributes:
        settings: what the command line says.
        progress: where to say what is going on.
        given: a target that somebody else has opened (the controller of pytest-xdist).
        needs: the scenarios, and what is wanted of each.
        groups: which root each is in; pytest-xdist gives all tests of a root to one worker.
        notes: lines for the end of the run.
        dirty: whether one of them says something that has to fail the run.
        stopped: whether somebody interrupted the clean-up.
        shown: what second plans have shown by the end, here and on workers.
    """

    settings: Settings
    progress: Progress
    given: Target | None = None
    needs: Mapping[Scenario, frozenset[Need]] = field(default_factory=dict)
    groups: Mapping[Scenario, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    calls: int = 0
    dirty: bool = False
    stopped: bool = False
    shown: gaps.Shown = field(default_factory=gaps.Shown)

    def __post_init__(self) -> None:
        self._open = contextlib.ExitStack()
        self._bare: Target | None = None
        self._target: Target | None = None
        self.gateway: Gateway | None = None
        self._batches: dict[int, Batch | MockedBatch] = {}
        self._version = ""
        self.providers: set[str] = set()  # with versions, as roots have installed them
        # Names on a target that outlives the run are not those of another run at the same time.
        self._run = secrets.token_hex(2)

    @property
    def bare_target(self) -> Target:
        """The target, opened, with no gateway before it."""
        if self._bare is None:
            settings = self.settings
            if settings.target == NO_TARGET:
                raise NothingToApplyTo
            target = self.given or self._open.enter_context(
                open_target(settings.target, keep=settings.keep)
            )
            self._bare = replace(target, region=settings.region or target.region)
        return self._bare

    @property
    def target(self) -> Target:
        """The target, behind the gateway where it is an emulator and the gateway is wanted.

        A gateway belongs to one process: its calls are those that this process had made.
        """
        if self._target is None:
            self._target = self._behind_gateway(self.bare_target)
        return self._target

    def _behind_gateway(self, target: Target) -> Target:
        settings = self.settings
        if not settings.gateway or target.endpoint is None:
            return target
        try:
            self.gateway = Gateway(target.endpoint, plugins=settings.rules)
            for sender in settings.verified:
                self.gateway.manual.verify_sender(sender)
            self._open.enter_context(self.gateway)
        except GatewayError as error:
            raise TargetUnavailable(f"The gateway cannot start: {error}") from error
        return replace(target, endpoint=self.gateway.endpoint)

    def batch(self, scenario: Scenario) -> Batch | MockedBatch:
        """The batch that the scenario is in, made when it is first asked for."""
        group = self.groups.get(scenario, 0)
        if group not in self._batches:
            self._batches[group] = self._make(group)
        return self._batches[group]

    def _make(self, group: int) -> Batch | MockedBatch:
        needs = {s: n for s, n in self.needs.items() if self.groups.get(s, 0) == group}
        folder = Path(tempfile.mkdtemp(prefix="terraform-scenarios-"))
        if self.settings.target == NO_TARGET:
            return MockedBatch(
                needs, self.terraform(folder / "root", folder, UNREACHABLE), self.progress
            )
        # Each root in an account of its own, where the target has accounts: roots that run at the
        # same time cannot meet.
        target = self.target.with_account(group) if group else self.target
        return self._batch(needs, folder, target)

    def _batch(
        self, needs: Mapping[Scenario, frozenset[Need]], folder: Path, target: Target
    ) -> Batch:
        """A batch whose root is in a folder; beneath it one of what is given to its scenarios."""
        terraform = self.terraform(folder / "root", folder, target)
        self._version = self._version or terraform.version()
        first = {
            given.scenario: frozenset({Need.APPLY})
            for scenario in needs
            for given in scenario.given
            if given.scenario
        }
        return Batch(
            needs,
            terraform,
            target,
            self.progress,
            self._counting(target),
            self.settings.known_gaps,
            self._state_server(target),
            self.gateway,
            self._batch(first, folder / "given", target) if first else None,
            "" if target.ephemeral else self._run,
        )

    def described(self) -> str:
        """Which Terraform works on which target, as far as both are known."""
        if not self._version:
            with contextlib.suppress(HarnessError), tempfile.TemporaryDirectory() as folder:
                binary, timeout = self.settings.binary, self.settings.timeout
                terraform = Terraform(Path(folder), binary, os.environ, timeout)
                self._version = terraform.version()
        settings = self.settings
        target = settings.target + (f" {self._bare.version}" if self._bare else "")
        gateway = "on" if settings.gateway else "off"
        program = f"{Path(settings.binary).name} {self._version}".strip()
        return f"{program}, target {target.strip()}, gateway {gateway}"

    def _state_server(self, target: Target) -> StateServer | None:
        """What keeps a root's state in memory; None where it is needed after the run, in a file."""
        if self.settings.keep or not target.ephemeral:
            return None
        return self._open.enter_context(StateServer())

    def terraform(self, root: Path, folder: Path, target: Target | None = None) -> Terraform:
        """Terraform in `root` for a target; `folder` holds its configuration."""
        target = target or self.target
        root.mkdir(parents=True, exist_ok=True)
        return Terraform(
            root,
            binary=self.settings.binary,
            env=terraform_environment(folder, target.environment()),
            timeout=self.settings.timeout,
            parallelism=self.settings.parallelism,
            watch=target.check,
        )

    def _counting(self, target: Target) -> ClientMaker:
        """Makes boto3 clients for a target, and counts their calls."""

        def count(**_: object) -> None:
            self.calls += 1

        def make(service: str, region: str | None, account: str | None) -> Any:
            client = target.client(service, region, account)
            client.meta.events.register("before-call", count)
            return client

        return make

    def note_stale_gaps(self) -> None:
        """Fail where the table of known gaps excuses what no longer happens in any root."""
        here = [gap for gap in self.settings.known_gaps if gap.target == self.settings.target]
        for gap in gaps.stale(here, self.shown):
            self.dirty = True
            self.notes.append(
                f"known-gaps.yaml: {gap.resource}.{gap.attribute} no longer differs on "
                f"{gap.target}. Take the entry out."
            )

    def report(self) -> dict[str, Any]:
        """What a worker of pytest-xdist measured and saw, for its controller."""
        timings = self.progress.timings
        return {
            "timings": {p: [s, timings.runs[p]] for p, s in timings.seconds.items()},
            "calls": self.calls,
            "notes": self.notes,
            "providers": [*self.providers],
            "dirty": self.dirty,
            "places": [*map(list, self.shown.places)],
            "types": [*self.shown.types],
        }

    def close(self) -> None:
        """Destroy what outlives the target, stop the target, remove the folders.

        A Ctrl-C while something is destroyed ends that, and nothing more is destroyed: what is
        left is said, and its state is kept.
        """
        with self._open:
            for batch in self._batches.values():
                for folder in (batch.terraform.root, *batch.terraform.root.glob("module-*")):
                    self.providers |= root.locked(folder)
                if isinstance(batch, MockedBatch):
                    shutil.rmtree(batch.terraform.root.parent, ignore_errors=True)
                    continue
                for replanned, types in batch.second_plans():
                    self.shown.add(replanned, types)
                self._clean_up([*batch.chain])

    def _clean_up(self, batches: Sequence[Batch]) -> None:
        """Destroy what batches have applied; where that does not succeed, say why and keep them.

        Args:
            batches: one, and beneath it those of what is given to it.
        """
        why, kept = "Kept." if self.settings.keep else "", batches
        try:
            for number, batch in enumerate(batches):
                if not why and not batch.target.ephemeral and batch.has_applied:
                    # What is given is kept beneath what is left: that may need it.
                    kept = batches[number:]
                    why = self._destroy(batch)
                if not why:
                    batch.close()
            # A topic's policy is there as long as the topic is, which may be given: look at last.
            left = [address for batch in batches for address in batch.left()] if not why else []
            if left:
                why, kept = f"After destroy the target still has: {', '.join(left)}.", batches
        except KeyboardInterrupt:
            self.stopped = True
            why = "Interrupted while cleaning up."
        except Exception as error:
            why = f"Cleaning up failed: {error}"
        if not why:
            shutil.rmtree(batches[0].terraform.root.parent, ignore_errors=True)
            return
        self.dirty = self.dirty or not self.settings.keep
        for batch in kept:
            # A gateway before the target ends with the run.
            target = replace(batch.target, endpoint=self.bare_target.endpoint)
            self.notes.append(_kept(why, batch, target))

    def _destroy(self, batch: Batch) -> str:
        """Destroy what a batch has applied; why not, where the person has had enough."""
        if self.stopped:
            return "Not cleaned up, since the run was interrupted."
        batch.destroy()
        if batch.interrupted:
            self.notes.append("Interrupted: what had been applied is destroyed.")
        return ""


def open_session(run: Run) -> Session:
    """The session of a run, by its options; nothing is started yet.

    Raises:
        TargetUnavailable: this is a worker of pytest-xdist, whose controller found no target.
    """
    config, option = run.config, run.config.option
    settings = Settings(
        target=option.target,
        binary=option.terraform_binary,
        timeout=option.terraform_timeout,
        parallelism=option.terraform_parallelism,
        keep=option.keep,
        region=option.terraform_region,
        known_gaps=run.known_gaps,
        gateway=(option.gateway or config.getini("terraform_gateway")) == "on",
        rules=tuple(config.getini("terraform_rules")),
        verified=tuple(config.getini("terraform_verified")),
    )
    worker = getattr(config, "workerinput", None)
    told = sharing.told_target(worker) if worker else None
    given = Target(**told) if told else None
    return Session(settings, _progress(config), given, run.needs, run.groups)


def _progress(config: pytest.Config) -> Progress:
    """Writing that reaches the person although pytest captures what tests write."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    capturing = config.pluginmanager.getplugin("capturemanager")

    def uncaptured() -> Any:
        if reporter and reporter.isatty:
            reporter.ensure_newline()  # where it has begun a line for the test that waits for us
        return capturing.global_and_fixture_disabled() if capturing else contextlib.nullcontext()

    if config.option.verbose < 0:
        return Progress(None, uncaptured)
    # Two workers cannot both move one line of a terminal: they write plain ones.
    plain = hasattr(config, "workerinput")
    with uncaptured():  # it looks now which colours the terminal has
        console = Console(stderr=True, force_terminal=False if plain else None)
    return Progress(console, uncaptured)


def _kept(why: str, batch: Batch, target: Target) -> str:
    """Why a root and its state are still there, and the commands to see and destroy what it has."""
    names = "".join(f"  export {k}={shlex.quote(v)}\n" for k, v in target.environment().items())
    configuration = batch.terraform.env.get("TF_CLI_CONFIG_FILE")
    if configuration:
        names += f"  export TF_CLI_CONFIG_FILE={shlex.quote(configuration)}\n"
    stop = f"\n  kill {target.pid}  # stops the {target.name} target" if target.pid else ""
    return (
        f"{why} To look around:\n{names}  cd {shlex.quote(str(batch.terraform.root))}\n"
        f"  {batch.terraform.binary} state list\n"
        f"  {batch.terraform.binary} destroy{stop}"
    )
