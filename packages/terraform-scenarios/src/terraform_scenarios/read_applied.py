"""Scenarios as applied, from the outputs and resources in a Terraform state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from .gateway import RecordedCall
from .gateway.calls import NAMING, CallsByOwner
from .results import Applied, ClientMaker, Json, Resources
from .scenario import Scenario
from .targets import Target


def created(
    resources: Mapping[str, Resources], scenarios: Iterable[Scenario]
) -> dict[Scenario, list[tuple[str, str]]]:
    """(resource type, ID) of each resource of each scenario.

    Args:
        resources: those in the state, by scenario key.
        scenarios: those that were applied.
    """
    return {
        s: [
            (r.type, str(r["id"]))
            for r in resources.get(s.key, {}).values()
            if r.managed and r.get("id")
        ]
        for s in scenarios
    }


def applied_parts(
    outputs: Mapping[Scenario, Json],
    resources: Mapping[str, Resources],
    target: Target,
    make_client: ClientMaker,
    recorded: Sequence[RecordedCall] | None,
) -> dict[Scenario, Applied]:
    """Each scenario as applied.

    Args:
        outputs: those in the state, for each scenario that was applied.
        resources: those in the state, by scenario key.
        target: where they were applied.
        make_client: makes boto3 clients.
        recorded: the API calls of the apply; None without a gateway.
    """
    calls = None if recorded is None else CallsByOwner(recorded, _names(resources))
    return {
        scenario: Applied(
            scenario,
            values,
            resources.get(scenario.key, Resources()),
            target,
            make_client,
            calls,
            json.loads(scenario.providers),
        )
        for scenario, values in outputs.items()
    }


def _names(resources: Mapping[str, Resources]) -> dict[str, set[str]]:
    """By scenario key, the IDs, ARNs and names of its resources."""
    return {
        key: {str(r[name]) for r in own.values() for name in NAMING if r.managed and r.get(name)}
        for key, own in resources.items()
    }
