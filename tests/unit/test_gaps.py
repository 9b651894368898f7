from pathlib import Path

import pytest

from terraform_scenarios import Change, Replanned, Scenario, gaps

SCENARIO = Scenario.of(Path("/m"), {})
GAP = gaps.Gap("embedded", "aws_alarm", "threshold", "target", "text for numbers")


def change(before, after, actions=("update",), unknown=None):
    return Change("aws_alarm.this", "aws_alarm", actions, before, after, unknown or {})


def classified(*changes):
    return gaps.classify(Replanned(SCENARIO, changes), [GAP])


def test_a_change_that_a_known_gap_explains_is_excused():
    known = change({"threshold": "1", "x": 1}, {"threshold": 1, "x": 1})
    assert classified(known).empty
    assert classified(known).excused == (known,)


def test_another_change_of_the_same_resource_is_not_excused():
    both = change({"threshold": "1", "x": 1}, {"threshold": 1, "x": 2})
    assert classified(both).changes == (both,)


def test_attributes_computed_because_of_a_known_gap_are_excused():
    assert classified(change({"threshold": "1"}, {"threshold": 1}, unknown={"arn": True})).empty


@pytest.mark.parametrize("actions", [("delete", "create"), ("create",), ("delete",)])
def test_only_an_update_can_be_excused(actions):
    assert not classified(change({"threshold": "1"}, {"threshold": 1}, actions)).empty


def test_a_gap_that_no_longer_occurs_is_stale_only_if_its_type_of_resource_was_planned():
    plans = gaps.SecondPlans()
    plans.add(classified(), {"aws_other"})
    assert gaps.stale([GAP], plans) == []
    plans.add(classified(), {"aws_alarm"})
    assert gaps.stale([GAP], plans) == [GAP]
    plans.add(classified(change({"threshold": "1"}, {"threshold": 1})), {"aws_alarm"})
    assert gaps.stale([GAP], plans) == []


@pytest.mark.parametrize("content", [b"[", b"\xff\xfe\x00", b"{a: b}", b"text"])
def test_an_invalid_file_of_known_gaps_is_reported(tmp_path, content):
    (tmp_path / gaps.FILE).write_bytes(content)
    with pytest.raises(gaps.BadGaps, match=r"is not valid YAML|must be a list of entries"):
        gaps.read([tmp_path])


@pytest.mark.parametrize("entry", ["- target: embedded", "- nonsense", "- {fault: module}"])
def test_an_incomplete_entry_is_reported(tmp_path, entry):
    (tmp_path / gaps.FILE).write_text(entry)
    with pytest.raises(gaps.BadGaps, match="an entry must have attribute, fault, reason"):
        gaps.read([tmp_path])
