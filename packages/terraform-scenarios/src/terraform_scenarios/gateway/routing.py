"""Choosing the emulator for each call: the upstream, or a fallback for what the upstream lacks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

from . import models, role_copies
from .api_call import ApiCall
from .upstream import Upstream
from .wire import HttpAnswer, HttpRequest

_NOT_IMPLEMENTED = 501
_FAILED = 500


class RoutedAnswer(NamedTuple):
    """An answer, and the emulator that gave it: `upstream` or `fallback`."""

    answered_by: str
    answer: HttpAnswer


class Router:
    """Sends each call to the upstream, or to the fallback if the upstream does not have it.

    The fallback also gets the services whose first call makes the upstream fail, and the calls of
    operations that the upstream does not implement.

    Args:
        upstream: the emulator for all calls, or for `services`.
        fallback: the emulator for the other services; None if there is no second emulator.
        services: what the upstream has, by botocore's names; only if there is a fallback.
    """

    def __init__(
        self,
        upstream: Upstream,
        fallback: Upstream | None = None,
        services: Collection[str] = (),
    ) -> None:
        self._upstream = upstream
        self._fallback = fallback
        self._services = services
        self._works: set[str] = set()
        self._fails: set[str] = set()
        self._served: dict[str, set[str]] = {"upstream": set(), "fallback": set()}

    @property
    def served(self) -> Mapping[str, frozenset[str]]:
        """The services that `upstream` and `fallback` have answered calls of."""
        return {name: frozenset(services) for name, services in self._served.items()}

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Keep connections to the emulators open, on the running event loop."""
        async with AsyncExitStack() as connections:
            await connections.enter_async_context(self._upstream.connected())
            if self._fallback:
                await connections.enter_async_context(self._fallback.connected())
            yield

    async def forward_call(self, call: ApiCall, request: HttpRequest) -> RoutedAnswer:
        """Forward an API call.

        Args:
            call: the call.
            request: the same call, as it is to be sent.

        Raises:
            AwsError: the emulator does not answer.
        """
        if self._fallback is None:
            routed = RoutedAnswer("upstream", await self._upstream.forward(request))
        else:
            routed = await self._choose(call, request, self._fallback)
        self._served[routed.answered_by].add(call.service)
        return routed

    async def _choose(
        self, call: ApiCall, request: HttpRequest, fallback: Upstream
    ) -> RoutedAnswer:
        answer = None
        if self._has(call.service):
            answer = await self._upstream.forward(request)
            if not self._lacks(call.service, answer):
                return RoutedAnswer("upstream", answer)
        if self._has("iam"):
            await role_copies.copy_roles(call, self._upstream, fallback)
        second = await fallback.forward(request)
        # The fallback does not know the resources of a service that the upstream has.
        if answer is not None and self._has(call.service) and second.status >= 400:
            return RoutedAnswer("upstream", answer)
        return RoutedAnswer("fallback", second)

    def _has(self, service: str) -> bool:
        complete = models.complete_service(service)
        return complete in self._services and complete not in self._fails

    def _lacks(self, service: str, answer: HttpAnswer) -> bool:
        """Whether an answer of the upstream means that it cannot answer such a call."""
        complete = models.complete_service(service)
        if answer.status == _FAILED and complete not in self._works:
            self._fails.add(complete)
            return True
        self._works.add(complete)
        return answer.status == _NOT_IMPLEMENTED

    async def forward_other(self, request: HttpRequest) -> RoutedAnswer:
        """Forward a request that is not an API call, such as one for a hosted page or a key set.

        Raises:
            AwsError: the emulator does not answer.
        """
        answer = await self._upstream.forward(request)
        if self._fallback is None or answer.status < 400:
            return RoutedAnswer("upstream", answer)
        second = await self._fallback.forward(request)
        if second.status == 404:
            return RoutedAnswer("upstream", answer)
        return RoutedAnswer("fallback", second)
