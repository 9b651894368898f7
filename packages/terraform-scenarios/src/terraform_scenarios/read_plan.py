"""Reads a Terraform plan: what it would make and change for each scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import tftest

from . import module_text
from .addresses import key_of, relative_address
from .results import Change, Json, Outputs, Planned, Resource, Resources, any_marked
from .scenario import Scenario


def planned(
    plan: tftest.TerraformPlanOutput, scenarios: Iterable[Scenario]
) -> dict[Scenario, Planned]:
    """Each scenario's part of a first plan."""
    changes = _by_scenario(plan.get("resource_changes", ()))
    checks = list(plan["checks"]) if "checks" in plan else []
    resources = _by_scenario(_planned_resources(plan))
    result = {}
    for scenario in scenarios:
        unknown = {
            relative_address(raw["address"]): raw["change"].get("after_unknown") or {}
            for raw in changes.get(scenario.key, ())
        }
        found = Resources()
        for raw in resources.get(scenario.key, ()):
            address = relative_address(raw["address"])
            found[address] = Resource(
                address,
                raw["type"],
                raw.get("values", {}),  # Terraform omits them if nothing is known yet
                unknown.get(address, {}),
                managed=raw["mode"] == "managed",
                sensitive=raw.get("sensitive_values", {}),
            )
        known, not_known = _outputs(plan, scenario)
        known = Outputs(known, not_known, module_text.ephemeral_outputs(scenario.module))
        warnings = tuple(_failed_checks(scenario, checks))
        unsettled = dict(_unsettled(scenario, checks))
        result[scenario] = Planned(scenario, found, known, not_known, warnings, unsettled)
    return result


def _planned_resources(plan: tftest.TerraformPlanOutput) -> Iterator[Json]:
    """Planned resources and data sources; a data source that was read is in the prior state."""
    yield from _resources_of(plan.get("planned_values"))
    for raw in _resources_of(plan.get("prior_state", {}).get("values")):
        if raw["mode"] == "data":
            yield raw


def _resources_of(values: Json | None) -> Iterator[Json]:
    left = [(values or {}).get("root_module", {})]
    while left:
        module = left.pop(0)
        yield from module.get("resources", ())
        left += module.get("child_modules", ())


def _outputs(
    plan: tftest.TerraformPlanOutput, scenario: Scenario
) -> tuple[dict[str, Any], frozenset[str]]:
    """The known outputs of the scenario's module, and the names of the unknown ones."""
    changes = plan.get("output_changes", {})
    own, shared = changes.get(scenario.key), changes.get(scenario.shared_call, {})
    after, unknown = (
        own.get(part) if own else _member(shared.get(part), scenario.key)
        for part in ("after", "after_unknown")
    )
    if unknown is True:
        return {}, frozenset()
    not_known = frozenset(name for name, marks in (unknown or {}).items() if any_marked(marks))
    return {k: v for k, v in (after or {}).items() if k not in not_known}, not_known


def _member(values: Any, key: str) -> Any:
    """The value of one instance; a bool is the value of all instances."""
    return values.get(key) if isinstance(values, Mapping) else values


def _failed_checks(scenario: Scenario, checks: Sequence[Json]) -> Iterator[str]:
    for check in checks:
        for instance in check.get("instances", ()):
            address = str(instance["address"].get("to_display", ""))
            if (
                key_of(address) == scenario.key
                and instance["status"] == "fail"
                and check["address"]["kind"] == "check"
            ):
                yield from (str(problem["message"]) for problem in instance.get("problems", ()))


def _unsettled(scenario: Scenario, checks: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """Address and status of what has conditions that have not all passed."""
    for check in checks:
        for instance in check.get("instances", ()):
            address = str(instance["address"].get("to_display", ""))
            if instance["status"] != "pass" and key_of(address) == scenario.key:
                yield relative_address(address), instance["status"]


def changes(
    plan: tftest.TerraformPlanOutput, scenarios: Iterable[Scenario]
) -> dict[Scenario, tuple[Change, ...]]:
    """The changes in a plan, for each scenario."""
    raw = _by_scenario(plan.get("resource_changes", ()))
    return {
        scenario: tuple(
            _change(one)
            for one in raw.get(scenario.key, ())
            if one["mode"] == "managed" and set(one["change"]["actions"]) - {"no-op", "read"}
        )
        for scenario in scenarios
    }


def _change(raw: Json) -> Change:
    change = raw["change"]
    return Change(
        address=relative_address(raw["address"]),
        type=raw["type"],
        actions=tuple(change["actions"]),
        before=change.get("before") or {},
        after=change.get("after") or {},
        unknown={k: v for k, v in (change.get("after_unknown") or {}).items() if any_marked(v)},
        forces_replacement=tuple(
            ".".join(map(str, path)) for path in change.get("replace_paths", ())
        ),
    )


def _by_scenario(changes: Iterable[Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for raw in changes:
        key = key_of(raw.get("address", ""))
        if key:
            found.setdefault(key, []).append(raw)
    return found
