"""What a supplement keeps: one store for each account and region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from terraform_scenarios.gateway.plugins import ApiCall

_Store = TypeVar("_Store")


class Kept(Generic[_Store]):
    """A store for each account and region, made when it is first asked for."""

    def __init__(self, make: Callable[[], _Store]) -> None:
        self._make = make
        self._stores: dict[tuple[str, str], _Store] = {}

    def of(self, call: ApiCall) -> _Store:
        """The store of a call's account and region."""
        key = (call.account, call.region)
        if key not in self._stores:
            self._stores[key] = self._make()
        return self._stores[key]

    def clear(self) -> None:
        """Forget every store."""
        self._stores.clear()
