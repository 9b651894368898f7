import io

import pytest
from rich.console import Console

from terraform_scenarios import Progress, progress


def complete(action):
    return {"type": "apply_complete", "hook": {"action": action}}


SUMMARY = {"type": "change_summary", "changes": {"add": 2, "change": 0, "remove": 1}}


def test_a_terminal_shows_the_progress(monkeypatch):
    counter = progress._Counter()
    for event in (SUMMARY, complete("create"), complete("read")):
        counter.count(event)
    assert str(counter) == ", 1 of 3 resources"


def test_a_log_has_plain_lines_for_begin_and_end():
    written = io.StringIO()
    with Progress(Console(file=written)).phase("apply", "3 scenarios"):
        pass
    begin, end = written.getvalue().splitlines()
    assert begin == "apply: 3 scenarios ..."
    assert end.startswith("apply: 3 scenarios: 0.")


def test_a_log_repeats_the_elapsed_time(monkeypatch):
    monkeypatch.setattr(progress, "HEARTBEAT_SECONDS", 0.01)
    written = io.StringIO()
    with Progress(Console(file=written)).phase("apply", "x"):
        while written.getvalue().count("\n") < 3:
            pass
    assert "  apply: x 0." in written.getvalue()


def test_a_phase_that_fails_is_timed_too():
    silent = Progress(None)
    with pytest.raises(RuntimeError), silent.phase("plan", "x"):
        raise RuntimeError
    assert silent.timings.runs == {"plan": 1}
