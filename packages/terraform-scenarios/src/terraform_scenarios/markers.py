"""Reads from a test's markers and fixtures which scenario it is about and what it wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .errors import BadScenario
from .scenario import Need, Scenario, Step, canonical, check_module
from .variables import check_inputs

FIXTURES: dict[str, frozenset[Need]] = {
    "planned": frozenset({Need.PLAN}),
    "rejected": frozenset(),
    "applied": frozenset({Need.APPLY}),
    "replanned": frozenset({Need.REPLAN}),
    "transition": frozenset({Need.APPLY}),
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
    step = _step(item, inputs)
    needs = frozenset().union(*(FIXTURES[name] for name in asked))
    _check(asked, rejects, step)
    module = module_of(item)
    scenario = Scenario.of(module, inputs, rejects=rejects is not None, step=step)
    if rejects is None:
        check_inputs(module, inputs)
        needs = needs or frozenset({Need.APPLY if step else Need.PLAN})
    return Request(scenario, needs, rejects)


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
        if any(folder.glob("*.tf")):
            return folder
        if folder == item.config.rootpath:
            break
    raise BadScenario(
        f"There is no module to test: no folder from {item.path.parent} up to "
        f"{item.config.rootpath} has *.tf files. Write into conftest.py: "
        "def pytest_terraform_module(): return Path('...')"
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


def _step(item: pytest.Item, inputs: dict[str, Any]) -> Step | None:
    marks = [mark for mark in map(item.get_closest_marker, STEPS) if mark]
    if not marks:
        return None
    if len(marks) > 1:
        names = " and ".join(f"@pytest.mark.{mark.name}" for mark in marks)
        raise BadScenario(f"{names} cannot be had together: one step a test.")
    mark = marks[0]
    match mark.name:
        case "change" if mark.kwargs and not mark.args:
            check_inputs(module_of(item), mark.kwargs)
            return Step("change", inputs=canonical({**inputs, **mark.kwargs}))
        # A keyword, since pytest takes a marker called with one function for a decorator.
        case "drift" if set(mark.kwargs) == {"by"} and callable(mark.kwargs["by"]):
            return Step("drift", drift=mark.kwargs["by"])
        case "upgrade" if len(mark.args) == 1 and isinstance(mark.args[0], str):
            return Step("upgrade", revision=mark.args[0])
        case "destroy" if not mark.args and not mark.kwargs:
            return Step("destroy")
    raise BadScenario(_USAGE[mark.name])


_USAGE = {
    "change": "@pytest.mark.change takes the inputs that become different, as keywords.",
    "drift": "@pytest.mark.drift takes by=function; it is called with the applied scenario.",
    "upgrade": "@pytest.mark.upgrade takes the git revision to start from, as a string.",
    "destroy": "@pytest.mark.destroy takes no arguments.",
}


def _check(asked: list[str], rejects: str | None, step: Step | None) -> None:
    if rejects is not None and (step or set(asked) - {"rejected"}):
        raise BadScenario("A scenario with rejects= is never applied: use the fixture 'rejected'.")
    if rejects is None and "rejected" in asked:
        raise BadScenario("The fixture 'rejected' needs rejects='...' on @pytest.mark.scenario.")
    if step and "replanned" in asked:
        raise BadScenario("A scenario with a step has transition.settled, not 'replanned'.")
    if not step and "transition" in asked:
        raise BadScenario(f"The fixture 'transition' needs a step: a marker of {', '.join(STEPS)}.")
