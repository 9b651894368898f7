"""Whose calls they were: those that Terraform made for one of many scenarios in a root."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from terraform_scenarios.gateway.record import Call
from terraform_scenarios.gateway.server import Gateway

# What services name a resource by, in requests and in answers.
NAMING = ("id", "arn", "name")


@contextlib.contextmanager
def recorded(gateway: Gateway | None, into: list[Call]) -> Iterator[None]:
    """Add to a list the calls that reach the gateway meanwhile; none where there is no gateway."""
    last = max((call.order for call in gateway.calls), default=-1) if gateway else -1
    try:
        yield
    finally:
        if gateway:
            into += (call for call in gateway.calls if call.order > last)


class CallsByOwner:
    """Calls by whose they are: they name something that one owner has, and no other.

    A call belongs to whom its request names, else to whom its answer does; it may be several or
    nobody.

    Args:
        calls: all of them.
        names: what each owner has, by whatever stands for an owner.
    """

    def __init__(self, calls: Sequence[Call], names: Mapping[str, set[str]]) -> None:
        self._calls = calls
        self._names = names

    def of(self, owner: str) -> tuple[Call, ...]:
        """An owner's calls, in order."""
        return tuple(self._found.get(owner, ()))

    @cached_property
    def _found(self) -> dict[str, list[Call]]:
        """Worked out when somebody asks: the answers have to be read for it."""
        counted = Counter(name for names in self._names.values() for name in names)
        owners = {
            name: owner
            for owner, names in self._names.items()
            for name in names
            if counted[name] == 1
        }
        found: dict[str, list[Call]] = {}
        for call in self._calls:
            named = {owners[text] for text in _texts(call.request) if text in owners}
            named = named or {owners[text] for text in _texts(call.response) if text in owners}
            for owner in named:
                found.setdefault(owner, []).append(call)
        return found


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
