"""Finds the scenarios that make a plan of many scenarios fail."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from . import blame, root_files
from .addresses import key_of
from .blame import Blame
from .errors import Diagnostic, TerraformFailed, TerraformTimedOut
from .module_calls import CallOf, ModuleCalls
from .root import Root
from .scenario import Scenario, counted

Attempt = Callable[[Collection[Scenario]], None]  # plans some scenarios; raises TerraformFailed


class Culprits:
    """Finds who failed, by the cheapest way that works.

    1. The errors name a scenario.
    2. `terraform validate` fails for a module: it is broken for every input.
    3. Scenarios that share a call are planned once more, each with a call of its own.
    4. Terraform's trace log names the failing resources, or else halves are planned.

    Args:
        root: the root of the batch.
        calls: makes the module calls.
    """

    def __init__(self, root: Root, calls: ModuleCalls) -> None:
        self._root = root
        self._calls = calls
        self._valid: set[Path] = set()  # modules that passed `terraform validate`

    def find(
        self,
        failure: TerraformFailed,
        scenarios: Collection[Scenario],
        attempt: Attempt,
        root: Root,
        call_of: CallOf,
    ) -> Blame:
        """The scenarios that caused a failure, each with its errors.

        Args:
            failure: the failure of a plan.
            scenarios: those that were planned.
            attempt: plans some of them in the same way.
            root: where they were planned.
            call_of: the module calls that were planned.

        Raises:
            TerraformTimedOut: nothing names a scenario, and a closer look would take as long.
        """
        return (
            self._named(failure, scenarios)
            or self._invalid(scenarios, root)
            or self._named_in_own_calls(scenarios, root, call_of)
            or self._one_by_one(failure, scenarios, attempt, root)
        )

    def _named(self, failure: TerraformFailed, scenarios: Collection[Scenario]) -> Blame:
        """Scenarios that the errors name, by an address, a module call, or a provider block."""
        named = blame.attribute(failure.diagnostics, scenarios)
        for scenario in scenarios:
            aliases = {block.alias for block in self._calls.blocks([scenario])}
            errors = tuple(
                d for d in blame.errors_of(failure) if d.address.rpartition(".")[2] in aliases
            )
            if errors:
                named[scenario] = (*named.get(scenario, ()), *errors)
        if not named and isinstance(failure, TerraformTimedOut):
            raise failure
        return named

    def _invalid(self, scenarios: Collection[Scenario], root: Root) -> Blame:
        """Scenarios whose module is broken for every input, with the errors of `validate`."""
        modules = {s.module for s in scenarios}
        if modules <= self._valid:
            return {}
        with root.phase("validate", counted(scenarios)):
            errors = [d for d in root.terraform.validate() if d.severity == "error"]
        folders = root_files.folders_by_call(root.folder)
        found: dict[Scenario, tuple[Diagnostic, ...]] = {}
        for scenario in scenarios:
            own = folders.get(scenario.key) or folders.get(root.shared_call(scenario), set())
            in_module = [d for d in errors if (root.folder / d.filename).resolve().parent in own]
            if in_module:
                found[scenario] = tuple(in_module)
        self._valid |= modules - {s.module for s in found}
        return found

    def _named_in_own_calls(
        self, scenarios: Collection[Scenario], root: Root, call_of: CallOf
    ) -> Blame:
        """Plan scenarios that share a call again, with a call each: their errors name them."""
        if not root.has_shared_calls(scenarios):
            return {}
        apart = self._root.side_root("apart")
        try:
            apart.write(scenarios, call_of)
            with apart.phase("find the failing", counted(scenarios)):
                apart.terraform.plan(apart.folder / "apart.tfplan", refresh=False)
        except TerraformFailed as closer:
            return blame.attribute(closer.diagnostics, scenarios)
        return {}

    def _one_by_one(
        self,
        failure: TerraformFailed,
        scenarios: Collection[Scenario],
        attempt: Attempt,
        root: Root,
    ) -> Blame:
        with root.phase("find the failing", counted(scenarios)):
            addresses = root.terraform.failing_addresses(root.folder / "trace.log")
        keys = {key_of(address) for address in addresses}
        suspects = [s for s in scenarios if s.key in keys]
        return blame.one_by_one(suspects, attempt) or blame.bisect(scenarios, failure, attempt)
