"""Reads what was applied from a Terraform state, for each scenario."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

import tftest

from .gateway import RecordedCall
from .gateway.calls import NAMING, CallsByOwner
from .read_state import state_outputs, state_resources
from .results import Applied, ClientMaker, Resources
from .scenario import Scenario
from .targets import Target


def created(
    state: tftest.TerraformState, scenarios: Iterable[Scenario]
) -> dict[Scenario, list[tuple[str, str]]]:
    """(resource type, ID) of each resource of each scenario."""
    resources = state_resources(state)
    return {
        s: [
            (r.type, str(r["id"]))
            for r in resources.get(s.key, {}).values()
            if r.managed and r.get("id")
        ]
        for s in scenarios
    }


def applied_parts(
    state: tftest.TerraformState,
    scenarios: Collection[Scenario],
    target: Target,
    make_client: ClientMaker,
    recorded: Sequence[RecordedCall] | None,
) -> dict[Scenario, Applied]:
    """Each scenario's part of a state.

    Args:
        state: after an apply.
        scenarios: those that were applied.
        target: where they were applied.
        make_client: makes boto3 clients.
        recorded: the API calls of the apply; None without a gateway.
    """
    outputs = state_outputs(state, scenarios)
    resources = state_resources(state)
    calls = None if recorded is None else CallsByOwner(recorded, _names(resources))
    return {
        scenario: Applied(
            scenario,
            outputs[scenario],
            resources.get(scenario.key, Resources()),
            target,
            make_client,
            calls,
            json.loads(scenario.providers),
        )
        for scenario in scenarios
    }


def _names(resources: Mapping[str, Resources]) -> dict[str, set[str]]:
    """By scenario key, the IDs, ARNs and names of its resources."""
    return {
        key: {str(r[name]) for r in own.values() for name in NAMING if r.managed and r.get(name)}
        for key, own in resources.items()
    }
