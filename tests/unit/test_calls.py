"""The attribution of API calls to the scenarios of a root."""

from datetime import UTC, datetime

import pytest

from terraform_scenarios.errors import CallsNotRecorded
from terraform_scenarios.gateway import RecordedCall
from terraform_scenarios.gateway.calls import CallsByOwner, recorded
from terraform_scenarios.results import Applied, Planned, Resources
from terraform_scenarios.scenario import Scenario


def call(order, **request):
    return RecordedCall(order, datetime.now(UTC), "POST", "/", request=request)


def test_a_call_belongs_to_the_scenario_whose_resource_it_names():
    calls = [
        call(0, RoleName="a-role"),
        call(1, UserPoolId="pool-b", GroupName="admins"),
        call(2, Statement=[{"Resource": ["a-role"]}]),
    ]
    found = CallsByOwner(calls, {"a": {"a-role", "admins"}, "b": {"pool-b", "admins"}})
    assert [one.order for one in found.of("a")] == [0, 2]
    assert [one.order for one in found.of("b")] == [1]


def test_a_name_of_two_scenarios_identifies_neither():
    found = CallsByOwner([call(0, GroupName="admins")], {"a": {"admins"}, "b": {"admins"}})
    assert not found.of("a")
    assert not found.of("b")


def test_a_part_of_a_name_is_not_a_match():
    assert not CallsByOwner([call(0, RoleName="a-role-2")], {"a": {"a-role"}}).of("a")


def test_a_call_that_names_no_resource_belongs_to_no_scenario():
    found = CallsByOwner([call(0)], {"a": {"a-role"}})
    assert not found.of("a")
    assert not found.of("c")


class FakeGateway:
    """The part of a gateway that `recorded` uses."""

    def __init__(self):
        self.calls = [call(0), call(1)]


def test_only_the_calls_within_the_block_are_recorded():
    gateway, into = FakeGateway(), []
    with recorded(gateway, into):
        gateway.calls += [call(2), call(3)]
    assert [one.order for one in into] == [2, 3]


def test_calls_are_recorded_after_a_test_has_cleared_earlier_ones():
    gateway, into = FakeGateway(), []
    gateway.calls.clear()
    with recorded(gateway, into):
        gateway.calls.append(call(2))
    assert [one.order for one in into] == [2]


def test_calls_without_a_gateway_are_an_error_that_names_the_option(tmp_path):
    scenario = Scenario.of(tmp_path, {})
    applied = Applied(scenario, {}, Resources(), None, None)
    planned = Planned(scenario, Resources(), {}, frozenset(), ())
    for found in (applied, planned):
        with pytest.raises(CallsNotRecorded, match="--gateway on"):
            found.calls  # noqa: B018 (reading it fails)
