"""A store for each account and region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from ..api_call import ApiCall

_Store = TypeVar("_Store")


class PerAccountStore(Generic[_Store]):
    """A store for each account and region, created when it is first used.

    Args:
        create: creates an empty store.
    """

    def __init__(self, create: Callable[[], _Store]) -> None:
        self._create = create
        self._stores: dict[tuple[str, str], _Store] = {}

    def of(self, call: ApiCall) -> _Store:
        """The store of the account and region of a call."""
        key = (call.account, call.region)
        if key not in self._stores:
            self._stores[key] = self._create()
        return self._stores[key]
