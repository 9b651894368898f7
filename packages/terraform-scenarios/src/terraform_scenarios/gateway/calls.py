"""Attributing recorded calls to the scenarios that share a Terraform root."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from .gateway import Gateway
from .record import RecordedCall

# The attributes by which services name a resource, in requests and in answers.
NAMING = ("id", "arn", "name")


@contextlib.contextmanager
def recorded(gateway: Gateway | None, into: list[RecordedCall]) -> Iterator[None]:
    """Add the calls that reach the gateway meanwhile to a list; without a gateway, add nothing."""
    last = max((call.order for call in gateway.calls), default=-1) if gateway else -1
    try:
        yield
    finally:
        if gateway:
            into += (call for call in gateway.calls if call.order > last)


class CallsByOwner:
    """Calls by the owner of the resources that they name.

    A call belongs to the owners of the names in its request, or else to those of the names in its
    answer. It can belong to several owners or to none. A name that two owners have counts for none.

    Args:
        calls: all recorded calls.
        names: the names and ARNs of each owner's resources, by owner.
    """

    def __init__(self, calls: Sequence[RecordedCall], names: Mapping[str, set[str]]) -> None:
        self._calls = calls
        self._names = names

    def of(self, owner: str) -> tuple[RecordedCall, ...]:
        """The calls of an owner, in order."""
        return tuple(self._found.get(owner, ()))

    @cached_property
    def _found(self) -> dict[str, list[RecordedCall]]:
        """Computed on first use, because it reads every answer."""
        counted = Counter(name for names in self._names.values() for name in names)
        owners = {
            name: owner
            for owner, names in self._names.items()
            for name in names
            if counted[name] == 1
        }
        found: dict[str, list[RecordedCall]] = {}
        for call in self._calls:
            named = {owners[text] for text in _texts(call.request) if text in owners}
            named = named or {owners[text] for text in _texts(call.response) if text in owners}
            for owner in named:
                found.setdefault(owner, []).append(call)
        return found


def _texts(value: Any) -> Iterator[str]:
    """Every string in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
