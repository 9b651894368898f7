"""A scenario: a module, the inputs it is called with, and what happens to it afterwards."""

from __future__ import annotations

import enum
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from . import variables
from .errors import BadScenario

Inputs = Mapping[str, Any]
# Arguments that a module call has of its own, so no module can have a variable of that name.
# https://developer.hashicorp.com/terraform/language/values/variables#declaring-an-input-variable
RESERVED = frozenset(
    {"source", "version", "providers", "count", "for_each", "lifecycle", "depends_on"}
)
PLACEHOLDER = "{scenario}"
_PART = re.compile(r'\.([\w-]+)|\[(\d+)\]|\["([^"]+)"\]')
_REFERENCE = re.compile(r'\{given\.([\w-]+)((?:\.[\w-]+|\[\d+\]|\["[^"]+"\])+)\}')


class Need(enum.Enum):
    """What a test wants to know of its scenario."""

    PLAN = "plan"
    APPLY = "apply"
    REPLAN = "second plan"


@dataclass(frozen=True)
class Step:
    """What happens to a scenario after it has been applied.

    Attributes:
        kind: `change` (other inputs), `drift` (somebody changes it behind Terraform's back),
            `upgrade` (made by an earlier revision of the module) or `destroy`.
        inputs: for `change`, canonical JSON of the whole set of inputs from then on.
        drift: for `drift`, what is called with the applied scenario.
        revision: for `upgrade`, the git revision that makes it.
    """

    kind: Literal["change", "drift", "upgrade", "destroy"]
    inputs: str = ""
    drift: Callable[[Any], object] | None = None
    revision: str = ""

    @property
    def identity(self) -> str:
        """What tells two steps apart, the same in every process."""
        return json.dumps([self.kind, self.inputs, _named(self.drift), self.revision])


@dataclass(frozen=True)
class Given:
    """What has to be there before a scenario.

    Attributes:
        name: what inputs call it, as in `{given.network.vpc_id}`.
        scenario: a module that is applied first; its outputs are what is given.
        by: in place of it, a function that is called with the target. It returns what is given as
            a mapping, or yields it, to remove things when the run ends.
    """

    name: str
    scenario: Scenario | None = None
    by: Callable[[Any], Any] | None = None

    @property
    def identity(self) -> str:
        """What tells two of them apart, the same in every process."""
        return json.dumps([self.name, self.scenario.key if self.scenario else _named(self.by)])


def _named(function: Callable[..., object] | None) -> str:
    """A function's module, name and line; empty for none."""
    if function is None:
        return ""
    line = getattr(getattr(function, "__code__", None), "co_firstlineno", 0)
    return f"{function.__module__}.{function.__qualname__}:{line}"


@dataclass(frozen=True)
class Scenario:
    """One call of one module. Equal scenarios are run once, whoever asks for them.

    Attributes:
        module: the module's folder, resolved.
        inputs: canonical JSON of the inputs.
        rejects: True where the plan has to refuse them.
        steps: what happens after the first apply, in order.
        providers: canonical JSON of provider arguments, by the module's name of the provider.
        given: what has to be there before it.
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
            BadScenario: the module is none, or the inputs cannot be written as JSON.
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
        """A short name, the same in every run: it stands in addresses and for `{scenario}`."""
        steps = "\n".join(step.identity for step in self.steps)
        identity = [self.inputs, self.rejects, steps]
        # The last folders, not the whole path: snapshots and names are the same on every machine.
        identity.append("/".join(self.module.parts[-2:]))
        identity += [self.providers] if self.providers != "{}" else []
        identity += [given.identity for given in self.given]
        return "s" + short_hash(identity)

    @cached_property
    def shared_call(self) -> str:
        """Name of the module call that it can share with others; empty where it needs its own.

        Scenarios share one where null tells Terraform the same as leaving an argument out. A
        refusal cannot share: its error has to name it. Nor can an upgrade, which starts from
        another folder.
        """
        if self.rejects or any(step.kind == "upgrade" for step in self.steps):
            return ""
        first, *others = (
            variables.telling(self.module, json.loads(self.inputs_after(done)))
            for done in range(len(self.steps) + 1)
        )
        # A scenario that went from one call to another would be destroyed and made again.
        if any(other != first for other in others) or not variables.repeatable(self.module):
            return ""
        identity = [str(self.module), sorted(first)]
        identity += [self.providers] if self.providers != "{}" else []
        return "all_" + short_hash(identity)

    def inputs_after(self, done: int) -> str:
        """Canonical JSON of the inputs after so many steps."""
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
            name: what stands for `{scenario}`; by default the scenario's key.
            given: what stands for `{given.NAME.OUTPUT}`, by name and output.

        Raises:
            BadScenario: one of them is not there.
        """
        inputs: dict[str, Any] = json.loads(self.inputs_after(done))
        filled: dict[str, Any] = each_text(
            inputs, lambda text: _filled(text, name or self.key, given or {})
        )
        return filled


def references(value: Any) -> Iterator[str]:
    """Names of what a value takes from `given`.

    Raises:
        BadScenario: it begins to take something, and does not say what.
    """
    match value:
        case str():
            if "{given." in _REFERENCE.sub("", value):
                raise BadScenario(
                    f"{value!r} takes nothing from what is given. Write {{given.NAME.OUTPUT}}; "
                    'to go on into a list or a map: .KEY, [0] or ["key"].'
                )
            yield from (found[1] for found in _REFERENCE.finditer(value))
        case Mapping():
            for key, inner in value.items():
                yield from references(key)
                yield from references(inner)
        case list() | tuple():
            for inner in value:
                yield from references(inner)


def each_text(value: Any, change: Callable[[str], Any]) -> Any:
    """A value with each text in it changed, keys too."""
    match value:
        case str():
            return change(value)
        case Mapping():
            return {each_text(k, change): each_text(v, change) for k, v in value.items()}
        case list() | tuple():
            return [each_text(v, change) for v in value]
        case _:
            return value


def _filled(text: str, name: str, given: Mapping[str, Mapping[str, Any]]) -> Any:
    whole = _REFERENCE.fullmatch(text)
    if whole:  # then it keeps its type
        return _looked_up(whole, given)

    def within(found: re.Match[str]) -> str:
        value = _looked_up(found, given)
        return value if isinstance(value, str) else json.dumps(value)

    # The name first: what is given is taken as it is.
    return _REFERENCE.sub(within, text.replace(PLACEHOLDER, name))


def _looked_up(found: re.Match[str], given: Mapping[str, Mapping[str, Any]]) -> Any:
    value: Any = given.get(found[1], {})
    for part in ("".join(either) for either in _PART.findall(found[2])):
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, Mapping) and part in value:
            value = value[part]
        else:
            there = ", ".join(map(str, value)) if isinstance(value, Mapping) else repr(value)
            raise BadScenario(f"There is no {found[0]}: there is {there or 'nothing'}.")
    return value


def counted(found: Collection[object]) -> str:
    """How many scenarios there are, in words."""
    return f"{len(found)} scenario{'' if len(found) == 1 else 's'}"


def short_hash(value: object) -> str:
    """Nine hexadecimal digits, the same for equal values."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:9]


def canonical(inputs: Inputs) -> str:
    """Inputs as JSON that is the same for equal inputs.

    Raises:
        BadScenario: they hold something that JSON has not, or an argument no module can have.
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
    """Raise `BadScenario` where the folder holds no Terraform module."""
    if not module.is_dir():
        raise BadScenario(f"There is no module at {module}: no such folder.")
    if not any(module.glob("*.tf")) and not any(module.glob("*.tf.json")):
        raise BadScenario(f"There is no module at {module}: the folder has no *.tf file.")
