"""What a plan says: the resources in the state, and those that Terraform would create."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..answers import mapping, text
from ..facts.arns import Arn, InvalidArn

Values = Mapping[str, Any]

_INDEX = re.compile(r'\["(?:[^"\\]|\\.)*"\]|\[\d+\]')
# The attribute of each type that is generated at random, once, and kept in the state.
_RANDOM = {"terraform_data": "id", "random_uuid": "result", "random_id": "hex"}

_NO_ACCOUNT = "000000000000"  # in ARNs of emulators
_LONG = 16  # characters: a shorter random value can occur by chance


@dataclass(frozen=True)
class StateResource:
    """A resource in the state, as the refresh found it.

    Attributes:
        address: its address.
        type: its type, such as `aws_cognito_user_pool`.
        region: its region; None if neither it nor its provider says one.
        values: its attributes.
        tainted: whether Terraform will replace it because its creation did not finish.
    """

    address: str
    type: str
    region: str | None
    values: Values
    tainted: bool


@dataclass(frozen=True)
class Creation:
    """A resource that Terraform will create.

    Attributes:
        address: its address.
        type: its type.
        region: the region of its provider; None if it is not set there.
        values: the attributes that are known before it exists.
        moved_to: an address that the configuration does not have, for the resource in the state
            that Terraform will destroy afterwards; None if the state has none.
    """

    address: str
    type: str
    region: str | None
    values: Values
    moved_to: str | None = None


@dataclass(frozen=True)
class Picture:
    """A plan, in parts.

    Attributes:
        resources: the managed resources in the state, without deposed objects.
        deposed: the objects that Terraform will delete because a new one has replaced them.
        creations: the resources that Terraform will create, except those that it destroys first.
        accounts: the accounts of all resources in the state, those that no longer exist included.
    """

    resources: tuple[StateResource, ...]
    deposed: tuple[StateResource, ...]
    creations: tuple[Creation, ...]
    accounts: frozenset[str]

    def of_type(self, kind: str) -> list[StateResource]:
        """The resources of one type in the state."""
        return [one for one in self.resources if one.type == kind]

    def to_create(self, kind: str) -> list[Creation]:
        """The resources of one type that are not in the state and that Terraform will create."""
        return [one for one in self.creations if one.type == kind and one.moved_to is None]

    def ids(self, kind: str) -> set[str]:
        """The IDs of one type in the state, deposed objects included."""
        found = (one for one in (*self.resources, *self.deposed) if one.type == kind)
        return {one.values["id"] for one in found if text(one.values.get("id"))}

    @property
    def random_values(self) -> set[str]:
        """The values that were generated at random for this root, which no other root has."""
        found = (one.values.get(_RANDOM.get(one.type, "")) for one in self.resources)
        return {value for value in found if isinstance(value, str) and len(value) >= _LONG}


def read_picture(plan: Mapping[str, Any]) -> Picture:
    """Read a plan in Terraform's JSON format."""
    regions = _Regions(plan)
    state = mapping(mapping(mapping(plan.get("prior_state")).get("values")).get("root_module"))
    live: list[StateResource] = []
    deposed: list[StateResource] = []
    for found in _resources(state):
        values = mapping(found.get("values"))
        resource = StateResource(
            found["address"],
            found["type"],
            _own_region(values) or regions.of(found["address"], found["type"], found["name"]),
            values,
            found.get("tainted") is True,
        )
        (deposed if found.get("deposed_key") else live).append(resource)
    creations = [
        Creation(
            change["address"],
            change["type"],
            regions.of(change["address"], change["type"], change["name"]),
            {k: v for k, v in mapping(change["change"].get("after")).items() if v is not None},
            _beside(change) if "delete" in change["change"]["actions"] else None,
        )
        for change in plan.get("resource_changes", [])
        if change["mode"] == "managed" and change["change"]["actions"][0] == "create"
    ]
    return Picture(tuple(live), tuple(deposed), tuple(creations), _accounts(plan, live))


def _accounts(plan: Mapping[str, Any], live: list[StateResource]) -> frozenset[str]:
    """With the credentials of another account, the refresh finds that everything is gone."""
    changed = (mapping(one["change"].get("before")) for one in plan.get("resource_drift", []))
    values = [*(one.values for one in live), *changed]
    return frozenset(arn.account for one in values for arn in _arns(one)) - {"", _NO_ACCOUNT}


def _beside(change: Mapping[str, Any]) -> str:
    """An address beside that of a change. Terraform destroys what no configuration has."""
    resource = f"{change['type']}.{change['name']}"
    module, _, index = change["address"].rpartition(resource)
    return f"{module}{resource}_replaced{index}"


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The managed resources of a module and of all that it calls."""
    for found in module.get("resources", []):
        if found.get("mode") == "managed":
            yield found
    for child in module.get("child_modules", []):
        yield from _resources(child)


def _arns(values: Values) -> Iterator[Arn]:
    try:
        yield Arn.parse(text(values.get("arn")) or "")
    except InvalidArn:
        return


def _own_region(values: Values) -> str | None:
    """The region in the resource itself: in `region` (provider 6) or in its ARN."""
    return text(values.get("region")) or next((a.region for a in _arns(values) if a.region), None)


class _Regions:
    """The region of each provider configuration, as far as the plan tells it."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        configuration = mapping(plan.get("configuration"))
        self._root = mapping(configuration.get("root_module"))
        self._providers = mapping(configuration.get("provider_config"))
        self._variables = mapping(plan.get("variables"))

    def of(self, address: str, kind: str, name: str) -> str | None:
        """The region of the provider configuration of a resource."""
        module = self._root
        for call in re.findall(r"module\.([^.]+)\.", _INDEX.sub("", address)):
            module = mapping(mapping(mapping(module.get("module_calls")).get(call)).get("module"))
        key = next(
            (one.get("provider_config_key") for one in module.get("resources", [])
             if (one.get("type"), one.get("name")) == (kind, name)), "",
        )  # fmt: skip
        provider = mapping(self._providers.get(key))
        expression = mapping(mapping(provider.get("expressions")).get("region"))
        if "constant_value" in expression:
            return text(expression["constant_value"])
        for reference in expression.get("references", []):
            if reference.startswith("var.") and "module_address" not in provider:
                variable = mapping(self._variables.get(reference.removeprefix("var.")))
                return text(variable.get("value"))
        return None
