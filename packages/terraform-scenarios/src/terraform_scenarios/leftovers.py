"""Finds resources that a target still has after they were destroyed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import tftest

from . import blame
from .addresses import key_of, relative_address
from .errors import HarnessError, TerraformFailed
from .module_calls import ModuleCalls
from .read_state import state_resources
from .root import Root
from .scenario import Scenario


class LeftoversUnreadable(HarnessError):
    """Resources cannot be read again.

    Attributes:
        blame: the errors, by scenario.
    """

    def __init__(self, failure: TerraformFailed, found: blame.Blame) -> None:
        super().__init__(str(failure))
        self.blame = found


def find_leftovers(
    root: Root,
    calls: ModuleCalls,
    scenarios: Collection[Scenario],
    before: tftest.TerraformState,
    probe: Root,
) -> dict[Scenario, tuple[str, ...]]:
    """Addresses of the resources in a state that the target still has, by scenario.

    The provider reads each resource again; a destroyed one is reported as deleted.

    Args:
        root: the root that the resources were destroyed in.
        calls: makes the module calls.
        scenarios: whose resources to look for.
        before: the state before the destroy.
        probe: the root to read them in; its calls and its state are replaced.

    Raises:
        LeftoversUnreadable: the resources of some scenarios cannot be read.
        TerraformFailed: the resources cannot be read, for a reason that names no scenario.
    """
    resources = _managed(before, {s.key for s in scenarios})
    if not resources:
        return {}
    state = {**before, "resources": resources, "outputs": {}}
    probe.applied_blocks = root.applied_blocks  # what the resources in the state may refer to
    anchored = [s for s in scenarios if s.key in root.anchored]
    if anchored:  # their provider blocks are needed to read their resources
        probe.write(anchored, calls.first)
        probe.replace_state(state)
    else:
        probe.write_for_state(state, providers_from=root)
    gone = _read_again(probe, scenarios, len(resources))
    had = state_resources(tftest.TerraformState({**before, "resources": resources}))
    return {s: tuple(a for a in had.get(s.key, {}) if (s.key, a) not in gone) for s in scenarios}


def _managed(state: tftest.TerraformState, keys: Collection[str]) -> list[Mapping[str, Any]]:
    return [
        raw
        for raw in state["resources"]
        if raw["mode"] == "managed"
        and key_of(raw.get("module", "")) in keys
        and "terraform.io/builtin/" not in raw["provider"]  # exists in the state only
    ]


def _read_again(probe: Root, scenarios: Collection[Scenario], number: int) -> set[tuple[str, str]]:
    """(scenario key, relative address) of each resource that no longer exists."""
    gone: set[tuple[str, str]] = set()
    reading: dict[str, None] = {}
    with probe.phase("look for leftovers", f"{number} resources") as on_event:

        def listen(event: Mapping[str, Any]) -> None:
            match event.get("type"):
                case "resource_drift" if event["change"]["action"] == "delete":
                    address = event["change"]["resource"]["addr"]
                    gone.add((key_of(address), relative_address(address)))
                case "refresh_start":
                    reading[event["hook"]["resource"]["addr"]] = None
                case "refresh_complete":
                    reading.pop(event["hook"]["resource"]["addr"], None)
            on_event(event)

        probe.terraform.on_event = listen
        try:
            probe.terraform.plan(probe.folder / "probe.tfplan", refresh_only=True)
        except TerraformFailed as failure:
            found = blame.of_apply(failure.diagnostics, reading, scenarios)
            if not found:
                raise
            raise LeftoversUnreadable(failure, found) from failure
    return gone
