"""The pytest plugin: markers, fixtures, options."""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import shlex
import time
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from . import gaps, hooks, sharing, yaml_scenarios
from .errors import (
    HarnessError,
    ProviderUnavailable,
    TargetUnavailable,
    TerraformNotFound,
    TerraformTooOld,
)
from .markers import Request, request_of
from .process import interruptible
from .running import NO_TARGET, REQUEST, begin, run_of
from .scenario import Need, Scenario, counted

if TYPE_CHECKING:  # each run of pytest loads this module: what takes time comes with the session
    from .batch import Batch
    from .gateway import Gateway
    from .mocked import MockedBatch
    from .results import Applied, Planned, Rejected, Replanned, Transition
    from .session import Session
    from .targets import Target
    from .terraform import Terraform

TARGETS = ("embedded", "moto", "localstack", "aws", "none")
MARKERS = (
    "scenario(**inputs, rejects=None): module inputs; the test is about what they make. With "
    "rejects='...' the plan has to refuse them with that message.",
    "terraform_module(path): the module the test is about, from the test file's folder.",
    "given(name, path, **inputs): a module that is applied first; inputs of scenarios take its "
    "outputs as '{given.NAME.OUTPUT}'. given(name, by=function): what a function makes first.",
    "providers(**arguments): arguments of provider blocks by the module's name of the provider, "
    "aliases in a dictionary: providers({'aws.edge': {'region': 'us-east-1'}}).",
    "change(**inputs): apply, then change these inputs and apply again; see `transition`.",
    "drift(by=function): apply, call function(applied) behind Terraform's back, apply again.",
    "upgrade(revision): apply the module as of a git revision, then the one at hand.",
    "destroy: apply, then destroy; `transition.left` is what the target still has.",
)
MISTAKE: pytest.StashKey[str] = pytest.StashKey()
BROKE: pytest.StashKey[bool] = pytest.StashKey()
# What a test can do nothing about: it had no scenario to fail with.
SURROUNDINGS = (TargetUnavailable, TerraformNotFound, TerraformTooOld, ProviderUnavailable)
GROUP: pytest.StashKey[int] = pytest.StashKey()
NEEDS_TARGET = frozenset({"target", "gateway", "terraform_root"})  # without a scenario too


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command line's options."""
    group = parser.getgroup("terraform", "Terraform scenarios")
    group.addoption(
        "--target",
        choices=TARGETS,
        default=os.environ.get("TERRAFORM_SCENARIOS_TARGET", "embedded"),
        help="where to apply (default: embedded, which needs nothing installed or started); none "
        "only plans, with Terraform's mock providers",
    )
    group.addoption(
        "--terraform-binary",
        default=os.environ.get("TERRAFORM_BINARY", "terraform"),
        metavar="PROGRAM",
        help="Terraform or OpenTofu, by name or path (default: terraform)",
    )
    group.addoption(
        "--terraform-region",
        default=os.environ.get("TERRAFORM_SCENARIOS_REGION"),
        metavar="REGION",
        help="the AWS region of root modules and clients (default: us-east-1; on AWS, yours)",
    )
    group.addoption(
        "--terraform-timeout",
        type=float,
        default=1800.0,
        metavar="SECONDS",
        help="how long one Terraform command may take (default: 1800)",
    )
    group.addoption(
        "--terraform-parallelism",
        type=int,
        default=10,
        metavar="N",
        help="how many resources Terraform applies at a time (default: 10)",
    )
    group.addoption(
        "--gateway",
        choices=("on", "off"),
        help="check each call of Terraform and boto3 to an emulator against botocore's model and "
        "the rules of terraform_rules (default: terraform_gateway of the ini file, else off)",
    )
    parser.addini("terraform_gateway", "on or off: see --gateway", default="off")
    parser.addini("terraform_rules", "packages with the gateway's rules", type="args", default=[])
    parser.addini(
        "terraform_verified",
        "SES senders that the gateway takes for verified, * for all",
        type="args",
        default=[],
    )
    parser.addini(
        "terraform_scenarios_per_root",
        "how many scenarios go into one root at most; each takes some 10 MB (default: 100)",
        default="100",
    )
    group.addoption(
        "--keep",
        action="store_true",
        help="leave root and target, and print the commands to look around",
    )
    group.addoption(
        "--scenario-save",
        action="store_true",
        help="write what is planned into documents of scenario files that expect nothing yet",
    )
    group.addoption(
        "--scenario-shard",
        type=_shard,
        metavar="I/N",
        help="run only the I-th of N parts of the scenarios, for CI machines that share the work",
    )


def _shard(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts):
        return int(part), int(parts)
    raise argparse.ArgumentTypeError(f"'{text}' is not I/N with 1 <= I <= N, such as 2/5")


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Let conftest.py files name the module."""
    pluginmanager.add_hookspecs(hooks)


def pytest_configure(config: pytest.Config) -> None:
    """Register markers and begin the run; nothing is started yet."""
    if config.option.scenario_save and getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("--scenario-save writes into files: leave -n out.")
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    try:
        known_gaps = gaps.read([config.rootpath, config.rootpath / "tests"])
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from error
    run = begin(config, known_gaps)
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        from .workers import Controller  # here, since not everybody has pytest-xdist

        config.pluginmanager.register(Controller(run))
    signals = contextlib.ExitStack()
    signals.enter_context(interruptible())
    config.add_cleanup(signals.close)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read every test's request, keep this shard's part, and share the tests out over roots."""
    for item in items:
        try:
            request = _request_of(item)
        except HarnessError as mistake:
            item.stash[MISTAKE] = str(mistake)
        else:
            if request:
                item.stash[REQUEST] = request
    if config.option.scenario_shard:
        _keep_shard(config, items)
    _share_out(config, [item for item in items if REQUEST in item.stash])


def _share_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say which root each test is in: no root too full, and for each worker at least one."""
    most = _per_root(config)
    run = {item.stash[REQUEST].scenario for item in items}
    # Those to be refused stand in roots of their own, which hold nothing for long.
    roots = math.ceil(sum(not scenario.rejects for scenario in run) / most) or 1
    worker = getattr(config, "workerinput", None)
    # Group 0 is that of a run with one root: it has the target's own account.
    if worker:
        roots = max(roots, int(worker["workercount"]))
    first = 1 if worker or roots > 1 else 0
    for item, place in _places(items).items():
        item.stash[GROUP] = place % roots + first


def _per_root(config: pytest.Config) -> int:
    given = config.getini("terraform_scenarios_per_root")
    if not given.isdecimal() or int(given) < 1:
        raise pytest.UsageError(
            f"terraform_scenarios_per_root is '{given}': write a whole number above 0"
        )
    return int(given)


def pytest_deselected(items: list[pytest.Item]) -> None:
    """A run of a part of the tests cannot tell that a known gap is gone."""
    if items:
        run_of(items[0].config).whole = False


def _request_of(item: pytest.Item) -> Request | None:
    if isinstance(item, yaml_scenarios.ScenarioItem):
        return item.request()
    return request_of(item)


def _places(items: list[pytest.Item]) -> dict[pytest.Item, int]:
    """A number for each test; tests of one scenario have the same. Equal on every machine."""
    names = {
        item: item.stash[REQUEST].scenario.key if REQUEST in item.stash else item.nodeid
        for item in items
    }
    places = {name: place for place, name in enumerate(sorted(set(names.values())))}
    return {item: places[name] for item, name in names.items()}


def _keep_shard(config: pytest.Config, items: list[pytest.Item]) -> None:
    part, parts = config.option.scenario_shard
    places = _places(items)
    dropped = [item for item in items if places[item] % parts != part - 1]
    items[:] = [item for item in items if places[item] % parts == part - 1]
    config.hook.pytest_deselected(items=dropped)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist tells the controller what was collected
def pytest_collection_finish(session: pytest.Session) -> None:
    """Only what the selected tests need is run."""
    needs: dict[Scenario, frozenset[Need]] = {}
    groups: dict[Scenario, int] = {}
    for item in session.items:
        if REQUEST in item.stash:
            request = item.stash[REQUEST]
            needs[request.scenario] = needs.get(request.scenario, frozenset()) | request.needs
            groups[request.scenario] = item.stash.get(GROUP, 0)
    run = run_of(session.config)
    run.needs, run.groups = needs, groups
    worker = getattr(session.config, "workerinput", None)
    if worker and (needs or any(map(_uses_the_target, session.items))):
        told = {item.nodeid: item.stash[GROUP] for item in session.items if GROUP in item.stash}
        sharing.tell_groups(worker, told)


def _uses_the_target(item: pytest.Item) -> bool:
    return not NEEDS_TARGET.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """A mistake in the markers, or a scenario that breaks, fails its own tests at once."""
    if MISTAKE in item.stash:
        pytest.fail(f"{item.nodeid}: {item.stash[MISTAKE]}", pytrace=False)
    failed = ""
    if REQUEST in item.stash:
        try:
            failed = _unmet(run_of(item.config).session, item.stash[REQUEST])
            item.stash[BROKE] = bool(failed)
        except HarnessError as failure:
            failed = str(failure)
            item.stash[BROKE] = not isinstance(failure, SURROUNDINGS)
    if not failed:
        try:
            return (yield)
        except HarnessError as failure:
            failed = str(failure)
    # Outside the handlers, so that the report shows the message once and no chain of causes.
    pytest.fail(run_of(item.config).told(item.nodeid, failed), pytrace=False)


def _unmet(session: Session, request: Request) -> str:
    """What does not hold of what markers say: that it plans, applies, is refused with a message.

    Raises:
        HarnessError: it broke.
    """
    scenario = request.scenario
    batch = session.batch(scenario)
    if request.rejects is not None:
        rejected = batch.rejected(scenario)
        if rejected is None:
            accepted = "The plan accepted what it has to refuse."
            # A mock has the provider's schema, which refuses some values, and no code of its own.
            mocked = " A provider that is mocked, as --target none does, does not check its plan."
            return accepted + mocked * (session.settings.target == NO_TARGET)
        if not rejected.says(request.rejects):
            if rejected.stage == "init":  # there was no plan that could have refused it
                from .batch import ScenarioFailed  # loaded long since, see above

                raise ScenarioFailed(rejected.stage, rejected.diagnostics)
            said = "\n\n".join(map(str, rejected.diagnostics))
            return f"The plan refused it, but not with the message {request.rejects!r}:\n{said}"
    elif Need.PLAN in request.needs:
        batch.planned(scenario)
    elif scenario.steps:
        batch.transitions(scenario)
    else:
        batch.applied(scenario)
    return ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a scenario breaks, its test fails; where a snapshot differs, say how to accept it."""
    report = yield
    if call.when == "setup" and report.failed and item.stash.get(BROKE, False):
        report.when = "call"  # else it would be an error of the test, and not its failure
    fixtures = getattr(item, "fixturenames", ()) if REQUEST in item.stash else ()
    if call.when == "call" and report.failed and "snapshot" in fixtures:
        command = f"pytest {shlex.quote(item.nodeid)} --snapshot-update"
        report.sections.append(("To accept what is planned now", command))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Time what tests read back."""
    if REQUEST not in item.stash:
        return (yield)
    session = run_of(item.config).session
    start = time.monotonic()
    try:
        return (yield)
    finally:
        session.progress.timings.add("read back", time.monotonic() - start)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect scenario files."""
    return yaml_scenarios.collect(file_path, parent)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Clean up, whatever happened."""
    run = run_of(session.config)
    opened = run.opened
    if opened:
        opened.close()
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[sharing.REPORT] = {"whole": run.whole, **(opened.report() if opened else {})}
    elif opened and opened.stopped:
        session.exitstatus = pytest.ExitCode.INTERRUPTED
    elif opened and session.exitstatus == pytest.ExitCode.OK:
        if run.whole:
            opened.note_stale_gaps()
        if opened.dirty:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say what scenarios will run with and where, if there are any."""
    run = run_of(config)
    if not run.needs or config.option.collectonly or config.option.verbose < 0:
        return []
    return [f"{counted(run.needs)}: {run.session.described()}"]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say where the time went."""
    run = run_of(config)
    for first, count in run.repeated.items():
        terminalreporter.write_line(f"{count} more failed in the same way as {first}")
    session = run.opened
    if not session:
        return
    timings = session.progress.timings
    if timings.seconds:
        terminalreporter.section("terraform scenarios")
        terminalreporter.write_line(", ".join([session.described(), *sorted(session.providers)]))
        for phase, seconds in timings.seconds.items():
            terminalreporter.write_line(f"{phase:18} {seconds:8.1f} s  {timings.runs[phase]:4} x")
        terminalreporter.write_line(f"{'API calls by tests':18} {session.calls:8}")
    for note in session.notes:
        terminalreporter.write_line(note)


# -- fixtures -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    """Where things are applied: endpoint, region, boto3 clients."""
    return run_of(pytestconfig).session.target


@pytest.fixture(scope="session")
def gateway(pytestconfig: pytest.Config, target: Target) -> Gateway:
    """The gateway before the target: its calls, its faults, what time and people do."""
    found = run_of(pytestconfig).session.gateway
    if found is None:
        pytest.fail(
            f"There is no gateway before {target.name}: it needs --gateway on, and an emulator.",
            pytrace=False,
        )
    return found


@pytest.fixture
def terraform_root(pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[Terraform]:
    """Terraform in an empty root of the test's own, for what a scenario cannot express.

    What is in its state at the end is destroyed.
    """
    session = run_of(pytestconfig).session
    terraform = session.terraform(tmp_path / "root", tmp_path)
    yield terraform
    if (terraform.root / "terraform.tfstate").exists() and terraform.state()["resources"]:
        terraform.destroy()


def _batch(request: pytest.FixtureRequest) -> tuple[Batch | MockedBatch, Scenario]:
    scenario = request.node.stash[REQUEST].scenario
    return run_of(request.config).session.batch(scenario), scenario


@pytest.fixture
def planned(request: pytest.FixtureRequest) -> Planned:
    """The scenario's part of the plan: `.resources`, `.outputs`, `.warnings`, `.values`."""
    batch, scenario = _batch(request)
    return batch.planned(scenario)


@pytest.fixture
def rejected(request: pytest.FixtureRequest) -> Rejected:
    """The diagnostics with which the plan refused the scenario."""
    batch, scenario = _batch(request)
    found = batch.rejected(scenario)
    assert found is not None  # noqa: S101 the test has failed in its setup where it is
    return found


@pytest.fixture
def applied(request: pytest.FixtureRequest) -> Applied:
    """The scenario as applied: `.outputs`, `.resources`, `.client(service)`."""
    batch, scenario = _batch(request)
    return batch.applied(scenario)


@pytest.fixture
def replanned(request: pytest.FixtureRequest) -> Replanned:
    """The plan over what was applied: `.changes` should be empty."""
    batch, scenario = _batch(request)
    return batch.replanned(scenario)


@pytest.fixture
def transition(request: pytest.FixtureRequest) -> Transition:
    """What the scenario's step did: `.updated`, `.replaced`, `.before`, `.after`, `.settled`."""
    batch, scenario = _batch(request)
    return batch.transitions(scenario)[0]


@pytest.fixture
def transitions(request: pytest.FixtureRequest) -> tuple[Transition, ...]:
    """What each of the scenario's steps did, in order."""
    batch, scenario = _batch(request)
    return batch.transitions(scenario)


@pytest.fixture
def given(request: pytest.FixtureRequest) -> Mapping[str, Mapping[str, Any]]:
    """What was there before the scenario, by the name that the marker gives it."""
    batch, scenario = _batch(request)
    return batch.given(scenario)
