"""Divides tests into batches, and into shards for several machines."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import pytest

from . import module_text
from .options import scenarios_per_root
from .providers import AWS, provider_blocks
from .scenario import Scenario
from .uses import USE

BATCH: pytest.StashKey[int] = pytest.StashKey()  # the number of a test's batch
# With fewer scenarios, the commands that could run warm take less time than another root.
_WORTH_TWO_BATCHES = 30


def keep_shard(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that are not in this machine's shard, if there are shards."""
    if not config.option.scenario_shard:
        return
    part, parts = config.option.scenario_shard
    numbers = _numbers(items)
    deselected = [item for item in items if numbers[item] % parts != part - 1]
    items[:] = [item for item in items if numbers[item] % parts == part - 1]
    config.hook.pytest_deselected(items=deselected)


def divide(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Number the batch of each test: no root too full, and at least one batch for each worker."""
    with_scenario = [item for item in items if USE in item.stash]
    scenarios = {item.stash[USE].scenario for item in with_scenario}
    # Scenarios to be rejected are in a root of their own, which holds nothing for long.
    accepted = sum(not scenario.rejects for scenario in scenarios)
    batches = math.ceil(accepted / scenarios_per_root(config)) or 1
    worker: Mapping[str, str] | None = getattr(config, "workerinput", None)
    if worker:
        batches = max(batches, int(worker["workercount"]))
    apart = _apart(scenarios)
    # Batch 0 uses the target's default account. It is the only batch of a run.
    first = 1 if worker or batches > 1 or apart else 0
    for item, number in _numbers(with_scenario).items():
        own = item.stash[USE].scenario in apart
        item.stash[BATCH] = first + (batches if own else number % batches)


def _apart(scenarios: Collection[Scenario]) -> set[Scenario]:
    """Scenarios with other configurations of `aws` than most, if these are worth two batches.

    A provider that is kept running has one configuration.
    """
    if len(scenarios) < _WORTH_TWO_BATCHES:
        return set()
    from .targets import UNREACHABLE  # here, since boto3 takes time to load

    by_blocks: dict[frozenset[str], set[Scenario]] = {}
    for scenario in scenarios:
        blocks = provider_blocks(scenario, UNREACHABLE).values()
        of_aws = {block.alias for block in blocks if block.source == AWS}
        if module_text.has_provider(scenario.module):
            of_aws.add(str(scenario.module))
        by_blocks.setdefault(frozenset(of_aws), set()).add(scenario)
    # Each worker must find the same.
    most = max(by_blocks, key=lambda blocks: (len(by_blocks[blocks]), sorted(blocks)))
    return {*scenarios} - by_blocks[most]


def _numbers(items: list[pytest.Item]) -> dict[pytest.Item, int]:
    """A number for each test, equal on every machine; tests of one scenario have the same."""
    names = {
        item: item.stash[USE].scenario.key if USE in item.stash else item.nodeid for item in items
    }
    numbers = {name: number for number, name in enumerate(sorted(set(names.values())))}
    return {item: numbers[name] for item, name in names.items()}
