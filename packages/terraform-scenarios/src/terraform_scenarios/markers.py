"""Reads from a test's markers and fixtures how it uses a scenario."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from .errors import BadScenario
from .scenario import Given, Need, references
from .uses import ScenarioUse, StepArguments, build_use, given_module, merged_providers, module_of

MARKERS = (
    "scenario(**inputs, rejects=None): the module's inputs. With rejects='...' the plan must "
    "reject them with that message.",
    "terraform_module(path): the module under test, relative to the test file.",
    "given(name, path, **inputs): a module to apply first; inputs use its outputs as "
    "'{given.NAME.OUTPUT}'. given(name, by=function): a function to call first.",
    "providers(**arguments): arguments of provider blocks, by the module's name of the provider; "
    "for aliases, in a dictionary: providers({'aws.edge': {'region': 'us-east-1'}}).",
    "change(**inputs): apply, then change these inputs and apply again; see `transition`.",
    "drift(by=function): apply, call function(applied) to change something outside of Terraform, "
    "then apply again.",
    "upgrade(revision): apply the module at a git revision first, then the current one.",
    "destroy: apply, then destroy; `transition.left` has what the target still has.",
)
FIXTURES: dict[str, frozenset[Need]] = {
    "planned": frozenset({Need.PLAN}),
    "rejected": frozenset(),
    "applied": frozenset({Need.APPLY}),
    "replanned": frozenset({Need.REPLAN}),
    "transition": frozenset({Need.APPLY}),
    "transitions": frozenset({Need.APPLY}),
    "given": frozenset(),
}
_STEPS = ("change", "drift", "upgrade", "destroy")
_PROVIDERS_USAGE = (
    "@pytest.mark.providers takes dictionaries of arguments by the module's name of the provider: "
    "providers(aws={'region': 'eu-west-1'}) or providers({'aws.edge': {...}})."
)
_GIVEN_USAGE = (
    "@pytest.mark.given takes a name, and a module with its inputs as keywords or by=function: "
    "given('network', '../network', cidr='10.0.0.0/16')."
)


def read_markers(item: pytest.Item) -> ScenarioUse | None:
    """How a test uses a scenario; None if it has none.

    Raises:
        BadScenario: its markers and fixtures cannot be combined.
    """
    fixtures = [name for name in FIXTURES if _is_ours(item, name)]
    marks = list(item.iter_markers("scenario"))
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    if not marks:
        if fixtures and "scenario" not in parameters:
            raise BadScenario(
                f"It uses the fixture '{fixtures[0]}' but has no scenario. "
                "Add @pytest.mark.scenario(...) with the module's inputs."
            )
        if not fixtures:  # a parameter of that name is then not for this plugin
            return None
    inputs: dict[str, Any] = {}
    rejects: str | None = None
    for mark in reversed(marks):  # the nearest last: it overrides those of the class and the file
        own, message = _inputs(mark)
        inputs |= own
        rejects = message if message is not None else rejects
    inputs |= _parameter(parameters.get("scenario", {}))
    module = module_of(item)
    steps = _steps(item)
    _check_fixtures(fixtures, rejects, steps)
    return build_use(
        module,
        inputs,
        needs=frozenset().union(*(FIXTURES[name] for name in fixtures)),
        rejects=rejects,
        steps=steps,
        providers=merged_providers(item, module, _providers(item)),
        given=read_given(item),
    )


def _is_ours(item: pytest.Item, name: str) -> bool:
    """Whether a test gets the plugin's fixture of that name, and not the project's own."""
    if name not in getattr(item, "fixturenames", ()):
        return False
    definitions = getattr(item, "_fixtureinfo").name2fixturedefs.get(name, ())  # noqa: B009
    for definition in reversed(definitions):  # the nearest last
        if definition.func.__module__.startswith(f"{__package__}."):
            return True
        if name not in definition.argnames:  # it replaces the plugin's, and does not use it
            return False
    return False


def _inputs(mark: pytest.Mark) -> tuple[dict[str, Any], str | None]:
    """Inputs and message of a marker; inputs are keywords or one dictionary."""
    inputs: dict[str, Any] = {}
    keywords = dict(mark.kwargs)
    rejects = keywords.pop("rejects", None)
    if mark.args:
        if len(mark.args) > 1 or not isinstance(mark.args[0], Mapping):
            raise BadScenario(
                "@pytest.mark.scenario takes the inputs as keywords, or as one dictionary."
            )
        inputs = dict(mark.args[0])
    if rejects is not None and (not isinstance(rejects, str) or not rejects.strip()):
        raise BadScenario("rejects= must be a part of the message of the plan.")
    return {**inputs, **keywords}, rejects


def _parameter(inputs: object) -> Mapping[str, Any]:
    if not isinstance(inputs, Mapping):
        raise BadScenario(
            f"The parameter 'scenario' must be a dictionary of the module's inputs, not {inputs!r}."
        )
    return inputs


def _providers(item: pytest.Item) -> Iterator[Mapping[str, Any]]:
    for mark in reversed(list(item.iter_markers("providers"))):
        arguments: dict[str, Any] = {}
        for one in mark.args:
            if not isinstance(one, Mapping):
                raise BadScenario(_PROVIDERS_USAGE)
            arguments |= one
        yield {**arguments, **mark.kwargs}


def read_given(item: pytest.Item) -> tuple[Given, ...]:
    """The modules and functions given to a test's scenario; those of the nearest marker last.

    Raises:
        BadScenario: a marker is not valid, or refers to one that comes after it.
    """
    found: dict[str, Given] = {}
    marks = list(item.iter_markers("given"))
    while marks:
        mark = marks.pop()
        for name in references(mark.kwargs):
            if name not in found and any(later.args[:1] == (name,) for later in marks):
                raise BadScenario(
                    f"given {mark.args[0]!r} refers to {{given.{name}.…}}, which is given after "
                    f"it: put the marker of {name!r} above that of {mark.args[0]!r}."
                )
        given = _given(item, mark, tuple(found.values()))
        found.pop(given.name, None)  # the nearest overrides
        found[given.name] = given
    return tuple(found.values())


def _given(item: pytest.Item, mark: pytest.Mark, before: tuple[Given, ...]) -> Given:
    by = mark.kwargs.get("by")
    match mark.args:
        case (str(name),) if callable(by) and set(mark.kwargs) == {"by"}:
            return Given(name, by=by)
        case (str(name), str() | Path() as path):
            return given_module(item, name, path, mark.kwargs, before)
    raise BadScenario(_GIVEN_USAGE)


def _steps(item: pytest.Item) -> list[StepArguments]:
    """The steps of the test, or else of its class, or else of its file, from top to bottom."""
    found = [(node, mark) for node, mark in item.iter_markers_with_node() if mark.name in _STEPS]
    marks = [mark for node, mark in found if node is found[0][0]]
    # Decorators are applied from the bottom up; the list `pytestmark` is in reading order.
    if found and not isinstance(found[0][0], pytest.Module):
        marks.reverse()
    return [StepArguments(mark.name, mark.args, mark.kwargs) for mark in marks]


def _check_fixtures(
    fixtures: Collection[str], rejects: str | None, steps: Sequence[StepArguments]
) -> None:
    if rejects is not None and (steps or set(fixtures) - {"rejected", "given"}):
        raise BadScenario("A scenario with rejects= is never applied: use the fixture 'rejected'.")
    if rejects is None and "rejected" in fixtures:
        raise BadScenario("The fixture 'rejected' needs rejects='...' in @pytest.mark.scenario.")
    if steps and "replanned" in fixtures:
        raise BadScenario("A scenario with a step has transition.settled, not 'replanned'.")
    if len(steps) > 1 and "transition" in fixtures:
        raise BadScenario("With more than one step, use the fixture 'transitions'.")
    for name in ("transition", "transitions"):
        if not steps and name in fixtures:
            raise BadScenario(f"The fixture '{name}' needs a step: a marker {_or(_STEPS)}.")


def _or(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
