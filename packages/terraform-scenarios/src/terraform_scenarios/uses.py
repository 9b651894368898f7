"""How a test uses a scenario; built alike from markers and from YAML documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .errors import BadScenario
from .module_text import check_inputs
from .providers import accepts, check_providers
from .scenario import Given, Need, Scenario, Step, canonical, check_module, references

USAGE = {
    "change": "@pytest.mark.change takes the inputs to change, as keywords.",
    "drift": "@pytest.mark.drift takes by=function, which is called with the applied scenario.",
    "upgrade": "@pytest.mark.upgrade takes the git revision to start from, as a string.",
    "destroy": "@pytest.mark.destroy takes no arguments.",
}


@dataclass(frozen=True)
class ScenarioUse:
    """How a test uses a scenario.

    Attributes:
        scenario: the scenario.
        needs: the stages to run for the test.
        rejects: part of the message that the plan must reject it with; None to be accepted.
    """

    scenario: Scenario
    needs: frozenset[Need]
    rejects: str | None


USE: pytest.StashKey[ScenarioUse] = pytest.StashKey()


@dataclass(frozen=True)
class StepArguments:
    """A step as a marker or a YAML document has it.

    Attributes:
        kind: `change`, `drift`, `upgrade` or `destroy`.
        positional: arguments without a name.
        keywords: arguments with a name; for a change, the inputs.
    """

    kind: str
    positional: Sequence[object] = ()
    keywords: Mapping[str, Any] | None = None


def build_use(
    module: Path,
    inputs: Mapping[str, Any],
    *,
    needs: frozenset[Need],
    rejects: str | None,
    steps: Iterable[StepArguments],
    providers: Mapping[str, Mapping[str, Any]],
    given: tuple[Given, ...],
) -> ScenarioUse:
    """A use of a scenario, from its parts.

    Raises:
        BadScenario: a part is not valid, or they cannot be combined.
    """
    taken = []
    check_references(inputs, given)
    inputs_so_far = inputs
    for step in steps:
        if step.kind == "change":
            inputs_so_far = {**inputs_so_far, **(step.keywords or {})}
            check_references(inputs_so_far, given)
        taken.append(_step(step, module, inputs_so_far))
    scenario = Scenario.of(
        module,
        inputs,
        rejects=rejects is not None,
        steps=_in_order(taken),
        providers=providers,
        given=given,
    )
    if rejects is None:
        check_inputs(module, inputs)
        needs = needs or frozenset({Need.APPLY if taken else Need.PLAN})
    return ScenarioUse(scenario, needs, rejects)


def _step(step: StepArguments, module: Path, inputs: Mapping[str, Any]) -> Step:
    """A step; `inputs` are those after it."""
    keywords = step.keywords or {}
    match step.kind, step.positional:
        case "change", () if keywords:
            check_inputs(module, keywords)
            return Step("change", inputs=canonical(inputs))
        # by= is a keyword: pytest treats a marker called with only a function as a decorator.
        case "drift", _ if set(keywords) == {"by"} and callable(keywords["by"]):
            return Step("drift", drift=keywords["by"])
        case "upgrade", (str(revision),):
            return Step("upgrade", revision=revision)
        case "destroy", () if not keywords:
            return Step("destroy")
    raise BadScenario(USAGE[step.kind])


def _in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    if any(step.kind == "upgrade" for step in steps[1:]):
        raise BadScenario("An upgrade must be the first step: it defines what is applied first.")
    if any(step.kind == "destroy" for step in steps[:-1]):
        raise BadScenario("A destroy must be the last step: nothing is left after it.")
    return tuple(steps)


def merged_providers(
    item: pytest.Item, module: Path, nearest_last: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Arguments of provider blocks for a test, by the module's name of each provider.

    Args:
        item: the test; its conftest's hook has arguments for all tests.
        module: the module under test.
        nearest_last: arguments from markers or from a document; later ones override.

    Raises:
        BadScenario: the module does not accept one of the providers.
    """
    found: dict[str, dict[str, Any]] = {}
    for given in nearest_last:
        check_providers(module, given)
        for name, arguments in given.items():
            found[name] = {**found.get(name, {}), **arguments}
    for name, arguments in (item.ihook.pytest_terraform_providers() or {}).items():
        if accepts(module, name):  # a project may have modules that need only some of them
            found[name] = {**arguments, **found.get(name, {})}
    return found


def given_module(
    item: pytest.Item,
    name: str,
    path: str | Path,
    inputs: Mapping[str, Any],
    before: Iterable[Given],
) -> Given:
    """A module that is applied first; its inputs may refer to those given before it.

    Raises:
        BadScenario: there is no such module, or it does not have these inputs.
    """
    module = (item.path.parent / path).resolve()
    check_module(module)
    check_inputs(module, inputs)
    check_references(inputs, before)
    names = {*references(inputs)}
    needed = tuple(given for given in before if given.name in names)
    return Given(name, Scenario.of(module, inputs, given=needed))


def check_references(inputs: Mapping[str, Any], given: Iterable[Given]) -> None:
    """Raise `BadScenario` if inputs refer to something that is not given."""
    names = [one.name for one in given]
    for name in references(inputs):
        if name not in names:
            raise BadScenario(
                f"An input refers to {{given.{name}.…}}, but '{name}' is not given. Given: "
                f"{', '.join(names) or 'nothing'}. Add @pytest.mark.given({name!r}, '../module')."
            )


def module_of(item: pytest.Item) -> Path:
    """The module under test: from the marker, from the conftest, or the nearest above the test.

    Raises:
        BadScenario: there is no module.
    """
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
        "files. Add to conftest.py: def pytest_terraform_module(): return Path('...')"
    )
