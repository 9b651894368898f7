"""Scenarios as YAML: one document a scenario, in files named *.scenarios.yaml.

    name: a bucket of operations
    inputs: { bucket: of-ops, owner: ops }
    expect:                                   # of the plan: a subset of what it has
      resources:
        aws_s3_bucket.this: { tags: { owner: ops } }
      outputs: { name: of-ops }
      counts: { aws_s3_bucket: 1 }
      absent: [aws_s3_bucket_policy]
    applied:                                  # the same after apply
      outputs: { arn: "arn:aws:s3:::of-ops" }
      settled: true                           # a second plan has nothing to do
    steps:
      - change: { owner: dev }
        expect: { updated: [aws_s3_bucket.this] }

A document with `rejects: "..."` in place of these has to be refused with that message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from . import saving
from .errors import BadScenario, HarnessError
from .markers import (
    Request,
    check_references,
    given_module,
    module_of,
    providers_of,
    step_of,
    steps_in_order,
)
from .running import REQUEST, run_of
from .scenario import Given, Need, Scenario, Step
from .variables import check_inputs

if TYPE_CHECKING:
    from .results import Resources, Transition

SUFFIXES = (".scenarios.yaml", ".scenarios.yml")
EXPECTATIONS = ("expect", "applied", "steps", "rejects")
KEYS = frozenset({"name", "inputs", "providers", "given", *EXPECTATIONS})
OF_RESOURCES = frozenset({"resources", "outputs", "counts", "absent"})
OF_PLAN = OF_RESOURCES | {"warnings"}
OF_APPLIED = OF_RESOURCES | {"settled"}
ACTIONS = ("created", "updated", "replaced", "deleted")
OF_STEP = OF_RESOURCES | {*ACTIONS, "left"}
STEPS = ("change", "upgrade", "destroy")


def collect(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for a scenario file; None for any other."""
    if path.name.endswith(SUFFIXES):
        return ScenarioFile.from_parent(parent, path=path)
    return None


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[ScenarioItem]:
        """One test a document."""
        import yaml  # here, since each run of pytest loads this module, and few have such a file

        try:
            documents = list(yaml.safe_load_all(self.path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise self.CollectError(f"{self.path.name} is not YAML: {error}") from error
        seen: set[str] = set()
        for place, document in enumerate(documents, start=1):
            if document is None:
                continue
            problem = _problem(document, saving=self.config.option.scenario_save)
            if problem:
                raise self.CollectError(f"{self.path.name}, document {place}: {problem}")
            name = document.get("name") or f"document {place}"
            if name in seen:
                raise self.CollectError(f"{self.path.name}: two scenarios are named '{name}'.")
            seen.add(name)
            yield ScenarioItem.from_parent(self, name=name, document=document, place=place)


def _problem(document: object, *, saving: bool) -> str:
    """What is wrong with a document; empty where nothing is."""
    if not isinstance(document, dict):
        return "a scenario is a mapping with name, inputs, and expect or rejects."
    strange = set(document) - KEYS
    if strange:
        return f"'{min(map(str, strange))}' is none of: {', '.join(sorted(KEYS))}."
    there = [key for key in EXPECTATIONS if key in document]
    if not there and not saving:
        return (
            "write expect:, applied:, steps: or rejects:, or let pytest --scenario-save write down "
            "what is planned."
        )
    if "rejects" in there and len(there) > 1:
        return f"what is refused has no {there[0]}: write either of them."
    for key in ("inputs", "providers", "given"):
        if not isinstance(document.get(key, {}), dict):
            return f"{key}: is a mapping."
    for name, one in document.get("given", {}).items():
        if not isinstance(one, dict) or "module" not in one or set(one) - {"module", "inputs"}:
            return f"given: {name} is a mapping with module, and inputs."
    steps = document.get("steps", [])
    if not isinstance(steps, list):
        return "steps: is a list."
    parts = [("expect", document.get("expect", {}), OF_PLAN)]
    parts.append(("applied", document.get("applied", {}), OF_APPLIED))
    for number, step in enumerate(steps, start=1):
        kinds = set(step) - {"expect"} if isinstance(step, dict) else set()
        if len(kinds) != 1 or not kinds <= set(STEPS):
            return f"step {number} is a mapping with one of {', '.join(STEPS)}, and expect."
        parts.append((f"step {number}: expect", step.get("expect", {}), OF_STEP))
    for name, part, keys in parts:
        if not isinstance(part, dict) or set(part) - keys:
            return f"{name}: is a mapping with any of {', '.join(sorted(keys))}."
    if steps and "settled" in document.get("applied", {}):
        return "with steps, applied: has no settled; each step has to settle."
    return ""


class ScenarioItem(pytest.Item):
    """One document."""

    def __init__(self, *, document: Mapping[str, Any], place: int, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._document = document
        self._place = place

    def request(self) -> Request:
        """What this document asks for."""
        document, module = self._document, module_of(self)
        inputs, rejects = document.get("inputs", {}), document.get("rejects")
        given = self._given()
        check_references(inputs, given)
        scenario = Scenario.of(
            module,
            inputs,
            rejects=rejects is not None,
            steps=self._steps(module, inputs, given),
            providers=providers_of(self, module, document.get("providers", {})),
            given=given,
        )
        if rejects is not None:
            if not isinstance(rejects, str) or not rejects.strip():
                raise BadScenario("rejects: is a part of the message that the plan must give.")
            return Request(scenario, frozenset(), rejects)
        check_inputs(module, inputs)
        return Request(scenario, self._needs(), None)

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
        for name, one in self._document.get("given", {}).items():
            inputs = one.get("inputs", {})
            found.append(given_module(self, name, one["module"], inputs, found))
        return tuple(found)

    def _steps(
        self, module: Path, inputs: Mapping[str, Any], given: Sequence[Given]
    ) -> tuple[Step, ...]:
        steps = []
        for raw in self._document.get("steps", ()):
            kind = next(kind for kind in STEPS if kind in raw)
            change = raw[kind] if kind == "change" and isinstance(raw[kind], dict) else {}
            check_references(change, given)
            inputs = {**inputs, **change}
            arguments = (raw[kind],) if kind == "upgrade" else ()
            steps.append(step_of(kind, arguments, change, module, inputs))
        return steps_in_order(steps)

    @property
    def _is_saved(self) -> bool:
        return not any(key in self._document for key in EXPECTATIONS)

    def runtest(self) -> None:
        """Hold what is expected against what there is; a refusal was held in the setup."""
        request = self.stash[REQUEST]
        if request.rejects is not None:
            return
        run = run_of(self.config)
        batch, scenario = run.session.batch(request.scenario), request.scenario
        if self._is_saved:
            saving.save(self.path, self._place, batch.planned(scenario))
            run.session.notes.append(f"Written into {self.path.name}: what {self.name} plans.")
            return
        differences: list[str] = []
        if "expect" in self._document:
            planned = batch.planned(scenario)
            found = {**planned.values, "warnings": list(planned.warnings)}
            differences += _unlike(self._document["expect"], found, planned.resources)
        expected = self._document.get("applied")
        if expected is not None:
            applied = (
                batch.transitions(scenario)[0].before if scenario.steps else batch.applied(scenario)
            )
            found = _values(applied.outputs, applied.resources)
            if "settled" in expected:
                found["settled"] = batch.replanned(scenario).empty
            differences += _unlike(expected, found, applied.resources, "applied.")
        for number, (raw, transition) in enumerate(
            zip(self._document.get("steps", ()), batch.transitions(scenario), strict=True)
            if scenario.steps
            else (),
            start=1,
        ):
            differences += _of_step(raw.get("expect", {}), transition, f"step {number}.")
        if differences:
            raise UnexpectedPlan("\n".join(differences))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Differences, without a traceback."""
        if isinstance(excinfo.value, (UnexpectedPlan, HarnessError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the document stands."""
        return self.path, 0, self.name


class UnexpectedPlan(Exception):
    """What there is is not what the document expects."""


def _values(outputs: Mapping[str, Any], resources: Resources) -> dict[str, Any]:
    return {
        "resources": {address: one.values for address, one in resources.items()},
        "outputs": dict(outputs),
    }


def _unlike(
    expected: Mapping[str, Any], found: Mapping[str, Any], resources: Resources, path: str = ""
) -> Iterator[str]:
    """What differs: a subset of values, numbers of resources by type, and what is not there."""
    for kind, count in expected.get("counts", {}).items():
        there = len(resources.of_type(kind))
        if there != count:
            yield f"{path}counts.{kind}: expected {count!r}, found {there}"
    for name in expected.get("absent", ()):
        present = [a for a, one in resources.items() if name in (a, one.type)]
        if present:
            yield f"{path}absent.{name}: expected to be absent, but there is {', '.join(present)}"
    rest = {key: value for key, value in expected.items() if key not in ("counts", "absent")}
    yield from differing(rest, found, path)


def _of_step(expected: Mapping[str, Any], transition: Transition, path: str) -> Iterator[str]:
    rest = dict(expected)
    for action in ACTIONS:
        there = getattr(transition, action)
        if action in rest and sorted(rest.pop(action)) != sorted(there):
            yield f"{path}{action}: expected {expected[action]!r}, found {there!r}"
    if "left" in rest and sorted(rest.pop("left")) != sorted(transition.left):
        yield f"{path}left: expected {expected['left']!r}, found {list(transition.left)!r}"
    if transition.after:
        found = _values(transition.after.outputs, transition.after.resources)
        yield from _unlike(rest, found, transition.after.resources, path)
    elif rest:
        yield f"{path}{min(rest)}: nothing is there after a destroy"
    if not transition.settled.empty:
        yield f"{path}settled: the plan after it is not empty:\n{transition.settled}"


def differing(expected: Any, found: Any, path: str = "") -> Iterator[str]:
    """Where `expected` is not a subset of `found`: mappings by key, lists element by element."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, value in expected.items():
            inner = f"{path}{key}" if not path or path.endswith(".") else f"{path}.{key}"
            if key not in found:
                there = ", ".join(sorted(map(str, found))) or "nothing"
                yield f"{inner}: expected, but there is only {there}"
            else:
                yield from differing(value, found[key], inner)
    elif _is_list(expected) and _is_list(found):
        if len(expected) != len(found):
            yield f"{path}: {len(expected)} elements expected, {len(found)} found: {found!r}"
        else:
            for place, (one, other) in enumerate(zip(expected, found, strict=True)):
                yield from differing(one, other, f"{path}[{place}]")
    elif expected != found or isinstance(expected, bool) != isinstance(found, bool):
        yield f"{path}: expected {expected!r}, found {found!r}"


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
