"""Collects and runs scenarios in YAML: a test for each document of a `*.scenarios.yaml` file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from . import saving
from .errors import BadScenario, HarnessError
from .expectations import applied_differences, plan_differences, step_differences
from .running import run_of
from .scenario import Given, Need
from .uses import (
    USE,
    ScenarioUse,
    StepArguments,
    build_use,
    given_module,
    merged_providers,
    module_of,
)
from .yaml_document import EXPECTATIONS, STEPS, problem_of

SUFFIXES = (".scenarios.yaml", ".scenarios.yml")


def collect(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for a scenario file; None for any other file."""
    if path.name.endswith(SUFFIXES):
        return ScenarioFile.from_parent(parent, path=path)
    return None


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[ScenarioItem]:
        """A test for each document."""
        import yaml  # here, since every run of pytest loads this module, and few have such files

        try:
            documents = list(yaml.safe_load_all(self.path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise self.CollectError(f"{self.path.name} is not valid YAML: {error}") from error
        names: set[str] = set()
        for number, document in enumerate(documents, start=1):
            if document is None:
                continue
            problem = problem_of(document, saving=self.config.option.scenario_save)
            if problem:
                raise self.CollectError(f"{self.path.name}, document {number}: {problem}")
            name = document.get("name") or f"document {number}"
            if name in names:
                raise self.CollectError(f"{self.path.name}: two scenarios are named '{name}'.")
            names.add(name)
            yield ScenarioItem.from_parent(self, name=name, document=document, number=number)


class ScenarioItem(pytest.Item):
    """A document of a scenario file."""

    def __init__(self, *, document: Mapping[str, Any], number: int, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._document = document
        self._number = number

    def use(self) -> ScenarioUse:
        """How this document uses a scenario.

        Raises:
            BadScenario: the document does not fit the module.
        """
        document, module = self._document, module_of(self)
        rejects = document.get("rejects")
        if rejects is not None and (not isinstance(rejects, str) or not rejects.strip()):
            raise BadScenario("rejects: must be a part of the message of the plan.")
        return build_use(
            module,
            document.get("inputs", {}),
            needs=self._needs(),
            rejects=rejects,
            steps=[_step(step) for step in document.get("steps", ())],
            providers=merged_providers(self, module, [document.get("providers", {})]),
            given=self._given(),
        )

    def _needs(self) -> frozenset[Need]:
        document = self._document
        needs = {Need.PLAN} if "expect" in document or self._is_saved else set()
        if "applied" in document or "steps" in document:
            needs.add(Need.APPLY)
        if "settled" in document.get("applied", {}):
            needs.add(Need.REPLAN)
        return frozenset(needs)

    def _given(self) -> tuple[Given, ...]:
        found: list[Given] = []
        for name, given in self._document.get("given", {}).items():
            module, inputs = given["module"], given.get("inputs", {})
            found.append(given_module(self, name, module, inputs, found))
        return tuple(found)

    @property
    def _is_saved(self) -> bool:
        """Whether the planned values are written into this document."""
        return not any(key in self._document for key in EXPECTATIONS)

    def runtest(self) -> None:
        """Compare results with expectations; a rejection was checked at setup."""
        use = self.stash[USE]
        if use.rejects is not None:
            return
        if self._is_saved:
            run = run_of(self.config)
            saving.save(
                self.path, self._number, run.session.batch(use.scenario).planned(use.scenario)
            )
            run.session.notes.append(f"{self.path.name}: added what {self.name} plans.")
            return
        differences = list(self._differences(use))
        if differences:
            raise UnexpectedResult("\n".join(differences))

    def _differences(self, use: ScenarioUse) -> Iterator[str]:
        document, scenario = self._document, use.scenario
        batch = run_of(self.config).session.batch(scenario)
        if "expect" in document:
            yield from plan_differences(document["expect"], batch.planned(scenario))
        expected = document.get("applied")
        if expected is not None:
            first = batch.transitions(scenario)[0].before if scenario.steps else None
            applied = first or batch.applied(scenario)
            settled = batch.replanned(scenario).empty if "settled" in expected else None
            yield from applied_differences(expected, applied.outputs, applied.resources, settled)
        if scenario.steps:
            steps = zip(document["steps"], batch.transitions(scenario), strict=True)
            for number, (step, transition) in enumerate(steps, start=1):
                yield from step_differences(step.get("expect", {}), transition, f"step {number}.")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The differences, without a traceback."""
        if isinstance(excinfo.value, (UnexpectedResult, HarnessError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file of the document."""
        return self.path, 0, self.name


class UnexpectedResult(Exception):
    """A plan or an apply differs from what the document expects."""


def _step(step: Mapping[str, Any]) -> StepArguments:
    kind = next(kind for kind in STEPS if kind in step)
    match kind, step[kind]:
        case "change", dict() as inputs:
            return StepArguments(kind, keywords=inputs)
        case "upgrade", revision:
            return StepArguments(kind, (revision,))
    return StepArguments(kind)
