from pathlib import Path

import pytest

from terraform_scenarios import Diagnostic, Scenario, TerraformFailed, blame

A, B, C, D = (Scenario.of(Path("/m"), {"n": n}) for n in range(4))
FAILURE = TerraformFailed("plan", [Diagnostic("error", "somewhere")])


def test_an_error_belongs_to_the_scenario_that_its_address_names():
    error = Diagnostic("error", "no", address=f"module.{B.key}.module.x.aws_iam_role.this")
    assert blame.attribute([error], [A, B]) == {B: (error,)}


def test_an_error_belongs_to_the_scenario_whose_call_it_points_at():
    error = Diagnostic("error", "no", filename=f"call_{A.key}.tf.json")
    assert blame.attribute([error], [A, B]) == {A: (error,)}


def test_an_error_without_a_place_belongs_to_the_scenario_that_its_text_names():
    for call in (f"module.{B.key}", f'module.all_012345678["{B.key}"]'):
        error = Diagnostic("error", "no", f"the plan for {call}.terraform_data.this is not final")
        assert blame.attribute([error], [A, B]) == {B: (error,)}
        both = Diagnostic("error", "no", f"{call}.x.y and module.{A.key}.x.y")
        assert blame.attribute([both], [A, B]) == {}


def test_warnings_and_errors_without_an_address_are_not_attributed():
    warning = Diagnostic("warning", "hm", address=f"module.{A.key}.x.y")
    assert blame.attribute([warning, Diagnostic("error", "x", filename="main.tf")], [A]) == {}


def test_errors_of_a_crashed_provider_are_not_attributed():
    """Terraform reports every resource that was in progress, possibly with its address."""
    place = f"module.{A.key}.aws_iam_role.this"
    errors = [Diagnostic("error", summary, address=place) for summary in blame.OF_A_CRASH]
    assert len(errors) == 3
    assert blame.attribute(errors, [A, B]) == {}


def test_an_error_of_a_destroy_belongs_to_the_scenario_of_the_failed_resource():
    named = Diagnostic("error", "x", address=f"module.{A.key}.aws_iam_role.this")
    nameless = Diagnostic("error", "deleting Cognito user pool: it is protected")
    failed = {
        f"module.{A.key}.aws_iam_role.this",
        f'module.all_x["{B.key}"].aws_cognito_user_pool.this',
    }
    found = blame.of_apply([named, nameless], failed, [A, B, C])
    assert found == {A: (named,), B: (nameless,)}


def fails_with(*culprits):
    def attempt(scenarios):
        if set(scenarios) & set(culprits):
            raise FAILURE

    return attempt


@pytest.mark.parametrize("culprits", [(A,), (A, D), (A, B, C, D)])
def test_bisection_finds_exactly_the_failing_scenarios(culprits):
    found = blame.bisect([A, B, C, D], FAILURE, fails_with(*culprits))
    assert set(found) == set(culprits)


def test_scenarios_that_fail_only_together_are_blamed_together():
    def attempt(scenarios):
        if {A, D} <= set(scenarios):
            raise FAILURE

    assert set(blame.bisect([A, B, C, D], FAILURE, attempt)) == {A, B, C, D}


def test_bisection_stops_after_a_limited_number_of_plans():
    many = [Scenario.of(Path("/m"), {"n": n}) for n in range(200)]
    plans = []

    def attempt(scenarios):
        plans.append(scenarios)
        raise FAILURE

    assert set(blame.bisect(many, FAILURE, attempt)) == set(many)
    assert len(plans) <= 40


def test_two_scenarios_with_the_same_resource_both_fail_with_a_hint():
    found = blame.collisions({A: [("aws_s3_bucket", "x")], B: [("aws_s3_bucket", "x")], C: []})
    assert set(found) == {A, B}
    assert "{scenario}" in found[A][0].detail
