"""Reads from a test's markers and fixtures which scenario it is about and what it wants."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .errors import BadScenario
from .providers import check_providers, takes
from .scenario import Given, Need, Scenario, Step, canonical, check_module, references
from .variables import check_inputs

FIXTURES: dict[str, frozenset[Need]] = {
    "planned": frozenset({Need.PLAN}),
    "rejected": frozenset(),
    "applied": frozenset({Need.APPLY}),
    "replanned": frozenset({Need.REPLAN}),
    "transition": frozenset({Need.APPLY}),
    "transitions": frozenset({Need.APPLY}),
    "given": frozenset(),
}
STEPS = ("change", "drift", "upgrade", "destroy")


@dataclass(frozen=True)
class Request:
    """What one test asks for.

    Attributes:
        scenario: what it is about.
        needs: what has to be run for it.
        rejects: the message it must be refused with; None where it is to be accepted.
    """

    scenario: Scenario
    needs: frozenset[Need]
    rejects: str | None


def request_of(item: pytest.Item) -> Request | None:
    """The request of a test; None where it has no scenario.

    Raises:
        BadScenario: its markers and fixtures do not make sense together.
    """
    asked = [name for name in FIXTURES if _is_ours(item, name)]
    marks = list(item.iter_markers("scenario"))
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    if not marks:
        if asked and "scenario" not in parameters:
            raise BadScenario(
                f"It uses the fixture '{asked[0]}' but has no scenario. "
                "Write @pytest.mark.scenario(...) above it, with the module's inputs."
            )
        if not asked:  # a parameter of that name is then somebody else's
            return None
    inputs: dict[str, Any] = {}
    rejects: str | None = None
    for mark in reversed(marks):  # the nearest last: it wins over those of its class and module
        own, refused = _arguments(mark)
        inputs |= own
        rejects = refused if refused is not None else rejects
    inputs |= _parameter(parameters.get("scenario", {}))
    module = module_of(item)
    steps = _steps(item, module, inputs)
    needs = frozenset().union(*(FIXTURES[name] for name in asked))
    _check(asked, rejects, steps)
    given = givens_of(item)
    for each in (inputs, *(json.loads(step.inputs) for step in steps if step.inputs)):
        check_references(each, given)
    scenario = Scenario.of(
        module,
        inputs,
        rejects=rejects is not None,
        steps=steps,
        providers=providers_of(item, module),
        given=given,
    )
    if rejects is None:
        check_inputs(module, inputs)
        needs = needs or frozenset({Need.APPLY if steps else Need.PLAN})
    return Request(scenario, needs, rejects)


def providers_of(
    item: pytest.Item, module: Path, own: Mapping[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """Arguments of providers, by the module's name of each.

    Args:
        item: the test, whose markers and hook give them.
        module: what takes them.
        own: what is given besides, the nearest of all.

    Raises:
        BadScenario: one is written wrongly, or is not what the module takes.
    """
    found: dict[str, dict[str, Any]] = {}
    for mark in reversed(list(item.iter_markers("providers"))):  # the nearest wins
        given: dict[str, Any] = {}
        for argument in mark.args:
            if not isinstance(argument, Mapping):
                raise BadScenario(_USAGE["providers"])
            given |= argument
        given |= mark.kwargs
        check_providers(module, given)
        for name, arguments in given.items():
            found[name] = {**found.get(name, {}), **arguments}
    check_providers(module, own or {})
    for name, arguments in (own or {}).items():
        found[name] = {**found.get(name, {}), **arguments}
    of_all = item.ihook.pytest_terraform_providers() or {}
    for name, arguments in of_all.items():
        # A project may have modules that take some of them.
        if takes(module, name):
            found[name] = {**arguments, **found.get(name, {})}
    return found


def givens_of(item: pytest.Item) -> tuple[Given, ...]:
    """What has to be there before the scenario of a test, the farthest marker's first.

    Raises:
        BadScenario: a marker is written wrongly, or takes something of one that comes after it.
    """
    found: dict[str, Given] = {}
    marks = list(item.iter_markers("given"))
    while marks:
        mark = marks.pop()
        for name in references(mark.kwargs):
            if name not in found and any(later.args[:1] == (name,) for later in marks):
                raise BadScenario(
                    f"given {mark.args[0]!r} takes {{given.{name}.…}}, which is given after it: "
                    f"write the marker of {name!r} above that of {mark.args[0]!r}."
                )
        given = _given(item, mark, tuple(found.values()))
        found.pop(given.name, None)  # the nearest wins
        found[given.name] = given
    return tuple(found.values())


def _given(item: pytest.Item, mark: pytest.Mark, before: tuple[Given, ...]) -> Given:
    by = mark.kwargs.get("by")
    match mark.args:
        case (str(name),) if callable(by) and set(mark.kwargs) == {"by"}:
            return Given(name, by=by)
        case (str(name), str() | Path() as path):
            return given_module(item, name, path, mark.kwargs, before)
    raise BadScenario(_USAGE["given"])


def given_module(
    item: pytest.Item,
    name: str,
    path: str | Path,
    inputs: Mapping[str, Any],
    before: Iterable[Given],
) -> Given:
    """A module that is applied first; it may itself take what is given before it."""
    module = (item.path.parent / path).resolve()
    check_module(module)
    check_inputs(module, inputs)
    check_references(inputs, before)
    used = {*references(inputs)}
    needed = tuple(one for one in before if one.name in used)
    return Given(name, Scenario.of(module, inputs, given=needed))


def check_references(inputs: Mapping[str, Any], given: Iterable[Given]) -> None:
    """Raise `BadScenario` where inputs take something from what is not given."""
    names = [one.name for one in given]
    for name in references(inputs):
        if name not in names:
            raise BadScenario(
                f"An input takes {{given.{name}.…}}, but nothing is given by that name. Given is: "
                f"{', '.join(names) or 'nothing'}. Write @pytest.mark.given({name!r}, '../module')."
            )


def _is_ours(item: pytest.Item, name: str) -> bool:
    """Whether a test gets the plugin's fixture of that name, and not one of its own project."""
    if name not in getattr(item, "fixturenames", ()):
        return False
    definitions = getattr(item, "_fixtureinfo").name2fixturedefs.get(name, ())  # noqa: B009
    for definition in reversed(definitions):  # the nearest last
        if definition.func.__module__.startswith(f"{__package__}."):
            return True
        if name not in definition.argnames:  # it replaces the one below, and does not use it
            return False
    return False


def _parameter(inputs: object) -> Mapping[str, Any]:
    if not isinstance(inputs, Mapping):
        raise BadScenario(
            f"The parameter 'scenario' is {inputs!r}: write a dictionary with the module's inputs."
        )
    return inputs


def module_of(item: pytest.Item) -> Path:
    """The module a test is about: the marker's, the conftest's, or the nearest above the test."""
    mark = item.get_closest_marker("terraform_module")
    if mark:
        path = item.path.parent / Path(*mark.args)
    else:
        path = item.ihook.pytest_terraform_module() or _nearest(item)
    check_module(path)
    return Path(path).resolve()


def _nearest(item: pytest.Item) -> Path:
    for folder in item.path.parents:
        if any(folder.glob("*.tf")) or any(folder.glob("*.tf.json")):
            return folder
        if (folder / ".git").exists():
            break
    raise BadScenario(
        f"There is no module to test: no folder from {item.path.parent} up to {folder} has *.tf "
        "files. Write into conftest.py: def pytest_terraform_module(): return Path('...')"
    )


def _arguments(mark: pytest.Mark) -> tuple[dict[str, Any], str | None]:
    """Inputs and message of one marker; a dictionary may stand in place of keywords."""
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
        raise BadScenario("rejects= is a part of the message that the plan must be refused with.")
    return {**inputs, **keywords}, rejects


def _steps(item: pytest.Item, module: Path, inputs: Mapping[str, Any]) -> tuple[Step, ...]:
    """The steps of the nearest of test, class and file that has any, from top to bottom."""
    found = [(node, mark) for node, mark in item.iter_markers_with_node() if mark.name in STEPS]
    marks = [mark for node, mark in found if node is found[0][0]]
    # Decorators are applied from the bottom up; a list in `pytestmark` stands as it is read.
    if found and not isinstance(found[0][0], pytest.Module):
        marks.reverse()
    steps: list[Step] = []
    for mark in marks:
        change = mark.kwargs if mark.name == "change" else {}
        inputs = {**inputs, **change}
        steps.append(step_of(mark.name, mark.args, mark.kwargs, module, inputs))
    return steps_in_order(steps)


def steps_in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, if they can be taken one after the other."""
    if any(step.kind == "upgrade" for step in steps[1:]):
        raise BadScenario("@pytest.mark.upgrade says what the first apply is made with: the first.")
    if any(step.kind == "destroy" for step in steps[:-1]):
        raise BadScenario("After @pytest.mark.destroy nothing is there: let it be the last step.")
    return tuple(steps)


def step_of(
    kind: str,
    arguments: Sequence[object],
    keywords: Mapping[str, Any],
    module: Path,
    inputs: Mapping[str, Any],
) -> Step:
    """A step from what its marker was given; `inputs` are those from then on.

    Raises:
        BadScenario: that makes no such step.
    """
    match kind, arguments:
        case "change", () if keywords:
            check_inputs(module, keywords)
            return Step("change", inputs=canonical(inputs))
        # A keyword, since pytest takes a marker called with one function for a decorator.
        case "drift", _ if set(keywords) == {"by"} and callable(keywords["by"]):
            return Step("drift", drift=keywords["by"])
        case "upgrade", (str(revision),):
            return Step("upgrade", revision=revision)
        case "destroy", () if not keywords:
            return Step("destroy")
    raise BadScenario(_USAGE[kind])


_USAGE = {
    "change": "@pytest.mark.change takes the inputs that become different, as keywords.",
    "drift": "@pytest.mark.drift takes by=function; it is called with the applied scenario.",
    "upgrade": "@pytest.mark.upgrade takes the git revision to start from, as a string.",
    "destroy": "@pytest.mark.destroy takes no arguments.",
    "providers": "@pytest.mark.providers takes dictionaries of arguments by the module's name of "
    "the provider: providers(aws={'region': 'eu-west-1'}) or providers({'aws.edge': {...}}).",
    "given": "@pytest.mark.given takes a name, and a module with its inputs as keywords or "
    "by=function: given('network', '../network', cidr='10.0.0.0/16').",
}


def _check(asked: Collection[str], rejects: str | None, steps: Collection[Step]) -> None:
    if rejects is not None and (steps or set(asked) - {"rejected", "given"}):
        raise BadScenario("A scenario with rejects= is never applied: use the fixture 'rejected'.")
    if rejects is None and "rejected" in asked:
        raise BadScenario("The fixture 'rejected' needs rejects='...' on @pytest.mark.scenario.")
    if steps and "replanned" in asked:
        raise BadScenario("A scenario with a step has transition.settled, not 'replanned'.")
    if len(steps) > 1 and "transition" in asked:
        raise BadScenario("With more than one step, use the fixture 'transitions': one for each.")
    for name in ("transition", "transitions"):
        if not steps and name in asked:
            raise BadScenario(f"The fixture '{name}' needs a step: a marker of {', '.join(STEPS)}.")
