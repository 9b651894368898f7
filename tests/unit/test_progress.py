import contextlib
import io

import pytest
from rich.console import Console

from terraform_scenarios import Progress, progress

KEY = "s012345678"
TESTS = {KEY: "test_pool[scenario0]"}
SUMMARY = {"type": "change_summary", "changes": {"add": 2, "change": 0, "remove": 1}}


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def beat(monkeypatch, clock):
    """Let seconds pass, and let what is repeated happen once."""
    acts = []

    @contextlib.contextmanager
    def every(_, act):
        acts.append(act)
        yield

    def go(seconds):
        clock.now += seconds
        acts[-1]()

    monkeypatch.setattr(progress, "_every", every)
    return go


@pytest.fixture
def log(clock):
    """A log, and progress that is written to it."""
    written = io.StringIO()
    shown = Progress(Console(file=written, width=80), clock=clock)
    shown.tests = TESTS
    return written, shown


def event(kind, address, action="create"):
    return {"type": kind, "hook": {"resource": {"addr": address}, "action": action}}


def test_resources_are_counted_and_data_sources_are_not(clock):
    phase = progress._Phase("apply: x", {}, clock)
    for one in (
        SUMMARY,
        event("apply_complete", "acme_a.this"),
        event("apply_complete", "data.acme_b.this", "read"),
    ):
        phase.hear(one)
    assert str(phase) == "apply: x, 1 of 3 resources 0.0 s"


def test_a_log_has_plain_lines_for_begin_and_end(log, clock):
    written, shown = log
    with shown.phase("apply", "3 scenarios"):
        clock.now = 2
    assert written.getvalue() == "apply: 3 scenarios ...\napply: 3 scenarios: 2.0 s\n"


def test_a_log_is_never_silent_for_long(log, beat):
    written, shown = log
    with shown.phase("apply", "x"):
        for _ in range(7):
            beat(5)
    assert [line for line in written.getvalue().splitlines() if line.startswith("  ")] == [
        "  apply: x 15.0 s",
        "  apply: x 30.0 s",
    ]


@pytest.mark.parametrize("kind", ["apply", "refresh"])
def test_a_resource_that_is_in_progress_for_long_is_named_with_a_test_until_it_ends(
    log, beat, kind
):
    written, shown = log
    address = f'module.all_000000000["{KEY}"].module.mail.acme_pool.this["a"]'
    with shown.phase("apply", "x") as hear:
        beat(3)
        hear(event(f"{kind}_start", address))
        hear(event("apply_start", "acme_quick.this"))
        beat(8)
        hear(event("apply_complete", "acme_quick.this"))
        for _ in range(6):
            beat(3)
        hear(event(f"{kind}_complete", address))
        for _ in range(6):
            beat(3)
    name = 'module.mail.acme_pool.this["a"] (test_pool[scenario0], '
    assert [line for line in written.getvalue().splitlines() if line.startswith("  ")] == [
        f"  apply: x 14.0 s, waiting for {name}11 s)",
        f"  apply: x 26.0 s, waiting for {name}23 s)",
        "  apply: x 41.0 s",
    ]


def test_a_resource_that_fails_is_no_longer_waited_for(clock):
    phase = progress._Phase("apply: x", {}, clock)
    phase.hear(event("apply_start", "acme_a.this"))
    phase.hear(event("apply_errored", "acme_a.this"))
    clock.now = 11
    assert str(phase) == "apply: x 11.0 s"


def test_the_three_that_take_longest_are_named_and_the_others_counted(clock):
    phase = progress._Phase("apply: x", {}, clock)
    for number in range(5):
        phase.hear(event("apply_start", f"acme_a.of_{number}"))
        clock.now += 1
    clock.now = 20
    assert str(phase).endswith(
        "waiting for acme_a.of_0 (20 s), acme_a.of_1 (19 s), acme_a.of_2 (18 s) and 2 more"
    )


def test_a_terminal_shows_in_its_line_what_is_waited_for(clock, beat):
    written = io.StringIO()
    shown = Progress(Console(file=written, force_terminal=True, width=200), clock=clock)
    shown.tests = TESTS
    with shown.phase("apply", "x") as hear:
        hear(event("apply_start", f"module.{KEY}.acme_pool.this"))
        beat(11)
    assert "waiting for acme_pool.this (test_pool[scenario0], 11 s)" in written.getvalue()


def test_a_phase_that_fails_is_timed_too():
    silent = Progress(None)
    with pytest.raises(RuntimeError), silent.phase("plan", "x"):
        raise RuntimeError
    assert silent.timings.runs == {"plan": 1}
