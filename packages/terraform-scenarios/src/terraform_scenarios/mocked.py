"""Plans scenarios without a target: Terraform mocks the providers.

`terraform test` plans each scenario's module in a run of its own, with a `mock_provider` for each
provider that the module needs. No API is called, so this needs no credentials and works for every
provider. Data sources have generated values.
https://developer.hashicorp.com/terraform/language/tests/mocking
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import blame, module_text, providers, root_files
from .errors import Diagnostic, HarnessError, TargetUnavailable
from .execution import ScenarioFailed
from .progress import Progress
from .results import (
    Applied,
    Outputs,
    Planned,
    Rejected,
    Replanned,
    Resource,
    Resources,
    Transition,
    any_marked,
)
from .reuse.results import Results
from .scenario import Need, Scenario, counted
from .terraform import Terraform

SUFFIX = ".tftest.json"
_CHECK_FAILED = "Check block assertion failed"
# Values for which generated text is not valid: a policy is JSON, and ARNs contain IDs and names.
_AWS_DATA: dict[str, dict[str, str]] = {
    "aws_caller_identity": {
        "account_id": "000000000000",
        "arn": "arn:aws:iam::000000000000:root",
        "id": "000000000000",
        "user_id": "000000000000",
    },
    "aws_iam_policy_document": {
        "json": '{"Version":"2012-10-17","Statement":[]}',
        "minified_json": '{"Version":"2012-10-17","Statement":[]}',
    },
    "aws_partition": {"partition": "aws", "dns_suffix": "amazonaws.com", "id": "aws"},
    "aws_region": {"name": "us-east-1", "id": "us-east-1"},
}
_CHECK = re.compile(r'^check "([^"]+)"$')


@dataclass
class _TestRun:
    """What Terraform reported for one scenario."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    plan: Mapping[str, Any] | None = None

    @property
    def errors(self) -> list[Diagnostic]:
        """Why it has no plan; Terraform 1.15 reports a failed check as a warning."""
        stopping = (_CHECK_FAILED,) if self.plan is None else ()
        return [d for d in self.diagnostics if d.severity == "error" or d.summary in stopping]

    def failed_checks(self, module: Path) -> list[str]:
        """Names of the module's failed checks, which only warn; none if there are other errors."""
        found = [_CHECK.match(d.context) for d in self.errors if d.summary == _CHECK_FAILED]
        own = all(Path(d.filename).parent == module for d in self.errors)
        return (
            [check[1] for check in found if check] if own and len(found) == len(self.errors) else []
        )


class MockedBatch:
    """Scenarios that are planned and never applied.

    Args:
        needs: the scenarios.
        terraform: Terraform in a folder; each module gets a root below it.
        progress: shows what is running.
    """

    def __init__(
        self, needs: Collection[Scenario], terraform: Terraform, progress: Progress
    ) -> None:
        self.terraform = terraform
        self._scenarios = list(needs)
        self._progress = progress
        self._runs: dict[Scenario, _TestRun] = {}
        self._broken: dict[Scenario, ScenarioFailed] = {}
        self._warnings: dict[Scenario, tuple[str, ...]] = {}
        self._failed_checks: dict[Scenario, list[str]] = {}
        self._done = False

    @property
    def folder(self) -> Path:
        """The folder of its roots."""
        return self.terraform.root

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)

    def planned(self, scenario: Scenario) -> Planned:
        """The scenario's plan."""
        self.given(scenario)
        self._plan()
        run = self._run_of(scenario)
        if run.errors or run.plan is None:
            raise ScenarioFailed("plan", run.errors)
        return self._planned(scenario, run.plan)

    def _planned(self, scenario: Scenario, plan: Mapping[str, Any]) -> Planned:
        failed = {f"check.{name}": "fail" for name in self._failed_checks.get(scenario, ())}
        return _planned(scenario, plan, self._warnings.get(scenario, ()), failed)

    def rejected(self, scenario: Scenario) -> Rejected | None:
        """The errors that reject the scenario; None if the plan accepts it."""
        self.given(scenario)
        self._plan()
        errors = self._run_of(scenario).errors
        return Rejected(scenario, blame.as_written(errors)) if errors else None

    def applied(self, _: Scenario, /) -> Applied:
        """There is nothing to apply to."""
        raise NothingToApplyTo

    def replanned(self, _: Scenario, /) -> Replanned:
        """There is nothing to apply to."""
        raise NothingToApplyTo

    def transitions(self, _: Scenario, /) -> tuple[Transition, ...]:
        """There is nothing to apply to."""
        raise NothingToApplyTo

    def results(self) -> dict[Scenario, Results]:
        """What there is of each scenario that was planned."""
        found = {}
        for scenario, run in self._runs.items():
            if scenario.rejects and run.errors:
                rejected = Rejected(scenario, blame.as_written(run.errors))
                found[scenario] = Results(frozenset({Need.PLAN}), None, rejected)
            elif run.plan is not None and not run.errors:
                planned = self._planned(scenario, run.plan)
                found[scenario] = Results(frozenset({Need.PLAN}), planned)
        return found

    def given(self, scenario: Scenario) -> dict[str, Mapping[str, Any]]:
        """Nothing can be given without a target."""
        if scenario.given:
            raise NothingToApplyTo("A module or function given to this scenario")
        return {}

    def _run_of(self, scenario: Scenario) -> _TestRun:
        if scenario in self._broken:
            raise self._broken[scenario]
        return self._runs.get(scenario, _TestRun())

    def _plan(self) -> None:
        if self._done:
            return
        self._done = True
        modules: dict[Path, list[Scenario]] = {}
        for scenario in self._scenarios:
            if not scenario.given:
                modules.setdefault(scenario.module, []).append(scenario)
        for number, (module, scenarios) in enumerate(modules.items()):
            try:
                self._plan_module(self.terraform.in_folder(f"module-{number}"), module, scenarios)
            except HarnessError as failure:
                failed = ScenarioFailed("init", blame.errors_of(failure))
                self._broken |= dict.fromkeys(scenarios, failed)

    def _plan_module(
        self, terraform: Terraform, module: Path, scenarios: Collection[Scenario]
    ) -> None:
        terraform.root.mkdir(parents=True)
        _write_runs(terraform.root, module, scenarios)
        count = counted(scenarios)
        with self._progress.phase("init", count):
            terraform.init()
        self._test(terraform, count, {s.key: s for s in scenarios}, module)
        # A failed check is a warning in a plan, but an error in a test that does not expect it.
        checks = {s: self._runs[s].failed_checks(module) for s in scenarios if s in self._runs}
        again = {s: found for s, found in checks.items() if found}
        if again:
            for scenario in again:
                run = self._runs.pop(scenario)
                self._warnings[scenario] = tuple(d.detail for d in run.errors)
                self._failed_checks[scenario] = again[scenario]
            for file in terraform.root.glob(f"*{SUFFIX}"):
                file.unlink()
            _write_runs(terraform.root, module, again, again)
            self._test(terraform, f"{len(again)} with warnings", {s.key: s for s in again}, module)

    def _test(
        self, terraform: Terraform, what: str, scenarios: Mapping[str, Scenario], module: Path
    ) -> None:
        _write_mocks(terraform.root, module, root_files.installed_providers(terraform.root))
        with self._progress.phase("plan", what) as heard:

            def listen(event: Mapping[str, Any]) -> None:
                scenario = scenarios.get(str(event.get("@testrun", "")))
                if scenario:
                    run = self._runs.setdefault(scenario, _TestRun())
                    match event.get("type"):
                        case "diagnostic":
                            run.diagnostics.append(terraform.diagnostic(event["diagnostic"]))
                        case "test_plan":
                            run.plan = event["test_plan"]
                heard(event)

            terraform.on_event = listen
            terraform.test()


class NothingToApplyTo(TargetUnavailable):
    """A test needs an apply, and there is no target."""

    def __init__(self, what: str = "This scenario") -> None:
        super().__init__(
            f"{what} must be applied, but --target none only plans. Use another target, such as "
            "--target embedded."
        )


def _write_runs(
    folder: Path,
    module: Path,
    scenarios: Collection[Scenario],
    expected: Mapping[Scenario, list[str]] | None = None,
) -> None:
    """Write a test file for each scenario: an error ends all runs of a file."""
    source = root_files.local_source(module, folder)
    for scenario in scenarios:
        run: dict[str, Any] = {
            "command": "plan",
            "module": {"source": source},
            "variables": root_files.literal(scenario.arguments()),
        }
        if expected and scenario in expected:
            run["expect_failures"] = [f"check.{name}" for name in expected[scenario]]
        content = {"run": {scenario.key: run}}
        (folder / f"{scenario.key}{SUFFIX}").write_text(json.dumps(content), encoding="utf-8")
    (folder / "root.tf.json").write_text("{}", encoding="utf-8")


def _write_mocks(folder: Path, module: Path, locked: Collection[str]) -> None:
    """Mock each provider that `init` has installed, in every test file."""
    sources = {one.partition(" ")[0] for one in locked}
    required = {providers.root_name(source): {"source": source} for source in sources}
    (folder / "root.tf.json").write_text(
        json.dumps({"terraform": {"required_providers": required}}), encoding="utf-8"
    )
    mocks: dict[str, list[dict[str, Any]]] = {name: [{}] for name in required}
    passed: dict[str, str] = {}
    for local, one in providers.required(module).items():
        name = providers.root_name(one.source)
        passed[local] = name
        for alias in one.aliases:
            own = alias.rpartition(".")[2]
            mocks.setdefault(name, [{}]).append({"alias": own})
            passed[alias] = f"{name}.{own}"
    data = {kind: {"defaults": values} for kind, values in _AWS_DATA.items()}
    for mock in mocks.get(providers.root_name(providers.AWS), ()):
        mock["mock_data"] = data
    for file in folder.glob(f"*{SUFFIX}"):
        content = json.loads(file.read_text(encoding="utf-8"))
        if mocks:
            content["mock_provider"] = mocks
        for run in content["run"].values():
            run["providers"] = passed
        file.write_text(json.dumps(content), encoding="utf-8")


def _planned(
    scenario: Scenario,
    plan: Mapping[str, Any],
    warnings: tuple[str, ...],
    failed_checks: Mapping[str, str],
) -> Planned:
    outputs = plan.get("output_changes", {})
    unknown = frozenset(n for n, o in outputs.items() if any_marked(o["after_unknown"]))
    known = {name: o.get("after") for name, o in outputs.items() if name not in unknown}
    return Planned(
        scenario,
        Resources((r.address, r) for r in _resources(plan)),
        Outputs(known, unknown, module_text.ephemeral_outputs(scenario.module)),
        unknown,
        warnings,
        failed_checks,
        tells_conditions=False,
    )


def _resources(plan: Mapping[str, Any]) -> Iterator[Resource]:
    for raw in plan.get("resource_changes", ()):
        change = raw["change"]
        yield Resource(
            raw["address"],
            raw["type"],
            change.get("after") or {},
            change.get("after_unknown") or {},
            managed=raw["mode"] == "managed",
            sensitive=change.get("after_sensitive") or {},
        )
