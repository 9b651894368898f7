"""Evaluates the Condition element of a statement.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Conditions with
multiple context keys or values". All operators and keys must hold; of the values of a key, one is
enough (of a negated operator, all). A key that the request lacks makes a condition false, unless
its operator is negated, ends in IfExists, or has ForAllValues. The case of keys does not matter.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from .document import as_list
from .patterns import PLAIN, Variables, matches, matches_arn

Compare = Callable[[str, str, Variables], bool | None]
"""Compares the value in a policy with a value in the request; None if that cannot be decided."""


@dataclass(frozen=True)
class Context:
    """What is known about the condition keys of a request.

    Attributes:
        values: the values by key; a key with several values has a sequence.
        absent: patterns, in lower case, of the keys that the request certainly lacks. Nothing is
            known about other keys.
    """

    values: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def find(self, key: str) -> list[str] | None:
        """The values of a key, empty if the request lacks it; None if nothing is known."""
        lowered = {name.lower(): value for name, value in self.values.items()}
        if key.lower() in lowered:
            return as_list(lowered[key.lower()])
        if any(fnmatchcase(key.lower(), pattern) for pattern in self.absent):
            return []
        return None

    def variables(self) -> Variables:
        """The values of policy variables."""
        single = {key.lower(): value for key, value in self.values.items()}
        return Variables({key: value for key, value in single.items() if isinstance(value, str)})


@dataclass(frozen=True)
class Operator:
    """A condition operator.

    Attributes:
        name: the operator, in lower case, without negation and additions.
        quantifier: `forallvalues`, `foranyvalue` or empty.
    """

    name: str
    negated: bool = False
    if_exists: bool = False
    quantifier: str = ""

    @classmethod
    def parse(cls, text: str) -> Operator | None:
        """An operator by its name in a policy, in any case; None if IAM has no such operator."""
        rest = text.lower()
        quantifier, colon, after = rest.partition(":")
        if colon:
            if quantifier not in ("forallvalues", "foranyvalue"):
                return None
            rest = after
        if_exists = rest.endswith("ifexists")
        rest = rest.removesuffix("ifexists")
        name = _NEGATED.get(rest, rest)
        if name != "null" and name not in _OPERATORS:
            return None
        return cls(name, rest in _NEGATED, if_exists, quantifier if colon else "")


def conditions_hold(
    conditions: Mapping[str, Any], context: Context, *, variables: bool = False
) -> bool | None:
    """Whether all conditions of a statement hold; None if that is not known."""
    values = context.variables() if variables else PLAIN
    return all_of(
        _holds(operator, key, [_text(one) for one in as_list(wanted)], context, values)
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def all_of(results: Iterable[bool | None]) -> bool | None:
    """Whether all results are true; None if that is not known."""
    found = set(results)
    return False if False in found else (None if None in found else True)


def any_of(results: Iterable[bool | None]) -> bool | None:
    """Whether a result is true; None if that is not known."""
    found = set(results)
    return True if True in found else (None if None in found else False)


def _holds(
    name: str, key: str, wanted: list[str], context: Context, variables: Variables
) -> bool | None:
    operator, found = Operator.parse(name), context.find(key)
    if operator is None or found is None:
        return None
    if operator.name == "null":
        return any(one.lower() == str(not found).lower() for one in wanted)
    if not found:
        # ForAllValues is true, ForAnyValue false, without values (IAM, multivalued keys).
        if operator.quantifier:
            return operator.if_exists or operator.quantifier == "forallvalues"
        return operator.if_exists or operator.negated
    compare = _OPERATORS[operator.name]
    results = []
    for value in found:
        match = any_of(compare(one, value, variables) for one in wanted)
        results.append(match if match is None or not operator.negated else not match)
    return any_of(results) if operator.quantifier == "foranyvalue" else all_of(results)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _decided(compare: Callable[[str, str], bool]) -> Compare:
    """A comparison without variables, which cannot be decided if a value has the wrong format."""

    def attempt(pattern: str, value: str, _: Variables) -> bool | None:
        try:
            return compare(pattern, value)
        except ValueError:
            return None

    return attempt


def _moment(text: str) -> datetime:
    if text.lstrip("-").isdigit() and len(text) > len("2026"):
        return datetime.fromtimestamp(int(text), UTC)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _within(pattern: str, value: str) -> bool:
    network = ipaddress.ip_network(pattern, strict=False)
    address = ipaddress.ip_address(value)
    return address.version == network.version and address in network


_OPERATORS: Mapping[str, Compare] = {
    "stringequals": lambda one, value, known: matches(one, value, known, wildcards=False),
    "stringequalsignorecase": lambda one, value, known: matches(
        one, value, known, wildcards=False, ignore_case=True
    ),
    "stringlike": matches,
    "arnequals": matches_arn,
    "arnlike": matches_arn,
    "bool": lambda one, value, _: one.lower() == value.lower(),
    "binaryequals": lambda one, value, _: one == value,
    "ipaddress": _decided(_within),
    "numericequals": _decided(lambda one, value: float(value) == float(one)),
    "numericlessthan": _decided(lambda one, value: float(value) < float(one)),
    "numericlessthanequals": _decided(lambda one, value: float(value) <= float(one)),
    "numericgreaterthan": _decided(lambda one, value: float(value) > float(one)),
    "numericgreaterthanequals": _decided(lambda one, value: float(value) >= float(one)),
    "dateequals": _decided(lambda one, value: _moment(value) == _moment(one)),
    "datelessthan": _decided(lambda one, value: _moment(value) < _moment(one)),
    "datelessthanequals": _decided(lambda one, value: _moment(value) <= _moment(one)),
    "dategreaterthan": _decided(lambda one, value: _moment(value) > _moment(one)),
    "dategreaterthanequals": _decided(lambda one, value: _moment(value) >= _moment(one)),
}
_NEGATED = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
    "notipaddress": "ipaddress",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
}
