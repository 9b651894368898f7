"""A root module that holds the module calls of a batch, and Terraform in it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tftest

from . import module_text, root_files
from .addresses import key_of
from .errors import TerraformFailed
from .module_calls import CallOf, ModuleCall
from .progress import Progress
from .providers import ProviderBlock
from .scenario import Scenario, counted
from .state_server import StateServer
from .targets import Target
from .terraform import Terraform, parsed_state

_NO_FOR_EACH = "Module is incompatible with count, for_each"


class Root:
    """A root module on disk.

    Args:
        terraform: Terraform in the root's folder.
        target: the `aws` provider is configured for it.
        progress: shows what is running.
        state_server: keeps the state; None for a file in the folder.
        shares_calls: scenarios may share a module call. If not, errors always name the scenario.

    Attributes:
        applied_blocks: provider blocks that resources in the state may need.
        anchored: names of calls whose modules have a `provider` block. Their resources can only be
            destroyed while the call is in the root.
        can_destroy_without_code: no module so far needs its code to be destroyed.
    """

    def __init__(
        self,
        terraform: Terraform,
        target: Target,
        progress: Progress,
        state_server: StateServer | None = None,
        *,
        shares_calls: bool = True,
    ) -> None:
        self.terraform = terraform
        self.target = target
        self.applied_blocks: dict[ProviderBlock, None] = {}
        self.anchored: set[str] = set()
        self.can_destroy_without_code = True
        self._progress = progress
        self._state_server = state_server
        self._shares_calls = shares_calls
        self._installed: dict[str, Path] | None = None  # sources of the calls at the last init
        self._has_default = False  # a call so far has the default configuration of `aws`
        self._side_roots: dict[str, Root] = {}
        self._set_aside: list[Any] = []  # resources of the state

    @property
    def folder(self) -> Path:
        """The root's folder."""
        return self.terraform.root

    @property
    def _state_url(self) -> str | None:
        return self._state_server.url if self._state_server else None

    def side_root(self, name: str) -> Root:
        """Another root, in a folder of this one, where each scenario has a call of its own."""
        if name not in self._side_roots:
            terraform = self.terraform.in_folder(name)
            self._side_roots[name] = Root(
                terraform, self.target, self._progress, shares_calls=False
            )
        return self._side_roots[name]

    def write(self, scenarios: Iterable[Scenario], call_of: CallOf) -> None:
        """Make the root hold exactly the calls of these scenarios.

        `init` runs if a call has a new source.

        Raises:
            HarnessError: Terraform cannot install a module or a provider.
        """
        self._write_calls([call for call in map(call_of, scenarios) if call])

    def _write_calls(self, calls: Collection[ModuleCall]) -> None:
        blocks = dict(self.applied_blocks)
        for call in calls:
            blocks |= dict.fromkeys(call.providers.values())
            self._has_default |= "aws" not in call.providers
        sources = root_files.write(
            self.folder,
            calls,
            blocks=blocks,
            share=self._shares_calls,
            state=self._state_url,
        )
        if self._installed is None:
            self._installed = root_files.read_installed(self.folder, self._state_url)
            if self._installed is not None:
                self._after_init()
        if self._installed is not None and sources.items() <= self._installed.items():
            self._configure()
            return
        try:
            with self.phase("init", counted(calls)):
                self.terraform.init()
        except TerraformFailed as failure:
            # A remote module that it calls has a provider block; only init could find that out.
            if not self._shares_calls or _NO_FOR_EACH not in failure.output:
                raise
            self._shares_calls = False
            self._write_calls(calls)
        else:
            self._installed = sources
            self._after_init()
            root_files.note_installed(self.folder, sources, self._state_url)

    def _after_init(self) -> None:
        root_files.trust_installed(self.folder)
        self._configure()
        folders = root_files.folders_by_call(self.folder)
        self.can_destroy_without_code &= module_text.can_be_destroyed_without_code(
            set().union(*folders.values())
        )
        self.anchored |= {
            name
            for name, folders_of_call in folders.items()
            if any(map(module_text.has_provider, folders_of_call))
        }

    def _configure(self) -> None:
        # A provider with a second configuration that nobody needs could not be kept running.
        if self._has_default:
            root_files.configure_provider(self.folder, self.target.provider())

    def write_for_state(self, state: Mapping[str, Any], providers_from: Root) -> None:
        """Make the root hold a state and no calls, with the installed providers of a root."""
        if providers_from is not self:
            root_files.share_installed(providers_from.folder, self.folder)
        root_files.write(self.folder, (), blocks=self.applied_blocks)
        self._has_default = providers_from._has_default
        self._configure()
        root_files.write_state(self.folder, state)

    def shared_call(self, scenario: Scenario) -> str:
        """Name of the call that a scenario shares with others; empty if it has its own."""
        return scenario.shared_call if self._shares_calls else ""

    def by_call(self, scenarios: Iterable[Scenario]) -> dict[str, list[Scenario]]:
        """Scenarios by the name of their module call."""
        found: dict[str, list[Scenario]] = {}
        for scenario in scenarios:
            found.setdefault(self.shared_call(scenario) or scenario.key, []).append(scenario)
        return found

    def has_shared_calls(self, scenarios: Iterable[Scenario]) -> bool:
        """Whether any of the scenarios shares a call."""
        return any(map(self.shared_call, scenarios))

    def state(self) -> tftest.TerraformState:
        """The state, read without starting Terraform."""
        if self._state_server:
            return parsed_state(self._state_server.content)
        file = self.folder / root_files.STATE
        return parsed_state(file.read_bytes() if file.exists() else b"")

    def replace_state(self, state: Mapping[str, Any]) -> None:
        """Give the root another state."""
        if self._state_server:
            self._state_server.content = json.dumps(state).encode()
        else:
            root_files.write_state(self.folder, state)

    def set_aside(self, scenarios: Iterable[Scenario]) -> None:
        """Take the resources of scenarios out of the state, until `take_back`.

        Terraform then neither plans nor destroys them, whether or not their calls are in the root.
        The next apply would otherwise destroy the resources of failed scenarios, whose calls leave
        the root. Where it cannot, as with a protected user pool, it would not update what depends
        on such a resource in the other scenarios either.
        """
        state = self.state()
        leaving, staying = _of_scenarios(state["resources"], scenarios)
        if leaving:
            self._set_aside += leaving
            self._write_set_aside(state)  # first, in case the run is killed
            self.replace_state({**state, "resources": staying})

    def take_back(self, scenarios: Iterable[Scenario] | None = None) -> None:
        """Put into the state what was set aside of scenarios; default: of all."""
        state = self.state()
        returning, staying = self._set_aside, list[Any]()
        if scenarios is not None:
            returning, staying = _of_scenarios(self._set_aside, scenarios)
        if returning:
            self.replace_state({**state, "resources": [*state["resources"], *returning]})
            self._set_aside = staying
            self._write_set_aside(state)

    def _write_set_aside(self, state: Mapping[str, Any]) -> None:
        if self._set_aside:
            root_files.write_set_aside(self.folder, {**state, "resources": self._set_aside})
        else:
            root_files.remove_set_aside(self.folder)

    @contextlib.contextmanager
    def state_in_memory(self) -> Iterator[None]:
        """Keep the state in memory meanwhile.

        So that a killed run loses nothing, the state of before stays in a backup file until then.
        """
        state = {**self.state()}
        backup = root_files.back_up_state(self.folder)
        try:
            with StateServer() as self._state_server:
                self._installed = None  # another backend needs another init
                self.replace_state(state)
                try:
                    yield
                finally:
                    state = {**self.state()}
        finally:
            self._state_server = self._installed = None
            self.replace_state(state)
            backup.unlink()

    def show(self, plan: Path) -> tftest.TerraformPlanOutput:
        """A saved plan, parsed."""
        with self.phase("show", plan.stem):
            return self.terraform.show_plan(plan)

    @contextlib.contextmanager
    def phase(self, name: str, what: str) -> Iterator[Callable[[Mapping[str, Any]], None]]:
        """Show and time a phase, while Terraform's events move its progress on.

        Yields:
            The listener for events, for a caller that listens itself.
        """
        with self._progress.phase(name, what) as on_event:
            self.terraform.on_event = on_event
            yield on_event


def _of_scenarios(
    resources: Iterable[Any], scenarios: Iterable[Scenario]
) -> tuple[list[Any], list[Any]]:
    """The resources of a state that belong to some scenarios, and the others."""
    keys = {scenario.key for scenario in scenarios}
    parts: tuple[list[Any], list[Any]] = ([], [])
    for raw in resources:
        parts[key_of(raw.get("module", "")) not in keys].append(raw)
    return parts
