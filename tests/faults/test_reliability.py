"""The fault matrix: the list of cases, and a sample of them in real runs."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from reliability import matrix, report
from reliability.cases import (
    DISASTERS,
    KINDS,
    MOMENTS,
    TERRAFORM_INTERRUPTED,
    Case,
    cases_of,
    grouped,
    spread,
)
from reliability.inventory import difference
from reliability.record import Record
from reliability.stack import open_stack
from reliability.trial import Outcome
from terraform_scenarios.gateway import FaultKind

CALLS = [("iam", "CreateRole"), ("iam", "GetRole"), ("iam", "GetRole"), ("sns", "CreateTopic")] * 10


def test_each_call_meets_each_fault():
    cases = cases_of("apply", CALLS)
    for kind in FaultKind:
        of_kind = [case for case in cases if case.kind == kind.value]
        assert len(of_kind) == len(set(of_kind)) == len(CALLS)
        get_role = {case.nth for case in of_kind if case.operation == "GetRole"}
        assert get_role == set(range(1, 21))


def test_each_disaster_strikes_at_several_calls_from_the_first_on():
    for kind in DISASTERS:
        moments = [case.nth for case in cases_of("apply", CALLS) if case.kind == kind]
        assert len(moments) == MOMENTS
        assert (min(moments), max(moments)) == (1, 36)


def test_a_command_with_few_calls_has_one_disaster_for_each_call():
    moments = [case.nth for case in cases_of("apply", CALLS[:3]) if case.kind in DISASTERS]
    assert set(moments) == {1, 2, 3}


def test_a_run_with_a_time_limit_tries_each_kind_about_as_often():
    groups = [(case,) for case in cases_of("apply", CALLS)]
    beginning = Counter(group[0].kind for group in spread(groups, 1)[: 3 * len(KINDS)])
    assert beginning == dict.fromkeys(KINDS, 3)


def test_a_seed_gives_the_same_order_of_all_cases():
    groups = grouped(cases_of("apply", CALLS))
    assert spread(groups, 1) == spread(groups, 1) != spread(groups, 2)
    cases = [case for group in spread(groups, 1) for case in group]
    assert sorted(map(str, cases)) == sorted(map(str, cases_of("apply", CALLS)))


def test_faults_that_the_provider_retries_share_a_run_and_others_have_their_own():
    groups = grouped(cases_of("apply", CALLS))
    first = ["CreateRole", "GetRole", "CreateTopic"]
    met = {kind: [g for g in groups if g[0].kind == kind and g[0].nth == 1] for kind in KINDS}
    assert [[case.operation for case in group] for group in met["throttling"]] == [first]
    assert sorted(len(group) for group in met["access-denied"]) == [1, 1, 1]
    assert sorted(len(group) for group in met["dropped-after"]) == [1, 1, 1]
    assert {len(g) for g in groups if g[0].kind in DISASTERS} == {1}


def test_leftover_missing_and_different_resources_are_told_apart():
    expected = Counter([("role", "a"), ("topic", "a")])
    assert difference(Counter(expected), expected) == ""
    found = Counter([("role", "a"), ("role", "a"), ("user pool", "a")])
    assert difference(found, expected) == "left over: role, left over: user pool, missing: topic"
    assert difference(Counter([("role", "b"), ("topic", "a")]), expected) == "different: role"


def outcomes():
    throttled = Case("apply", "throttling", 1, "iam", "CreateRole")
    killed = Case("destroy", "terraform-killed", 4)
    return [
        Outcome(throttled, met=True, recovery=1.5, reason=""),
        Outcome(throttled, met=True, recovery=9.0, reason="left over: role", remaining="a role"),
        Outcome(throttled, met=True, recovery=8.0, reason="exists"),
        Outcome(throttled, met=False, recovery=0.0, reason=""),
        Outcome(killed, met=True, recovery=2.5, reason=""),
    ]


def test_the_figures_count_the_cases_and_the_longest_successful_recovery():
    found = report.figures(outcomes())
    assert (found["tried"], found["survived"], found["recovered"]) == (4, 2, 1)
    assert found["by_kind"]["throttling"] == {
        "tried": 3, "survived": 1, "recovered": 1, "longest_recovery_s": 1.5,
    }  # fmt: skip
    assert found["by_kind"]["slow"] == {
        "tried": 0, "survived": 0, "recovered": 0, "longest_recovery_s": None,
    }  # fmt: skip
    assert set(found["by_kind"]) == set(KINDS)


def test_the_figures_are_written_for_people_and_for_programs(tmp_path):
    report.write(tmp_path, outcomes(), 40, "Today, here.")
    assert json.loads((tmp_path / "reliability.json").read_text()) == report.figures(outcomes())
    page = (tmp_path / "reliability.md").read_text()
    assert "Survived 2 of 4 tried cases, of 40 in all; recovered 1 more" in page
    assert "| throttling | apply | iam.CreateRole 1 | left over: role | a role |" in page
    assert "| throttling | apply | iam.CreateRole 1 | exists | nothing |" in page
    assert "Not tried because Terraform did not make the call: 1." in page


def test_the_page_and_the_figures_in_docs_are_from_the_same_run(repository):
    found = json.loads((repository / "docs" / "reliability.json").read_text())
    page = (repository / "docs" / "reliability.md").read_text()
    rows = found["by_kind"]
    assert set(rows) == set(KINDS)
    for count in ("tried", "survived", "recovered"):
        assert found[count] == sum(row[count] for row in rows.values())
    assert f"**Survived {found['survived']} of {found['tried']} tried" in page
    for kind, row in rows.items():
        assert f"| {kind} | {row['tried']} | {row['survived']} | {row['recovered']} |" in page


def test_a_later_run_continues_with_the_cases_that_were_not_tried(tmp_path):
    tried, other = Case("apply", "slow", 1), Case("apply", "slow", 2)
    outcome = Outcome(tried, met=True, recovery=1.5, reason="exists", remaining="a role")
    first = Record(tmp_path / "new" / "outcomes.jsonl", keep=False)
    first.add(outcome)
    first.add_minutes(2.5)
    second = Record(tmp_path / "new" / "outcomes.jsonl", keep=True)
    assert (second.outcomes, second.minutes) == ([outcome], 2.5)
    assert second.left([tried, other]) == [other]
    assert Record(tmp_path / "new" / "outcomes.jsonl", keep=False).left([tried]) == [tried]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with open_stack(tmp_path_factory.mktemp("faults")) as stack:
        yield stack


def test_the_example_recovers_from_a_sample_of_the_faults(stack):
    references = matrix.reference(stack, ["apply", "change", "destroy"])
    calls = {command: found.calls for command, found in references.items()}
    assert ("cognito-idp", "CreateUserPool") in calls["apply"]
    assert ("cognito-idp", "UpdateUserPool") in calls["change"]
    throttled = [
        group
        for group in spread(grouped(cases_of("destroy", calls["destroy"])), 4)
        if group[0].kind == "throttling"
    ]
    sample = [
        # A role policy that could not be read back is replaced, and must exist afterwards.
        Case("apply", "access-denied", 1, "iam", "GetRolePolicy"),
        Case("change", TERRAFORM_INTERRUPTED, len(calls["change"]) // 2),
        *throttled[0],
    ]
    exists = Case("apply", "dropped-after", 1, "sesv2", "CreateConfigurationSet")
    found: list[Outcome] = []
    matrix.run(stack, references, [*sample, exists], seed=4, seconds=None, on_outcome=found.append)
    assert {one.case for one in found} == {*sample, exists}
    assert [
        (one.case, one.reason) for one in found if not one.survived and one.case != exists
    ] == []
    # The same command again does not help here; `recover` does.
    [lost] = [one for one in found if one.case == exists]
    assert "already exists" in lost.reason
    assert lost.recovered, lost.remaining
