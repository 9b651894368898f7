"""Which batch each scenario is in."""

from collections import Counter
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from terraform_scenarios.scenario import Need, Scenario
from terraform_scenarios.sharing import BATCH, divide
from terraform_scenarios.uses import USE, ScenarioUse


@dataclass(eq=False)
class Item:
    nodeid: str
    stash: pytest.Stash = field(default_factory=pytest.Stash)


@pytest.fixture
def batches(tmp_path):
    """How many scenarios each batch has, by its number; they have these regions."""

    def divided(*regions, per_root=100, workers=0):
        settings = {"workerinput": {"workercount": str(workers)}} if workers else {}
        config = SimpleNamespace(getini=lambda _: str(per_root), **settings)
        items = []
        for number, region in enumerate(regions):
            providers = {"aws": {"region": region}} if region else {}
            scenario = Scenario.of(tmp_path, {"number": number}, providers=providers)
            items.append(Item(f"test_{number}"))
            items[-1].stash[USE] = ScenarioUse(scenario, frozenset({Need.APPLY}), None)
        divide(config, items)
        return dict(sorted(Counter(item.stash[BATCH] for item in items).items()))

    return divided


def test_a_batch_alone_has_the_number_0(batches):
    assert batches("") == {0: 1}
    assert batches(*[""] * 100) == {0: 100}


def test_no_root_is_too_full_and_each_worker_has_a_batch(batches):
    assert batches(*[""] * 101) == {1: 51, 2: 50}
    assert batches(*[""] * 12, workers=3) == {1: 4, 2: 4, 3: 4}


def test_other_configurations_are_apart_if_thirty_scenarios_have_the_same(batches):
    assert batches(*[""] * 30, "a", "b") == {1: 30, 2: 2}
    assert batches(*["a"] * 30, "") == {1: 30, 2: 1}
    assert batches(*[""] * 29, "a", "b") == {0: 31}


def test_no_root_with_other_configurations_is_too_full(batches):
    assert len(batches(*[""] * 30, *["a"] * 29, per_root=10)) == 6
    assert batches(*map(str, range(60))) == {0: 60}
    assert set(batches(*map(str, range(250)))) == {1, 2, 3}
