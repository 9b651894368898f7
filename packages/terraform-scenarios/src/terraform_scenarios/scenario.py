"""A scenario: a module, the inputs it is called with, and what happens to it afterwards."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Callable, Mapping
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


class Need(enum.Enum):
    """What a test wants to know of its scenario."""

    PLAN = "plan"
    APPLY = "apply"
    REPLAN = "second plan"


@dataclass(frozen=True)
class Step:
    """What happens to a scenario after its first apply.

    Attributes:
        kind: `change` (other inputs), `drift` (somebody changes it behind Terraform's back),
            `upgrade` (made by an earlier revision of the module) or `destroy`.
        inputs: for `change`, canonical JSON of the whole second set of inputs.
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
        drift = ""
        if self.drift:
            line = getattr(getattr(self.drift, "__code__", None), "co_firstlineno", 0)
            drift = f"{self.drift.__module__}.{self.drift.__qualname__}:{line}"
        return json.dumps([self.kind, self.inputs, drift, self.revision])


@dataclass(frozen=True)
class Scenario:
    """One call of one module. Equal scenarios are run once, whoever asks for them.

    Attributes:
        module: the module's folder, resolved.
        inputs: canonical JSON of the inputs.
        rejects: True where the plan has to refuse them.
        step: what happens after the first apply, if anything.
    """

    module: Path
    inputs: str
    rejects: bool = False
    step: Step | None = None

    @classmethod
    def of(
        cls, module: Path, inputs: Inputs, *, rejects: bool = False, step: Step | None = None
    ) -> Scenario:
        """A scenario from plain values.

        Raises:
            BadScenario: the module is none, or the inputs cannot be written as JSON.
        """
        return cls(module.resolve(), canonical(inputs), rejects=rejects, step=step)

    @cached_property
    def key(self) -> str:
        """A short name, the same in every run: it stands in addresses and for `{scenario}`."""
        identity = [self.inputs, self.rejects, self.step.identity if self.step else ""]
        # The last folders, not the whole path: snapshots and names are the same on every machine.
        identity.append("/".join(self.module.parts[-2:]))
        return "s" + _short_hash(identity)

    @cached_property
    def shared_call(self) -> str:
        """Name of the module call that it can share with others; empty where it needs its own.

        Scenarios share one where null tells Terraform the same as leaving an argument out. A
        refusal cannot share: its error has to name it. Nor can an upgrade, which starts from
        another folder.
        """
        if self.rejects or (self.step and self.step.kind == "upgrade"):
            return ""
        before, after = (
            variables.telling(self.module, self.arguments(after=after)) for after in (False, True)
        )
        # A scenario that went from one call to another would be destroyed and made again.
        if before != after or not variables.repeatable(self.module):
            return ""
        return "all_" + _short_hash([str(self.module), sorted(before)])

    def arguments(self, *, after: bool = False) -> dict[str, Any]:
        """The inputs as values, `{scenario}` filled in; `after` for those of the step."""
        text = self.step.inputs if after and self.step and self.step.inputs else self.inputs
        filled: dict[str, Any] = json.loads(text.replace(PLACEHOLDER, self.key))
        return filled


def _short_hash(value: object) -> str:
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
    try:
        return json.dumps(inputs, sort_keys=True, allow_nan=False, default=_refuse)
    except (TypeError, ValueError) as error:
        raise BadScenario(
            f"The inputs cannot be passed to Terraform: {error}. Use strings, numbers, booleans, "
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
