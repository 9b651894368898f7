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
    most = scenarios_per_root(config)
    apart = _apart(scenarios)
    usual, own = _batches(scenarios - apart, most), _batches(apart, most)
    worker: Mapping[str, str] | None = getattr(config, "workerinput", None)
    if worker:
        usual = max(usual, int(worker["workercount"]))
    # Batch 0 uses the target's default account. It is the only batch of a run.
    first = 1 if worker or usual > 1 or apart else 0
    for item, number in _numbers(with_scenario).items():
        in_own = item.stash[USE].scenario in apart
        item.stash[BATCH] = first + (usual + number % own if in_own else number % usual)


def _batches(scenarios: Collection[Scenario], most: int) -> int:
    """How many batches some scenarios need."""
    # Scenarios to be rejected are in a root of their own, which holds nothing for long.
    accepted = sum(not scenario.rejects for scenario in scenarios)
    return math.ceil(accepted / most) or 1


def _apart(scenarios: Collection[Scenario]) -> set[Scenario]:
    """Scenarios with other configurations of `aws` than most, if these are worth two batches.

    A provider that is kept running has one configuration.
    """
    if len(scenarios) < _WORTH_TWO_BATCHES:
        return set()
    from .targets import UNREACHABLE  # here, since boto3 takes time to load

    by_blocks: dict[frozenset[str], set[Scenario]] = {}
    for scenario in sorted(scenarios, key=lambda one: one.key):  # alike in each worker
        blocks = provider_blocks(scenario, UNREACHABLE).values()
        of_aws = {block.alias for block in blocks if block.source == AWS}
        if module_text.has_provider(scenario.module):
            of_aws.add(str(scenario.module))
        by_blocks.setdefault(frozenset(of_aws), set()).add(scenario)
    usual = max(by_blocks.values(), key=len)
    return {*scenarios} - usual if len(usual) >= _WORTH_TWO_BATCHES else set()


def _numbers(items: list[pytest.Item]) -> dict[pytest.Item, int]:
    """A number for each test, equal on every machine; tests of one scenario have the same."""
    names = {
        item: item.stash[USE].scenario.key if USE in item.stash else item.nodeid for item in items
    }
    numbers = {name: number for number, name in enumerate(sorted(set(names.values())))}
    return {item: numbers[name] for item, name in names.items()}
