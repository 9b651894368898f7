from pathlib import Path

import pytest

from terraform_scenarios import Change, Replanned, Scenario, gaps

SCENARIO = Scenario.of(Path("/m"), {})
GAP = gaps.Gap("embedded", "aws_alarm", "threshold", "target", "text for numbers")


def change(before, after, actions=("update",), unknown=None):
    return Change("aws_alarm.this", "aws_alarm", actions, before, after, unknown or {})


def classified(*changes):
    return gaps.classify(Replanned(SCENARIO, changes), [GAP])


def test_a_difference_that_the_table_explains_is_excused():
    known = change({"threshold": "1", "x": 1}, {"threshold": 1, "x": 1})
    assert classified(known).empty
    assert classified(known).excused == (known,)


def test_a_second_difference_beside_it_is_the_modules():
    both = change({"threshold": "1", "x": 1}, {"threshold": 1, "x": 2})
    assert classified(both).changes == (both,)


def test_what_is_computed_anew_because_of_it_does_not_count():
    assert classified(change({"threshold": "1"}, {"threshold": 1}, unknown={"arn": True})).empty


@pytest.mark.parametrize("actions", [("delete", "create"), ("create",), ("delete",)])
def test_more_than_an_update_is_never_excused(actions):
    assert not classified(change({"threshold": "1"}, {"threshold": 1}, actions)).empty


def test_a_gap_that_no_longer_occurs_is_stale_only_where_its_resource_was_planned():
    shown = gaps.Shown()
    shown.add(classified(), {"aws_other"})
    assert gaps.stale([GAP], shown) == []
    shown.add(classified(), {"aws_alarm"})
    assert gaps.stale([GAP], shown) == [GAP]
    shown.add(classified(change({"threshold": "1"}, {"threshold": 1})), {"aws_alarm"})
    assert gaps.stale([GAP], shown) == []


@pytest.mark.parametrize("content", [b"[", b"\xff\xfe\x00", b"{a: b}", b"text"])
def test_a_table_that_is_none_is_said_to_be_none(tmp_path, content):
    (tmp_path / gaps.FILE).write_bytes(content)
    with pytest.raises(gaps.BadGaps, match=r"is not YAML|has to be a list of entries"):
        gaps.read([tmp_path])


@pytest.mark.parametrize("entry", ["- target: embedded", "- nonsense", "- {fault: module}"])
def test_an_entry_that_lacks_something_is_shown(tmp_path, entry):
    (tmp_path / gaps.FILE).write_text(entry)
    with pytest.raises(gaps.BadGaps, match="an entry has attribute, fault, reason"):
        gaps.read([tmp_path])
