"""Reads a Terraform state: the outputs and the resources of each scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tftest

from . import addresses, module_text
from .results import Json, Outputs, Resource, Resources
from .scenario import Scenario

_ANY_TYPE = {"terraform_data", "terraform_remote_state"}
_COLLECTIONS = (["object"], ["tuple"], ["map"], ["list"], ["set"])


def state_outputs(
    state: tftest.TerraformState, scenarios: Iterable[Scenario]
) -> dict[Scenario, Json]:
    """Each scenario's outputs."""
    outputs = state.outputs
    return {
        s: Outputs(
            outputs.get(s.key) or (outputs.get(s.shared_call) or {}).get(s.key) or {},
            ephemeral=module_text.ephemeral_outputs(s.module),
        )
        for s in scenarios
    }


def state_resources(state: tftest.TerraformState) -> dict[str, Resources]:
    """Resources and data sources, by scenario key and address relative to the module."""
    found: dict[str, Resources] = {}
    for raw in state["resources"]:
        key = addresses.key_of(raw.get("module", ""))
        if not key:
            continue
        managed = raw["mode"] == "managed"
        module = addresses.relative_address(raw["module"])
        parts = [module, "" if managed else "data", raw["type"], raw["name"]]
        for instance in raw["instances"]:
            address = ".".join(part for part in parts if part)
            address += addresses.instance_key(instance.get("index_key"))
            resource = Resource(
                address,
                raw["type"],
                _attributes(raw["type"], instance["attributes"]),
                depends_on=tuple(instance.get("dependencies", ())),
                managed=managed,
            )
            found.setdefault(key, Resources())[address] = resource
    return found


def _attributes(kind: str, attributes: Json) -> Json:
    """A resource's attributes, as a plan shows them.

    If an attribute may have any type, the state has the type next to each value.
    """

    def plain(value: Any) -> Any:
        if not isinstance(value, Mapping) or set(value) != {"value", "type"}:
            return value
        # For unknown resource types, only values that can hardly be anything else.
        collection = isinstance(value["type"], list) and value["type"][:1] in _COLLECTIONS
        return value["value"] if kind in _ANY_TYPE or collection else value

    return {name: plain(value) for name, value in attributes.items()}


def with_own_calls(state: tftest.TerraformState) -> dict[str, Any]:
    """The state as if each scenario had a module call of its own.

    A state lists dependencies by resource, not by instance: in a shared call, each resource depends
    on those of all scenarios. A destroy then spends most of its time on edges between scenarios.
    """
    return {**state, "resources": [_with_own_call(raw) for raw in state["resources"]]}


def _with_own_call(raw: Json) -> Json:
    shared, own = addresses.own_call(raw.get("module", ""))
    if not shared:
        return raw
    instances = [
        {
            **instance,
            "dependencies": [
                address.replace(f"{shared}.", f"{own}.", 1)
                for address in instance.get("dependencies", ())
            ],
        }
        for instance in raw["instances"]
    ]
    key = own.removeprefix("module.")
    module = raw["module"].replace(f'{shared}["{key}"]', own, 1)
    return {**raw, "module": module, "instances": instances}
