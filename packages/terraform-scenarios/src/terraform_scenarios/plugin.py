"""The pytest plugin: its hooks. The fixtures are in `fixtures`, the options in `options`."""

from __future__ import annotations

import contextlib
import time
import traceback
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from . import durations, gaps, hooks, sharing, worker_files, yaml_scenarios
from .errors import (
    HarnessError,
    ProviderUnavailable,
    TargetUnavailable,
    TerraformNotFound,
    TerraformTooOld,
)
from .fixtures import (
    applied,
    gateway,
    given,
    planned,
    rejected,
    replanned,
    target,
    terraform_root,
    transition,
    transitions,
)
from .markers import MARKERS, read_markers
from .options import add_options
from .process import interruptible
from .running import Run, begin, run_of
from .scenario import Need, Scenario, counted
from .uses import USE, ScenarioUse
from .verdicts import check, run_stages

__all__ = [
    "applied",
    "gateway",
    "given",
    "planned",
    "rejected",
    "replanned",
    "target",
    "terraform_root",
    "transition",
    "transitions",
]

MISTAKE: pytest.StashKey[str] = pytest.StashKey()  # what is wrong with a test's markers
SCENARIO_FAILED: pytest.StashKey[bool] = pytest.StashKey()
# What had been written to the target when a test began, see `Session.writes`.
_WRITES: pytest.StashKey[int] = pytest.StashKey()
# Errors of the environment: the test is an error, and not failed.
ENVIRONMENT = (TargetUnavailable, TerraformNotFound, TerraformTooOld, ProviderUnavailable)
NEED_TARGET = frozenset({"target", "gateway", "terraform_root"})  # also without a scenario


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the plugin's hooks for conftest.py files."""
    pluginmanager.add_hookspecs(hooks)


def pytest_configure(config: pytest.Config) -> None:
    """Register markers and begin the run; nothing is started yet."""
    if config.option.scenario_save and getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("--scenario-save cannot be used with -n.")
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    try:
        known_gaps = gaps.read([config.rootpath, config.rootpath / "tests"])
        if config.option.reuse_clear and not hasattr(config, "workerinput"):
            from .reuse.kept import Kept  # here, since few runs need it

            kept = Kept.open(config.rootpath)
            kept.forget()
            kept.close()
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from error
    run = begin(config, known_gaps)
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        from .workers import Controller  # here, since pytest-xdist may not be installed

        config.pluginmanager.register(Controller(run))
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(durations.BatchReports(config))
    signals = contextlib.ExitStack()
    signals.enter_context(interruptible())
    config.add_cleanup(signals.close)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect scenario files."""
    return yaml_scenarios.collect(file_path, parent)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read how each test uses a scenario, keep this shard's tests, and divide them into batches."""
    for item in items:
        try:
            use = _read_use(item)
        except HarnessError as mistake:
            item.stash[MISTAKE] = str(mistake)
        else:
            if use:
                item.stash[USE] = use
    sharing.keep_shard(config, items)
    sharing.divide(config, items)


def _read_use(item: pytest.Item) -> ScenarioUse | None:
    if isinstance(item, yaml_scenarios.ScenarioItem):
        return item.use()
    return read_markers(item)


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Remember that not all tests ran: such a run cannot show that a known gap is gone."""
    if items:
        run_of(items[0].config).complete = False


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reports to the controller what was collected
def pytest_collection_finish(session: pytest.Session) -> None:
    """Tell the run which scenarios the selected tests need."""
    needs: dict[Scenario, frozenset[Need]] = {}
    batches: dict[Scenario, int] = {}
    tests: dict[str, str] = {}
    run = run_of(session.config)
    users = run.users
    for item in session.items:
        if USE in item.stash:
            use = item.stash[USE]
            needs[use.scenario] = needs.get(use.scenario, frozenset()) | use.needs
            batches[use.scenario] = item.stash.get(sharing.BATCH, 0)
            for scenario in use.scenario.with_given():
                tests.setdefault(scenario.key, item.name)
                users.setdefault(scenario, []).append(item.nodeid)
    run.needs, run.batches, run.tests = needs, batches, tests
    if run.coverage:
        run.coverage.begin()
    worker = getattr(session.config, "workerinput", None)
    option = session.config.option
    only_shows = option.collectonly or option.showfixtures or option.show_fixtures_per_test
    if needs and not worker and not only_shows:
        run.session.begin()
    if worker and (needs or any(map(_needs_target, session.items))):
        with_batch = [item for item in session.items if sharing.BATCH in item.stash]
        numbers = {item.nodeid: item.stash[sharing.BATCH] for item in with_batch}
        worker_files.write_batches(worker, numbers)


def _needs_target(item: pytest.Item) -> bool:
    return not NEED_TARGET.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test with invalid markers, and a test whose scenario fails."""
    if MISTAKE in item.stash:
        pytest.fail(f"{item.nodeid}: {item.stash[MISTAKE]}", pytrace=False)
    failed = ""
    if USE in item.stash:
        try:
            with durations.of_batch(item):
                failed = check(run_of(item.config).session, item.stash[USE])
                run_stages(run_of(item.config).session, item.stash[USE])
            item.stash[SCENARIO_FAILED] = bool(failed)
            item.stash[_WRITES] = run_of(item.config).session.writes
        except HarnessError as failure:
            failed = str(failure)
            item.stash[SCENARIO_FAILED] = not isinstance(failure, ENVIRONMENT)
    if not failed:
        try:
            return (yield)
        except HarnessError as failure:
            failed = str(failure)
    # Outside the handlers, so that the report has the message once and no chain of causes.
    pytest.fail(run_of(item.config).failure_message(item.nodeid, failed), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Time the tests themselves."""
    if USE not in item.stash:
        return (yield)
    session = run_of(item.config).session
    start = time.monotonic()
    try:
        return (yield)
    finally:
        session.progress.timings.add("read back", time.monotonic() - start)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Note that a test has changed its scenario's resources: then they cannot be reused."""
    try:
        return (yield)
    finally:
        if _WRITES in item.stash:
            session = run_of(item.config).session
            if session.writes != item.stash[_WRITES]:
                session.spoil(item.stash[USE].scenario)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report a failed scenario as a failed test, and a test without the time of its batch."""
    report = yield
    durations.take_out(item, report)
    if call.when == "setup" and report.failed and item.stash.get(SCENARIO_FAILED, False):
        report.when = "call"  # pytest would report it as an error
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Clean up, and fail the run if something is left, or too little is covered."""
    run = run_of(session.config)
    opened = run.opened
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        try:
            output[worker_files.REPORT] = _worker_report(run)
        except Exception as error:
            # pytest-xdist would not tell its controller.
            output[worker_files.FAILURE] = "".join(traceback.format_exception(error))
        return
    if opened:
        opened.close()
    if run.coverage and not session.config.option.collectonly:
        run.coverage_failure = run.coverage.finish()
    if opened and opened.cleanup_interrupted:
        session.exitstatus = pytest.ExitCode.INTERRUPTED
    elif session.exitstatus == pytest.ExitCode.OK:
        if opened and run.complete:
            opened.note_stale_gaps()
        if run.coverage_failure or (opened and opened.must_fail):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _worker_report(run: Run) -> dict[str, Any]:
    """Clean up in a worker of pytest-xdist; return its report."""
    if run.opened:
        run.opened.close()
    return {
        "complete": run.complete,
        "session": run.opened.report() if run.opened else None,
        "coverage": run.coverage.record.to_json() if run.coverage else None,
    }


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Print the number of scenarios, Terraform, and the target, if there are scenarios."""
    run = run_of(config)
    if not run.needs or config.option.collectonly or config.option.verbose < 0:
        return []
    services = run.session.describe_services()  # it opens the target, whose version is described
    return [f"{counted(run.needs)}: {run.session.describe()}", *services]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print how long each phase took, and the notes."""
    run = run_of(config)
    for first, count in run.repeated.items():
        terminalreporter.write_line(f"{count} more failed with the same errors as {first}")
    if run.coverage:
        terminalreporter.section("terraform coverage")
        for line in (*run.coverage.lines(), *([run.coverage_failure] * bool(run.coverage_failure))):
            terminalreporter.write_line(line)
    session = run.opened
    if not session:
        return
    timings = session.progress.timings
    if timings.seconds:
        terminalreporter.section("terraform scenarios")
        terminalreporter.write_line(", ".join([session.describe(), *sorted(session.providers)]))
        for phase, seconds in timings.seconds.items():
            terminalreporter.write_line(f"{phase:18} {seconds:8.1f} s  {timings.runs[phase]:4} x")
        terminalreporter.write_line(f"{'API calls by tests':18} {session.api_calls:8}")
        if session.commands:
            counts = ", ".join(f"{n} {how}" for how, n in sorted(session.commands.items()))
            terminalreporter.write_line(f"{'Terraform commands':18} {counts:>8}")
    for title, services in session.served.items():
        terminalreporter.write_line(f"{title} served {', '.join(sorted(services)) or 'nothing'}")
    for note in session.notes:
        terminalreporter.write_line(note)
