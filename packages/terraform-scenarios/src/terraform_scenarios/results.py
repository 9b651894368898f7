"""What a test sees of a run: its own scenario's part of the plan, the state, the diagnostics.

Addresses are relative to the module under test: `aws_s3_bucket.this`, not `module.s1.aws_…`
or, where scenarios share a call, `module.all_x["s1"].aws_…`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tftest

from . import variables
from .errors import CallsNotRecorded, Diagnostic
from .gateway import RecordedCall
from .gateway.calls import CallsByOwner
from .scenario import Scenario, each_text
from .targets import Target

Json = Mapping[str, Any]
ClientMaker = Callable[[str, str | None, str | None], Any]
_CALL = re.compile(r'^module\.(?P<name>[\w-]+)(\["(?P<key>[^"]+)"\])?(\.|$)')


@dataclass(frozen=True)
class Resource:
    """A resource or data source, planned or applied; its attributes are had by subscript.

    Attributes:
        address: relative to the module; that of a data source begins with `data.`.
        type: such as `aws_cognito_user_pool`.
        values: its attributes; those not known yet are left out.
        unknown: what is known only after apply, shaped like `values`, True where unknown.
        depends_on: once applied, addresses from the root of what was made before it.
        managed: False for a data source, which is read and not made.
        sensitive: what is sensitive, in a plan, shaped like `values`, True where it is.
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
        raise MissingKey(f"{self.address} has no attribute {attribute}; {_there(self.values)}")

    def get(self, attribute: str, default: Any = None) -> Any:
        """The attribute where it is known, else `default`."""
        return self.values.get(attribute, default)


class MissingKey(KeyError):
    """What was asked for is not there; the message says what is."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show it in quotes


def _there(names: Iterable[str]) -> str:
    return f"there is {', '.join(names) or 'nothing'}"


class Outputs(dict[str, Any]):
    """Outputs by name, those that are known."""

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
            raise MissingKey(f"the output {name} is ephemeral: Terraform keeps its value nowhere")
        raise MissingKey(f"there is no output {name}; {_there([*self, *sorted(self._unknown)])}")


class Resources(dict[str, Resource]):
    """Resources by relative address."""

    def __missing__(self, address: str) -> Resource:
        raise MissingKey(f"there is no resource {address}; {_there(self)}")

    def of_type(self, kind: str) -> list[Resource]:
        """All resources of a type."""
        return [resource for resource in self.values() if resource.type == kind]

    def only(self, kind: str) -> Resource:
        """The one resource of a type.

        Raises:
            LookupError: there are none, or more than one; the message lists what there is.
        """
        found = self.of_type(kind)
        if len(found) != 1:
            there = ", ".join(r.address for r in (found or self.values())) or "nothing"
            raise LookupError(f"{len(found)} resources of type {kind}, not one; there is {there}")
        return found[0]


@dataclass(frozen=True)
class Change:
    """One resource that a plan would touch.

    Attributes:
        address: relative to the module.
        type: the resource's type.
        actions: as in Terraform's plan: `create`, `update`, `delete`, or both for a replacement.
        before: attributes before, {} where it does not exist yet.
        after: attributes after, as far as they are known; {} where it is deleted.
        unknown: what is known only after apply.
        replaced_by: paths of the attributes that force a replacement.
    """

    address: str
    type: str
    actions: tuple[str, ...]
    before: Json
    after: Json
    unknown: Json
    replaced_by: tuple[str, ...] = ()

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
            lines += [
                f"    {name}: {self.before.get(name)!r} -> "
                + ("(known after apply)" if self.unknown.get(name) else repr(self.after.get(name)))
                for name in self.attributes
            ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Planned:
    """A scenario's part of the first plan.

    Attributes:
        resources: what would be made, by relative address.
        outputs: outputs that are known; the others stand in `unknown_outputs`.
        warnings: what failed `check` blocks say.
        recorded: the calls that Terraform made to plan; None where nobody listened.
        name: what stood for `{scenario}`, where it was another name than the scenario's key.
    """

    scenario: Scenario
    resources: Resources
    outputs: Json
    unknown_outputs: frozenset[str]
    warnings: tuple[str, ...]
    recorded: tuple[RecordedCall, ...] | None = field(default=None, repr=False, compare=False)
    name: str = field(default="", repr=False, compare=False)

    @property
    def calls(self) -> tuple[RecordedCall, ...]:
        """The calls that Terraform made to plan all scenarios of the root, in order.

        Nothing that is planned has an ID yet, so nobody can say whose each of them was.

        Raises:
            CallsNotRecorded: there is no gateway.
        """
        if self.recorded is None:
            raise CallsNotRecorded
        return self.recorded

    @property
    def values(self) -> dict[str, Any]:
        """Everything that is planned, in a form to compare or to snapshot: the same in every run.

        Data sources are left out, since what they read is not the module's.
        """
        values = {
            "resources": {
                address: _marked(resource.values, resource.unknown)
                for address, resource in sorted(self.resources.items())
                if resource.managed
            },
            "outputs": {**self.outputs, **dict.fromkeys(self.unknown_outputs, UNKNOWN)},
        }
        if not self.name:
            return values
        renamed: dict[str, Any] = each_text(
            values, lambda text: text.replace(self.name, self.scenario.key)
        )
        return renamed


UNKNOWN = "(known after apply)"


def _marked(value: Any, unknown: Any) -> Any:
    """A value with what is not known yet marked in it: a plan has null there, or leaves it out."""
    match unknown:
        case True:
            return UNKNOWN
        case Mapping():
            known = value if isinstance(value, Mapping) else {}
            names = [*known, *(n for n, marks in unknown.items() if any_marked(marks))]
            return {n: _marked(known.get(n), unknown.get(n)) for n in dict.fromkeys(names)}
        case list() if isinstance(value, list) and len(value) == len(unknown):
            return [_marked(one, marks) for one, marks in zip(value, unknown, strict=True)]
        case _:
            return value


@dataclass(frozen=True)
class Rejected:
    """The diagnostics with which the plan refused a scenario.

    Attributes:
        stage: `plan`; or `init`, where Terraform could not even install the module.
    """

    scenario: Scenario
    diagnostics: tuple[Diagnostic, ...]
    stage: str = "plan"

    @property
    def text(self) -> str:
        """All diagnostics in one line, white space folded."""
        return " ".join(d.text for d in self.diagnostics)

    def says(self, message: str) -> bool:
        """True where the refusal holds `message`, whatever its line breaks."""
        return " ".join(message.split()) in self.text


@dataclass(frozen=True)
class Applied:
    """A scenario that was applied.

    Attributes:
        outputs: all outputs of the module, sensitive ones too.
        resources: its part of the state, by relative address.
        target: where it was applied.
        make_client: gives a boto3 client by service, region and account.
        recorded: the calls that were made for all scenarios; None where nobody listened.
        providers: the arguments that its providers were given, by the module's name of each.
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
        """The calls that Terraform made to apply this scenario, in order.

        Those are the calls that name one of its resources, by an ID, ARN or name that no other
        scenario of the root has. What names no such resource (`GetCallerIdentity`) is nobody's.

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
            region: another than the provider's.
            provider: the provider, as the module calls it, whose region and account it is for.
        """
        arguments = self.providers.get(provider, {})
        return self.make_client(
            service, region or arguments.get("region"), arguments.get("access_key")
        )


@dataclass(frozen=True)
class Replanned:
    """A scenario's part of a plan over what was applied: it should have nothing to do.

    Attributes:
        changes: what it would do and the module is to blame for.
        excused: what it would do by the fault of the provider or the target, see `gaps`.
    """

    scenario: Scenario
    changes: tuple[Change, ...]
    excused: tuple[Change, ...] = ()

    @property
    def empty(self) -> bool:
        """True where the plan has nothing to do, but for what is excused."""
        return not self.changes

    def __str__(self) -> str:
        return "\n".join(map(str, self.changes)) or "nothing to do"


@dataclass(frozen=True)
class Transition:
    """What a change, a drift, an upgrade or a destroy did.

    Attributes:
        before: the scenario as first applied.
        changes: what the plan in between would touch.
        after: as applied then; None after a destroy.
        settled: the plan after that, which should have nothing to do.
        left: after a destroy, addresses of what the target still has.
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
        """Addresses that the step made."""
        return self._with("create")

    @property
    def updated(self) -> list[str]:
        """Addresses that the step changed in place."""
        return self._with("update")

    @property
    def replaced(self) -> list[str]:
        """Addresses that the step destroyed and made again."""
        return self._with("create", "delete")

    @property
    def deleted(self) -> list[str]:
        """Addresses that the step destroyed."""
        return self._with("delete")


def planned(
    plan: tftest.TerraformPlanOutput, scenarios: Iterable[Scenario]
) -> dict[Scenario, Planned]:
    """Each scenario's part of a first plan."""
    changes = _by_scenario(plan.get("resource_changes", ()))
    checks = list(plan["checks"]) if "checks" in plan else []
    resources = _by_scenario(_planned_resources(plan))
    result = {}
    for scenario in scenarios:
        unknown = {
            relative(raw["address"]): raw["change"].get("after_unknown") or {}
            for raw in changes.get(scenario.key, ())
        }
        found = Resources()
        for raw in resources.get(scenario.key, ()):
            address = relative(raw["address"])
            found[address] = Resource(
                address,
                raw["type"],
                raw.get("values", {}),  # where nothing is known yet, Terraform leaves them out
                unknown.get(address, {}),
                managed=raw["mode"] == "managed",
                sensitive=raw.get("sensitive_values", {}),
            )
        known, not_known = _outputs(plan, scenario)
        known = Outputs(known, not_known, ephemeral(scenario))
        warnings = tuple(_failed_checks(scenario, checks))
        result[scenario] = Planned(scenario, found, known, not_known, warnings)
    return result


def _planned_resources(plan: tftest.TerraformPlanOutput) -> Iterator[Json]:
    """What would be made, and data sources; those that were read stand in the prior state."""
    yield from _inside(plan.get("planned_values"))
    for raw in _inside(plan.get("prior_state", {}).get("values")):
        if raw["mode"] == "data":
            yield raw


def _inside(values: Json | None) -> Iterator[Json]:
    left = [(values or {}).get("root_module", {})]
    while left:
        module = left.pop(0)
        yield from module.get("resources", ())
        left += module.get("child_modules", ())


def ephemeral(scenario: Scenario) -> frozenset[str]:
    """Outputs of the scenario's module that Terraform keeps nowhere."""
    declared = variables.outputs(scenario.module)
    return frozenset(name for name, ephemeral in declared.items() if ephemeral)


def _outputs(
    plan: tftest.TerraformPlanOutput, scenario: Scenario
) -> tuple[dict[str, Any], frozenset[str]]:
    """Outputs of the scenario's module that are known, and names of those that are not."""
    changes = plan.get("output_changes", {})
    own, shared = changes.get(scenario.key), changes.get(scenario.shared_call, {})
    after, unknown = (
        own.get(part) if own else _member(shared.get(part), scenario.key)
        for part in ("after", "after_unknown")
    )
    if unknown is True:
        return {}, frozenset()
    not_known = frozenset(name for name, marks in (unknown or {}).items() if any_marked(marks))
    return {k: v for k, v in (after or {}).items() if k not in not_known}, not_known


def any_marked(marks: Any) -> bool:
    """Whether a plan marks a value, or anything inside it: as unknown, or as sensitive.

    The marks have the shape of the value: of a known list of two they are `[False, False]`.
    """
    match marks:
        case Mapping():
            return any(map(any_marked, marks.values()))
        case list():
            return any(map(any_marked, marks))
        case _:
            return bool(marks)


def _member(values: Any, key: str) -> Any:
    """One of several; a bool speaks of all of them."""
    return values.get(key) if isinstance(values, Mapping) else values


def state_outputs(
    state: tftest.TerraformState, scenarios: Iterable[Scenario]
) -> dict[Scenario, Json]:
    """Each scenario's outputs, from a state."""
    outputs = state.outputs
    return {
        s: Outputs(
            outputs.get(s.key) or _member(outputs.get(s.shared_call), s.key) or {},
            ephemeral=ephemeral(s),
        )
        for s in scenarios
    }


def _failed_checks(scenario: Scenario, checks: Sequence[Json]) -> Iterator[str]:
    for check in checks:
        for instance in check.get("instances", ()):
            address = str(instance["address"].get("to_display", ""))
            if (
                key_of(address) == scenario.key
                and instance["status"] == "fail"
                and check["address"]["kind"] == "check"
            ):
                yield from (str(problem["message"]) for problem in instance.get("problems", ()))


def changes(
    plan: tftest.TerraformPlanOutput, scenarios: Iterable[Scenario]
) -> dict[Scenario, tuple[Change, ...]]:
    """What a plan would touch, for each scenario."""
    raw = _by_scenario(plan.get("resource_changes", ()))
    return {
        scenario: tuple(
            _change(one)
            for one in raw.get(scenario.key, ())
            if one["mode"] == "managed" and set(one["change"]["actions"]) - {"no-op", "read"}
        )
        for scenario in scenarios
    }


def _change(raw: Json) -> Change:
    change = raw["change"]
    return Change(
        address=relative(raw["address"]),
        type=raw["type"],
        actions=tuple(change["actions"]),
        before=change.get("before") or {},
        after=change.get("after") or {},
        unknown={k: v for k, v in (change.get("after_unknown") or {}).items() if any_marked(v)},
        replaced_by=tuple(".".join(map(str, path)) for path in change.get("replace_paths", ())),
    )


def _by_scenario(changes: Iterable[Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for raw in changes:
        key = key_of(raw.get("address", ""))
        if key:
            found.setdefault(key, []).append(raw)
    return found


def state_resources(state: tftest.TerraformState) -> dict[str, Resources]:
    """Resources and data sources in a state, by scenario key and relative address."""
    found: dict[str, Resources] = {}
    for raw in state["resources"]:
        key = key_of(raw.get("module", ""))
        if not key:
            continue
        managed = raw["mode"] == "managed"
        parts = [relative(raw["module"]), "" if managed else "data", raw["type"], raw["name"]]
        for instance in raw["instances"]:
            address = ".".join(part for part in parts if part)
            address += _index(instance.get("index_key"))
            resource = Resource(
                address,
                raw["type"],
                _attributes(raw["type"], instance["attributes"]),
                depends_on=tuple(instance.get("dependencies", ())),
                managed=managed,
            )
            found.setdefault(key, Resources())[address] = resource
    return found


_ANY_TYPE = {"terraform_data", "terraform_remote_state"}
_COLLECTIONS = (["object"], ["tuple"], ["map"], ["list"], ["set"])


def _attributes(kind: str, attributes: Json) -> Json:
    """A resource's attributes, as a plan would show them.

    Where they may have any type, the state says the type beside each value.
    """

    def plain(value: Any) -> Any:
        if not isinstance(value, Mapping) or set(value) != {"value", "type"}:
            return value
        # Of types that are not known here, only what can hardly be anything else.
        collection = isinstance(value["type"], list) and value["type"][:1] in _COLLECTIONS
        return value["value"] if kind in _ANY_TYPE or collection else value

    return {name: plain(value) for name, value in attributes.items()}


def _index(key: object) -> str:
    """An instance key as Terraform writes it at the end of an address."""
    if key is None:
        return ""
    return f'["{_quoted(key)}"]' if isinstance(key, str) else f"[{key}]"


_ESCAPED = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}


def _quoted(key: str) -> str:
    """What stands between the quotes: HCL's escapes, also for what would begin a template.

    https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
    """
    text = "".join(
        _ESCAPED.get(sign) or (sign if sign.isprintable() else _code_point(sign)) for sign in key
    )
    return text.replace("${", "$${").replace("%{", "%%{")


def _code_point(sign: str) -> str:
    number = ord(sign)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def apart(state: tftest.TerraformState) -> dict[str, Any]:
    """The state as if each scenario had a module call of its own.

    A state says by resource, not by instance, what one depends on: in a shared call, on that of
    all scenarios. At destroy Terraform then spends most of its time on edges between scenarios.
    """
    resources = []
    for raw in state["resources"]:
        call = _CALL.match(raw.get("module", ""))
        if call and call["key"]:
            shared, own = f"module.{call['name']}", f"module.{call['key']}"
            instances = [
                {
                    **instance,
                    "dependencies": [
                        one.replace(f"{shared}.", f"{own}.", 1)
                        for one in instance.get("dependencies", ())
                    ],
                }
                for instance in raw["instances"]
            ]
            module = raw["module"].replace(f'{shared}["{call["key"]}"]', own, 1)
            resources.append({**raw, "module": module, "instances": instances})
        else:
            resources.append(raw)
    return {**state, "resources": resources}


def key_of(address: str) -> str:
    """The key of the scenario that an address belongs to; empty where it is none's.

    It is the name of the module call, or its instance key where scenarios share one.
    """
    call = _CALL.match(address)
    return (call["key"] or call["name"]) if call else ""


def relative(address: str) -> str:
    """An address as seen from inside the scenario's module; empty for the module itself."""
    return _CALL.sub("", address, count=1)
