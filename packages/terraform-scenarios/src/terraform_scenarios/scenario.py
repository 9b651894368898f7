"""A scenario: a module, its inputs, and the steps after the first apply."""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from . import module_text
from .addresses import scenario_name, shared_name
from .errors import BadScenario

Inputs = Mapping[str, Any]
# Arguments of every module call; no variable can have one of these names.
# https://developer.hashicorp.com/terraform/language/values/variables#declaring-an-input-variable
RESERVED = frozenset(
    {"source", "version", "providers", "count", "for_each", "lifecycle", "depends_on"}
)
PLACEHOLDER = "{scenario}"
_PART = re.compile(r'\.([\w-]+)|\[(\d+)\]|\["([^"]+)"\]')
_REFERENCE = re.compile(r'\{given\.([\w-]+)((?:\.[\w-]+|\[\d+\]|\["[^"]+"\])+)\}')


class Need(enum.Enum):
    """A stage that a test needs for its scenario."""

    PLAN = "plan"
    APPLY = "apply"
    REPLAN = "second plan"


@dataclass(frozen=True)
class Step:
    """A step after the first apply.

    Attributes:
        kind: `change` (other inputs), `drift` (a change outside of Terraform), `upgrade` (from an
            earlier revision of the module) or `destroy`.
        inputs: for `change`, canonical JSON of all inputs from then on.
        drift: for `drift`, a function that is called with the applied scenario.
        revision: for `upgrade`, the git revision to apply first.
    """

    kind: Literal["change", "drift", "upgrade", "destroy"]
    inputs: str = ""
    drift: Callable[[Any], object] | None = None
    revision: str = ""

    @property
    def identity(self) -> str:
        """A text that is different for different steps, and the same in every process."""
        return json.dumps([self.kind, self.inputs, _named(self.drift), self.revision])


@dataclass(frozen=True)
class Given:
    """A module or a function that runs before a scenario and gives it values.

    Attributes:
        name: its name in inputs, as in `{given.network.vpc_id}`.
        scenario: the module, with its inputs; its outputs are the values.
        by: instead of a module, a function that is called with the target. It returns the values
            as a mapping, or yields them, to remove what it made when the run ends.
    """

    name: str
    scenario: Scenario | None = None
    by: Callable[[Any], Any] | None = None

    @property
    def identity(self) -> str:
        """A text that is different for different ones, and the same in every process."""
        return json.dumps([self.name, self.scenario.key if self.scenario else _named(self.by)])


def _named(function: Callable[..., object] | None) -> str:
    """A function's module, name and line; empty for None."""
    if function is None:
        return ""
    line = getattr(getattr(function, "__code__", None), "co_firstlineno", 0)
    return f"{function.__module__}.{function.__qualname__}:{line}"


@dataclass(frozen=True)
class Scenario:
    """A module with inputs. Equal scenarios run once, however many tests use them.

    Attributes:
        module: the module's folder, resolved.
        inputs: canonical JSON of the inputs.
        rejects: the plan must reject the inputs.
        steps: the steps after the first apply, in order.
        providers: canonical JSON of provider arguments, by the module's name of the provider.
        given: the modules and functions that run before it.
    """

    module: Path
    inputs: str
    rejects: bool = False
    steps: tuple[Step, ...] = ()
    providers: str = "{}"
    given: tuple[Given, ...] = ()

    @classmethod
    def of(
        cls,
        module: Path,
        inputs: Inputs,
        *,
        rejects: bool = False,
        steps: Iterable[Step] = (),
        providers: Mapping[str, Inputs] | None = None,
        given: Iterable[Given] = (),
    ) -> Scenario:
        """A scenario from plain values.

        Raises:
            BadScenario: the inputs cannot be written as JSON.
        """
        return cls(
            module.resolve(),
            canonical(inputs),
            rejects=rejects,
            steps=tuple(steps),
            providers=_json("The providers' arguments", providers or {}),
            given=tuple(given),
        )

    @cached_property
    def key(self) -> str:
        """A short name, the same in every run: for addresses, and the value of `{scenario}`."""
        steps = "\n".join(step.identity for step in self.steps)
        identity = [self.inputs, self.rejects, steps]
        # Only the last folders of the path, so that names are the same on every machine.
        identity.append("/".join(self.module.parts[-2:]))
        identity += [self.providers] if self.providers != "{}" else []
        identity += [given.identity for given in self.given]
        return scenario_name(identity)

    @cached_property
    def shared_call(self) -> str:
        """Name of the module call that it can share with others; empty if it needs its own.

        Scenarios can share a call if a null argument means the same as an omitted one. A scenario
        to be rejected cannot share one, since errors must name it. Nor can an upgrade, which starts
        from another folder.
        """
        if self.rejects or any(step.kind == "upgrade" for step in self.steps):
            return ""
        first, *others = (
            module_text.inputs_to_pass(self.module, json.loads(self.inputs_after(done)))
            for done in range(len(self.steps) + 1)
        )
        # A scenario that moved to another call would be destroyed and created again.
        if any(other != first for other in others):
            return ""
        if not module_text.can_have_for_each(self.module):
            return ""
        identity = [str(self.module), sorted(first)]
        identity += [self.providers] if self.providers != "{}" else []
        return shared_name(identity)

    def with_given(self) -> Iterator[Scenario]:
        """This scenario and those of the modules that are given to it."""
        yield self
        for given in self.given:
            if given.scenario:
                yield from given.scenario.with_given()

    def inputs_after(self, done: int) -> str:
        """Canonical JSON of the inputs after a number of steps."""
        changes = [step.inputs for step in self.steps[:done] if step.inputs]
        return changes[-1] if changes else self.inputs

    def arguments(
        self,
        done: int = 0,
        *,
        name: str | None = None,
        given: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """The inputs as values.

        Args:
            done: after how many of the steps.
            name: the value of `{scenario}`; default: the scenario's key.
            given: the values of `{given.NAME.OUTPUT}`, by name and output.

        Raises:
            BadScenario: an input refers to a value that does not exist.
        """
        inputs: dict[str, Any] = json.loads(self.inputs_after(done))
        filled: dict[str, Any] = map_texts(
            inputs, lambda text: _filled(text, name or self.key, given or {})
        )
        return filled


def references(value: Any) -> Iterator[str]:
    """Names in the references to given values in a value.

    Raises:
        BadScenario: a reference is not complete.
    """
    match value:
        case str():
            if "{given." in _REFERENCE.sub("", value):
                raise BadScenario(
                    f"{value!r} is not a complete reference. Write {{given.NAME.OUTPUT}}, followed "
                    'by .KEY, [0] or ["key"] for a part of a list or a map.'
                )
            yield from (found[1] for found in _REFERENCE.finditer(value))
        case Mapping():
            for key, inner in value.items():
                yield from references(key)
                yield from references(inner)
        case list() | tuple():
            for inner in value:
                yield from references(inner)


def map_texts(value: Any, change: Callable[[str], Any]) -> Any:
    """A value with a function applied to every text in it, including keys."""
    match value:
        case str():
            return change(value)
        case Mapping():
            return {map_texts(k, change): map_texts(v, change) for k, v in value.items()}
        case list() | tuple():
            return [map_texts(v, change) for v in value]
        case _:
            return value


def _filled(text: str, name: str, given: Mapping[str, Mapping[str, Any]]) -> Any:
    whole = _REFERENCE.fullmatch(text)
    if whole:  # the value keeps its type
        return _looked_up(whole, given)

    def within(found: re.Match[str]) -> str:
        value = _looked_up(found, given)
        return value if isinstance(value, str) else json.dumps(value)

    # The name first: {scenario} in a given value is not replaced.
    return _REFERENCE.sub(within, text.replace(PLACEHOLDER, name))


def _looked_up(found: re.Match[str], given: Mapping[str, Mapping[str, Any]]) -> Any:
    value: Any = given.get(found[1], {})
    for part in ("".join(either) for either in _PART.findall(found[2])):
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, Mapping) and part in value:
            value = value[part]
        else:
            available = ", ".join(map(str, value)) if isinstance(value, Mapping) else repr(value)
            raise BadScenario(f"There is no {found[0]}: there is {available or 'nothing'}.")
    return value


def counted(scenarios: Collection[object]) -> str:
    """A number of scenarios as text, such as `2 scenarios`."""
    return f"{len(scenarios)} scenario{'' if len(scenarios) == 1 else 's'}"


def canonical(inputs: Inputs) -> str:
    """Inputs as JSON that is the same for equal inputs.

    Raises:
        BadScenario: a value has no form in JSON, or a name is reserved.
    """
    reserved = RESERVED & set(inputs)
    if reserved:
        raise BadScenario(
            f"'{min(reserved)}' is an argument of every module call, so it cannot be an input."
        )
    return _json("The inputs", inputs)


def _json(what: str, values: Mapping[str, Any]) -> str:
    try:
        return json.dumps(values, sort_keys=True, allow_nan=False, default=_refuse)
    except (TypeError, ValueError) as error:
        raise BadScenario(
            f"{what} cannot be passed to Terraform: {error}. Use strings, numbers, booleans, "
            "None, lists and dictionaries with string keys."
        ) from error


def _refuse(value: object) -> object:
    raise TypeError(f"{value!r} is a {type(value).__name__}")


def check_module(module: Path) -> None:
    """Raise `BadScenario` if the folder is not a Terraform module."""
    if not module.is_dir():
        raise BadScenario(f"There is no module at {module}: no such folder.")
    if not any(module.glob("*.tf")) and not any(module.glob("*.tf.json")):
        raise BadScenario(f"There is no module at {module}: the folder has no *.tf file.")
