"""Scenarios as YAML: one document a scenario, in files named *.scenarios.yaml.

    name: a domain sender
    inputs: {email: {identity: {domain: example.com}}}
    expect:                                   # matched as a subset of what is planned
      resources:
        module.identity.aws_sesv2_email_identity.this: {email_identity: example.com}
      outputs: {}

A document with `rejects: "..."` in place of `expect` has to be refused with that message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from .errors import BadScenario, HarnessError
from .markers import Request, module_of
from .running import REQUEST, run_of
from .scenario import Need, Scenario
from .variables import check_inputs

SUFFIXES = (".scenarios.yaml", ".scenarios.yml")
KEYS = frozenset({"name", "inputs", "expect", "rejects"})


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
        except yaml.YAMLError as error:
            raise self.CollectError(f"{self.path.name} is not YAML: {error}") from error
        seen: set[str] = set()
        for place, document in enumerate(documents, start=1):
            if document is None:
                continue
            problem = _problem(document)
            if problem:
                raise self.CollectError(f"{self.path.name}, document {place}: {problem}")
            name = document.get("name") or f"document {place}"
            if name in seen:
                raise self.CollectError(f"{self.path.name}: two scenarios are named '{name}'.")
            seen.add(name)
            yield ScenarioItem.from_parent(self, name=name, document=document)


def _problem(document: object) -> str:
    if not isinstance(document, dict):
        return "a scenario is a mapping with name, inputs, and expect or rejects."
    strange = set(document) - KEYS
    if strange:
        return f"'{min(map(str, strange))}' is none of: {', '.join(sorted(KEYS))}."
    if ("expect" in document) == ("rejects" in document):
        return "write either expect: or rejects:."
    if not isinstance(document.get("inputs", {}), dict):
        return "inputs: is a mapping of variable names to values."
    expect = document.get("expect", {})
    if not isinstance(expect, dict) or set(expect) - {"resources", "outputs", "warnings"}:
        return "expect: is a mapping with resources, outputs or warnings."
    return ""


class ScenarioItem(pytest.Item):
    """One document."""

    def __init__(self, *, document: Mapping[str, Any], **arguments: Any) -> None:
        super().__init__(**arguments)
        self._document = document

    def request(self) -> Request:
        """What this document asks for."""
        module, inputs = module_of(self), self._document.get("inputs", {})
        rejects = self._document.get("rejects")
        scenario = Scenario.of(module, inputs, rejects=rejects is not None)
        if rejects is None:
            check_inputs(module, inputs)
        elif not isinstance(rejects, str) or not rejects.strip():
            raise BadScenario("rejects: is a part of the message that the plan must refuse with.")
        needs = frozenset() if rejects is not None else frozenset({Need.PLAN})
        return Request(scenario, needs, rejects)

    def runtest(self) -> None:
        """Hold what is expected against what is planned; a refusal was held in the setup."""
        request = self.stash[REQUEST]
        if request.rejects is not None:
            return
        batch = run_of(self.config).session.batch(request.scenario)
        planned = batch.planned(request.scenario)
        found = {**planned.values, "warnings": list(planned.warnings)}
        differences = list(differing(self._document["expect"], found))
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
    """What is planned is not what the document expects."""


def differing(expected: Any, found: Any, path: str = "") -> Iterator[str]:
    """Where `expected` is not a subset of `found`: mappings by key, lists element by element."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, value in expected.items():
            inner = f"{path}.{key}" if path else str(key)
            if key not in found:
                there = ", ".join(sorted(map(str, found))) or "nothing"
                yield f"{inner}: expected, but there is only {there}"
            else:
                yield from differing(value, found[key], inner)
    elif _is_list(expected) and _is_list(found):
        if len(expected) != len(found):
            yield f"{path}: {len(expected)} elements expected, {len(found)} planned: {found!r}"
        else:
            for place, (one, other) in enumerate(zip(expected, found, strict=True)):
                yield from differing(one, other, f"{path}[{place}]")
    elif expected != found or isinstance(expected, bool) != isinstance(found, bool):
        yield f"{path}: expected {expected!r}, planned {found!r}"


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
