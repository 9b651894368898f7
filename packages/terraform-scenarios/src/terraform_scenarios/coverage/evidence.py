"""What the results of a scenario show: the outcomes of constructs that it has exercised."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import Diagnostic
from ..results import Json, Resource, any_marked
from ..reuse.results import Results
from ..scenario import Scenario
from .constructs import CHANGES, Construct, ModuleSource, read_source

# An instance key: ["a.b"] or [0]; a quote or a bracket in a key is possible.
_INSTANCE = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
_RULES = frozenset({"validation", "precondition", "postcondition"})

Seen = tuple[Path, str]  # the folder of a module, and the key of an outcome


@dataclass(frozen=True)
class _Stage:
    """A scenario at one time: planned, or applied, or as applied after a step.

    Attributes:
        resources: by address.
        outputs: the known ones of the module under test.
        unsettled: by address of what has rules, how they ended, unless all passed.
        tells_checks: whether `unsettled` has the failed checks; a state does not tell them.
        tells_conditions: whether it has the conditions of resources and outputs.
    """

    resources: Mapping[str, Resource]
    outputs: Json
    unsettled: Mapping[str, str] = field(default_factory=dict)
    tells_checks: bool = False
    tells_conditions: bool = True


def evidence(scenario: Scenario, results: Results) -> set[Seen]:
    """The outcomes that a scenario has exercised."""
    source = read_source(scenario.module)
    seen: set[Seen] = set()
    if results.was_rejected:
        seen |= set(_refused(source, results.was_rejected.diagnostics))
        seen |= set(_given(source, _inputs(scenario, 0)))
        return seen
    for done in range(len(results.had_transitions) + 1):
        seen |= set(_given(source, _inputs(scenario, done)))
    seen |= set(_changed(source, scenario, results))
    for stage in _stages(results):
        seen |= set(_shown(source, stage, "", read_source))
    return seen


def _inputs(scenario: Scenario, done: int) -> dict[str, Any]:
    """The inputs after a number of steps, as written: a reference to a given value is a text."""
    inputs: dict[str, Any] = json.loads(scenario.inputs_after(done))
    return inputs


def _stages(results: Results) -> Iterator[_Stage]:
    if planned := results.was_planned:
        yield _Stage(
            planned.resources,
            planned.outputs,
            planned.unsettled,
            tells_checks=True,
            tells_conditions=planned.tells_conditions,
        )
    applied = [results.was_applied, *(step.after for step in results.had_transitions)]
    for one in applied:
        if one:
            yield _Stage(one.resources, one.outputs)


def _refused(source: ModuleSource, diagnostics: Iterable[Diagnostic]) -> Iterator[Seen]:
    """The rules that have refused something: Terraform names their lines."""
    places = [one.rule or (one.filename, one.line) for one in diagnostics]
    for module in _all(source):
        for construct in module.constructs:
            file = str(construct.folder / construct.file)
            if construct.kind in _RULES and any(
                file == at and construct.line <= line <= construct.end for at, line in places
            ):
                yield construct.folder, construct.key("refused")


def _all(source: ModuleSource) -> Iterator[ModuleSource]:
    """The module and the local modules that it calls, at any depth."""
    seen, left = set(), [source]
    while left:
        one = left.pop()
        if one.folder not in seen:
            seen.add(one.folder)
            yield one
            left += map(read_source, one.calls.values())


def _given(source: ModuleSource, arguments: Mapping[str, Any]) -> Iterator[Seen]:
    """Which inputs and attributes a scenario gives, and which it leaves out."""
    for construct in source.constructs:
        name = construct.name.removeprefix("var.")
        if construct.kind == "input":
            outcome = "given" if arguments.get(name) is not None else "left out"
            yield construct.folder, construct.key(outcome)
        elif construct.kind == "attribute":
            for value in _reached(arguments.get(name), construct.path[:-1]):
                if isinstance(value, Mapping):
                    given = value.get(construct.path[-1]) is not None
                    outcome = "given" if given else "left out"
                    yield construct.folder, construct.key(outcome)


def _changed(source: ModuleSource, scenario: Scenario, results: Results) -> Iterator[Seen]:
    """The inputs that a step has changed, and how Terraform changed the resources."""
    for number, step in enumerate(results.had_transitions):
        before, after = _inputs(scenario, number), _inputs(scenario, number + 1)
        seen = [
            how for how, what in zip(CHANGES, (step.updated, step.replaced), strict=True) if what
        ]
        for construct in source.constructs:
            name = construct.name.removeprefix("var.")
            if construct.kind == "input" and before.get(name) != after.get(name):
                for outcome in seen:
                    yield construct.folder, construct.key(outcome)


def _reached(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """The values at a path, where `*` is each element of a collection."""
    if not path:
        yield value
    elif path[0] == "*":
        elements = value.values() if isinstance(value, Mapping) else value
        if isinstance(elements, Iterable) and not isinstance(elements, str):
            for element in elements:
                yield from _reached(element, path[1:])
    elif isinstance(value, Mapping):
        yield from _reached(value.get(path[0]), path[1:])


def _shown(source: ModuleSource, stage: _Stage, prefix: str, read: Any) -> Iterator[Seen]:
    """What a stage shows of the module at an address, and of those that it calls."""
    here: dict[str, list[Resource]] = {}
    inner: set[str] = set()
    for address, resource in stage.resources.items():
        bare = _INSTANCE.sub("", address)
        if bare.startswith(prefix):
            rest = bare.removeprefix(prefix)
            if rest.startswith("module."):
                inner.add(rest.split(".")[1])
            else:
                here.setdefault(rest, []).append(resource)
    unsettled = {
        bare.removeprefix(prefix): status
        for address, status in stage.unsettled.items()
        if (bare := _INSTANCE.sub("", address)).startswith(prefix)
    }
    for construct in source.constructs:
        for outcome in _outcomes(construct, here, inner, unsettled, stage, top=not prefix):
            yield construct.folder, construct.key(outcome)
    for name, folder in source.calls.items():
        if name in inner:
            yield from _shown(read(folder), stage, f"{prefix}module.{name}.", read)


def _outcomes(
    construct: Construct,
    here: Mapping[str, list[Resource]],
    inner: set[str],
    unsettled: Mapping[str, str],
    stage: _Stage,
    *,
    top: bool,
) -> Iterator[str]:
    resources = here.get(construct.name, [])
    match construct.kind:
        case "resource" | "data":
            yield "made" if resources else "absent"
        case "module":
            yield "made" if construct.name.removeprefix("module.") in inner else "absent"
        case "validation":
            if construct.name not in unsettled:
                yield "held"
        case "precondition" | "postcondition" if stage.tells_conditions:
            exists = resources or construct.name.startswith("output.")
            if exists and construct.name not in unsettled:
                yield "held"
        case "check" if stage.tells_checks:
            ended = unsettled.get(construct.name, "pass")
            yield from {"pass": ["held"], "fail": ["failed"]}.get(ended, [])
        case "output" if top:
            if stage.outputs.get(construct.name.removeprefix("output.")) is not None:
                yield "known"
        case "dynamic":
            for resource in resources:
                for count in _counts(resource.values, resource.unknown, construct.path):
                    yield ("none", "one")[count] if count < 2 else "several"
        case "conditional" if not set(construct.outcomes) <= set(construct.untold):
            yield from _side(construct, resources, stage, top=top)


def _counts(values: Any, unknown: Any, path: tuple[str, ...]) -> Iterator[int]:
    """How many blocks there are at a path, in each block around it."""
    name, *rest = path
    if any_marked(_mark(unknown, name)) and not isinstance(values.get(name), list):
        return
    blocks = values.get(name)
    found = blocks if isinstance(blocks, list) else [] if blocks is None else [blocks]
    if not rest:
        yield len(found)
        return
    marks = _mark(unknown, name)
    for number, block in enumerate(found):
        if isinstance(block, Mapping):
            mark = marks[number] if isinstance(marks, list) and number < len(marks) else {}
            yield from _counts(block, mark, tuple(rest))


def _mark(unknown: Any, name: str) -> Any:
    return unknown.get(name) if isinstance(unknown, Mapping) else unknown


def _side(
    construct: Construct, resources: list[Resource], stage: _Stage, *, top: bool
) -> Iterator[str]:
    """The side of a conditional that the value of its attribute or output shows."""
    if construct.name.startswith("output."):
        name = construct.name.removeprefix("output.")
        values = [stage.outputs[name]] if top and name in stage.outputs else []
    else:
        values = [v for r in resources for v in _values(r.values, r.unknown, construct.path)]
    (first_known, first), (second_known, second) = construct.sides
    for value in values:
        is_first = first_known and _equal(value, first)
        is_second = second_known and _equal(value, second)
        if first_known and second_known:
            if is_first != is_second:
                yield "true" if is_first else "false"
        elif not is_first and not is_second:
            yield "false" if first_known else "true"


def _values(values: Any, unknown: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """The known values at a path of block names that ends with an attribute."""
    name, *rest = path
    if not isinstance(values, Mapping):
        return
    if not rest:
        if not any_marked(_mark(unknown, name)):
            yield values.get(name)
        return
    marks = _mark(unknown, name)
    blocks = values.get(name)
    for number, block in enumerate(blocks if isinstance(blocks, list) else []):
        mark = marks[number] if isinstance(marks, list) and number < len(marks) else {}
        yield from _values(block, mark, tuple(rest))


def _equal(value: Any, literal: object) -> bool:
    """Whether a value is that of a literal; a provider may have an empty value instead of null."""
    if literal is None or literal in ([], {}):
        return value in (None, [], {}, "")
    return bool(value == literal) and isinstance(value, bool) == isinstance(literal, bool)
