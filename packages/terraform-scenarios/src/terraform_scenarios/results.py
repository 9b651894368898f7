"""What a test gets: its own scenario's part of the plan, of the state and of the diagnostics.

Addresses are relative to the module under test, see `addresses`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import CallsNotRecorded, Diagnostic
from .gateway import RecordedCall
from .gateway.calls import CallsByOwner
from .scenario import Scenario, map_texts
from .targets import Target

Json = Mapping[str, Any]
ClientMaker = Callable[[str, str | None, str | None], Any]


@dataclass(frozen=True)
class Resource:
    """A resource or data source, planned or applied; get attributes by subscript.

    Attributes:
        address: relative to the module; for a data source it begins with `data.`.
        type: such as `aws_cognito_user_pool`.
        values: the known attributes.
        unknown: the attributes known only after apply: shaped like `values`, True if unknown.
        depends_on: once applied, the addresses it depends on, as seen from the root.
        managed: False for a data source.
        sensitive: in a plan, the sensitive attributes: shaped like `values`, True if sensitive.
    """

    address: str
    type: str
    values: Json
    unknown: Json = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    managed: bool = True
    sensitive: Json = field(default_factory=dict, compare=False)

    def __getitem__(self, attribute: str) -> Any:
        if attribute in self.values:
            return self.values[attribute]
        if self.unknown.get(attribute) is True:
            raise MissingKey(f"{attribute} of {self.address} is known only after apply")
        raise MissingKey(f"{self.address} has no attribute {attribute}; {_available(self.values)}")

    def get(self, attribute: str, default: Any = None) -> Any:
        """The attribute if it is known, else `default`."""
        return self.values.get(attribute, default)


class MissingKey(KeyError):
    """There is no such attribute, output or resource; the message lists those there are."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show it in quotes


def _available(names: Iterable[str]) -> str:
    return f"there is {', '.join(names) or 'nothing'}"


class Outputs(dict[str, Any]):
    """Known outputs by name."""

    def __init__(
        self, known: Json, unknown: Iterable[str] = (), ephemeral: Iterable[str] = ()
    ) -> None:
        super().__init__(known)
        self._unknown = frozenset(unknown)
        self._ephemeral = frozenset(ephemeral)

    def __missing__(self, name: str) -> Any:
        if name in self._unknown:
            raise MissingKey(f"the output {name} is known only after apply")
        if name in self._ephemeral:
            raise MissingKey(f"the output {name} is ephemeral: Terraform does not store its value")
        names = [*self, *sorted(self._unknown)]
        raise MissingKey(f"there is no output {name}; {_available(names)}")


class Resources(dict[str, Resource]):
    """Resources by relative address."""

    def __missing__(self, address: str) -> Resource:
        raise MissingKey(f"there is no resource {address}; {_available(self)}")

    def of_type(self, kind: str) -> list[Resource]:
        """All resources of a type."""
        return [resource for resource in self.values() if resource.type == kind]

    def only(self, kind: str) -> Resource:
        """The only resource of a type.

        Raises:
            LookupError: there is none, or more than one; the message lists the resources.
        """
        found = self.of_type(kind)
        if len(found) != 1:
            there = ", ".join(r.address for r in (found or self.values())) or "nothing"
            raise LookupError(f"{len(found)} resources of type {kind}, not one; there is {there}")
        return found[0]


@dataclass(frozen=True)
class Change:
    """A resource that a plan would change.

    Attributes:
        address: relative to the module.
        type: the resource's type.
        actions: as in Terraform's plan: `create`, `update`, `delete`; a replacement has two.
        before: attributes before; {} if the resource does not exist yet.
        after: known attributes after; {} if the resource is deleted.
        unknown: attributes that are known only after apply.
        forces_replacement: paths of the attributes that force a replacement.
    """

    address: str
    type: str
    actions: tuple[str, ...]
    before: Json
    after: Json
    unknown: Json
    forces_replacement: tuple[str, ...] = ()

    @property
    def attributes(self) -> tuple[str, ...]:
        """Top-level attributes that differ."""
        names = dict.fromkeys([*self.before, *self.after, *self.unknown])
        return tuple(
            name
            for name in names
            if self.unknown.get(name) or self.before.get(name) != self.after.get(name)
        )

    def __str__(self) -> str:
        lines = [f"{self.address}: {' and '.join(self.actions)}"]
        if self.actions == ("update",) or len(self.actions) == 2:
            lines += [f"    {name}: {self._difference(name)}" for name in self.attributes]
        return "\n".join(lines)

    def _difference(self, name: str) -> str:
        after = UNKNOWN if self.unknown.get(name) else repr(self.after.get(name))
        forces = any(path.partition(".")[0] == name for path in self.forces_replacement)
        return f"{self.before.get(name)!r} -> {after}{' (forces replacement)' * forces}"


@dataclass(frozen=True)
class Planned:
    """A scenario's part of the first plan.

    Attributes:
        resources: planned resources and data sources, by relative address.
        outputs: the known outputs.
        unknown_outputs: names of the outputs known only after apply.
        warnings: messages of failed `check` blocks.
        unsettled: by the address of what has conditions that did not all pass: `fail` for a
            `check`, or `unknown` until the apply.
        tells_conditions: whether `unsettled` is known; a plan with mocks has only failed checks.
        recorded: the API calls that Terraform made to plan; None without a gateway.
        name: the value of `{scenario}`, if it is not the scenario's key.
    """

    scenario: Scenario
    resources: Resources
    outputs: Json
    unknown_outputs: frozenset[str]
    warnings: tuple[str, ...]
    unsettled: Mapping[str, str] = field(default_factory=dict, repr=False)
    tells_conditions: bool = field(default=True, repr=False)
    recorded: tuple[RecordedCall, ...] | None = field(default=None, repr=False, compare=False)
    name: str = field(default="", repr=False, compare=False)

    @property
    def calls(self) -> tuple[RecordedCall, ...]:
        """The API calls that Terraform made to plan all scenarios of the batch, in order.

        Planned resources have no IDs yet, so calls cannot be assigned to one scenario.

        Raises:
            CallsNotRecorded: there is no gateway.
        """
        if self.recorded is None:
            raise CallsNotRecorded
        return self.recorded

    @property
    def values(self) -> dict[str, Any]:
        """All planned values, in a form to compare or to snapshot: the same in every run.

        Data sources are omitted: the module does not define what they read.
        """
        values = {
            "resources": {
                address: _fill_unknown(resource.values, resource.unknown)
                for address, resource in sorted(self.resources.items())
                if resource.managed
            },
            "outputs": {**self.outputs, **dict.fromkeys(self.unknown_outputs, UNKNOWN)},
        }
        if not self.name:
            return values
        renamed: dict[str, Any] = map_texts(
            values, lambda text: text.replace(self.name, self.scenario.key)
        )
        return renamed


UNKNOWN = "(known after apply)"


def _fill_unknown(value: Any, unknown: Any) -> Any:
    """A value with a text for each unknown part: a plan has null there, or omits it."""
    match unknown:
        case True:
            return UNKNOWN
        case Mapping():
            known = value if isinstance(value, Mapping) else {}
            names = [*known, *(n for n, marks in unknown.items() if any_marked(marks))]
            return {n: _fill_unknown(known.get(n), unknown.get(n)) for n in dict.fromkeys(names)}
        case list() if isinstance(value, list) and len(value) == len(unknown):
            return [_fill_unknown(one, marks) for one, marks in zip(value, unknown, strict=True)]
        case _:
            return value


def any_marked(marks: Any) -> bool:
    """Whether a plan marks a value, or any part of it, as unknown or as sensitive.

    Marks have the shape of the value: for a known list of two they are `[False, False]`.
    """
    match marks:
        case Mapping():
            return any(map(any_marked, marks.values()))
        case list():
            return any(map(any_marked, marks))
        case _:
            return bool(marks)


@dataclass(frozen=True)
class Rejected:
    """A scenario that the plan rejected.

    Attributes:
        diagnostics: the errors of the plan.
        stage: `plan`; or `init` if Terraform could not install the module.
    """

    scenario: Scenario
    diagnostics: tuple[Diagnostic, ...]
    stage: str = "plan"

    @property
    def text(self) -> str:
        """All diagnostics in one line, with white space collapsed."""
        return " ".join(d.text for d in self.diagnostics)

    def says(self, message: str) -> bool:
        """Whether the errors contain `message`; line breaks do not matter."""
        return " ".join(message.split()) in self.text


@dataclass(frozen=True)
class Applied:
    """A scenario that was applied.

    Attributes:
        outputs: all outputs of the module, including sensitive ones.
        resources: its part of the state, by relative address.
        target: where it was applied.
        make_client: makes a boto3 client for a service, region and account.
        recorded: the API calls made for all scenarios of the batch; None without a gateway.
        providers: arguments of its provider blocks, by the module's name of each provider.
    """

    scenario: Scenario
    outputs: Json
    resources: Resources
    target: Target
    make_client: ClientMaker = field(repr=False, compare=False)
    recorded: CallsByOwner | None = field(default=None, repr=False, compare=False)
    providers: Mapping[str, Json] = field(default_factory=dict)

    @property
    def calls(self) -> tuple[RecordedCall, ...]:
        """The API calls that Terraform made to apply this scenario, in order.

        These are the calls that contain an ID, ARN or name of one of its resources that no other
        scenario of the batch has. A call without one, such as `GetCallerIdentity`, is omitted.

        Raises:
            CallsNotRecorded: there is no gateway.
        """
        if self.recorded is None:
            raise CallsNotRecorded
        return self.recorded.of(self.scenario.key)

    def client(self, service: str, region: str | None = None, *, provider: str = "aws") -> Any:
        """A boto3 client for the target, with the credentials that Terraform had.

        Args:
            service: as boto3 names it.
            region: default: the provider's.
            provider: the module's name of the provider whose region and account it uses.
        """
        arguments = self.providers.get(provider, {})
        return self.make_client(
            service, region or arguments.get("region"), arguments.get("access_key")
        )


@dataclass(frozen=True)
class Replanned:
    """A scenario's part of the plan after an apply: it should have no changes.

    Attributes:
        changes: changes that the module causes.
        excused: changes that the provider or the target causes, see `gaps`.
    """

    scenario: Scenario
    changes: tuple[Change, ...]
    excused: tuple[Change, ...] = ()

    @property
    def empty(self) -> bool:
        """True if the plan has no changes, apart from the excused ones."""
        return not self.changes

    def __str__(self) -> str:
        return "\n".join(map(str, self.changes)) or "no changes"


@dataclass(frozen=True)
class Transition:
    """The effect of a step: a change, a drift, an upgrade or a destroy.

    Attributes:
        before: the scenario as applied before the step.
        changes: the planned changes of the step.
        after: the scenario as applied after the step; None after a destroy.
        settled: the plan after the step, which should have no changes.
        left: after a destroy, addresses of resources that still exist on the target.
    """

    before: Applied
    changes: tuple[Change, ...]
    after: Applied | None
    settled: Replanned
    left: tuple[str, ...] = ()

    def _with(self, *actions: str) -> list[str]:
        return [c.address for c in self.changes if sorted(c.actions) == sorted(actions)]

    @property
    def created(self) -> list[str]:
        """Addresses that the step created."""
        return self._with("create")

    @property
    def updated(self) -> list[str]:
        """Addresses that the step changed in place."""
        return self._with("update")

    @property
    def replaced(self) -> list[str]:
        """Addresses that the step destroyed and created again."""
        return self._with("create", "delete")

    @property
    def deleted(self) -> list[str]:
        """Addresses that the step destroyed."""
        return self._with("delete")
