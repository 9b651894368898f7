"""The gateway as tests use it: what it refuses and supplements, records and disturbs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from . import outbox_api
from .emulator_messages import collect
from .errors import AwsError, GatewayError
from .faults import Fault
from .loading import Plugins, load_plugins
from .manual_actions import ManualActions
from .origins import read_origin
from .outbox import Message, Outbox
from .pipeline import Pipeline
from .record import RecordedCall
from .routing import Router
from .upstream import Upstream
from .wire import OWN_ROUTES, HttpAnswer, HttpRequest

_SUPPLEMENT = "terraform_scenarios.gateway.supplement"


@dataclass(frozen=True)
class GatewayState:
    """What a gateway has kept; it can be pickled."""

    plugins: Plugins
    manual: ManualActions
    outbox: Outbox


class Gateway:
    """A reverse proxy that records, checks, supplements and disturbs AWS API calls.

    It runs in its own thread from `start` (or the beginning of a `with` block) to `stop`.

    Args:
        upstream: URL of the emulator behind the gateway, such as `http://127.0.0.1:4566`.
        fallback: URL of a second emulator, for what the upstream lacks.
        services: the services that the upstream has, by botocore's names, if there is a fallback.
        plugins: packages that bring rules and supplements, such as `cognito_messaging.rules`.
        port: the port on 127.0.0.1; 0 for a free one.
        origins: the origins whose web pages may call, such as `http://localhost:5173`; see
            `allow_origin`.

    Attributes:
        manual: what on AWS only time or people do, such as the verification of a sender.

    Raises:
        GatewayError: the upstream is not a URL, or a plug-in cannot be loaded.
    """

    def __init__(
        self,
        upstream: str,
        *,
        fallback: str | None = None,
        services: Collection[str] = (),
        plugins: Sequence[str] = (),
        port: int = 0,
        origins: Collection[str] = (),
    ) -> None:
        self.manual = ManualActions()
        self._outbox = Outbox()
        self._upstream = Upstream(upstream)
        self._router = Router(self._upstream, Upstream(fallback) if fallback else None, services)
        loaded = load_plugins([_SUPPLEMENT, *plugins])
        self._pipeline = Pipeline(loaded, self._router, self.manual, self._outbox)
        from .http import HttpServer  # on first use: it loads aiohttp

        self._origins = {*map(read_origin, origins)}
        self._server = HttpServer(self, self._router.connected, port, self._origins)

    @property
    def endpoint(self) -> str:
        """Where the gateway answers: the URL to give to Terraform or boto3."""
        return self._server.endpoint

    @property
    def upstream(self) -> str:
        """URL of the emulator behind the gateway. It can be changed while the gateway runs."""
        return self._upstream.url

    @upstream.setter
    def upstream(self, url: str) -> None:
        self._upstream.url = url

    def allow_origin(self, url: str) -> None:
        """Let the web pages of an origin call from now on.

        A page of any other origin gets no answer from the gateway, except for pages of the gateway
        or the emulator themselves: it could be a page that a developer only happens to visit.

        Raises:
            GatewayError: it is not an origin, such as `http://localhost:5173`.
        """
        self._origins.add(read_origin(url))

    @property
    def served(self) -> Mapping[str, frozenset[str]]:
        """The services that `upstream` and `fallback` have answered calls of, by these names."""
        return self._router.served

    def start(self) -> Self:
        """Start, and return once the gateway answers.

        Raises:
            GatewayError: the port is taken, or the gateway is not ready within ten seconds.
        """
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop, and return once the port is free."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def calls(self) -> list[RecordedCall]:
        """The calls so far, in the order in which they came in; of very many, the newest."""
        return self._pipeline.calls.in_order()

    def clear_calls(self) -> None:
        """Forget the calls so far."""
        self._pipeline.calls.clear()

    def inject(self, *faults: Fault) -> None:
        """Inject faults into calls from now on; the first one that strikes a call counts."""
        self._pipeline.faults.extend(faults)

    def clear_faults(self) -> None:
        """Stop injecting faults."""
        self._pipeline.faults.clear()

    def reset(self) -> None:
        """Forget calls, faults, messages, manual actions and everything the plug-ins keep.

        The emulator forgets nothing: its resources and its own record of messages remain.
        """
        self.clear_calls()
        self.clear_faults()
        self.manual.forget()
        self._outbox.clear()
        self._pipeline.plugins = self._pipeline.plugins.fresh()

    def state(self) -> GatewayState:
        """What the plug-ins keep, the manual actions and the messages: for another gateway."""
        return GatewayState(self._pipeline.plugins, self.manual, self._outbox)

    def restore(self, state: GatewayState) -> None:
        """Go on with what another gateway has kept; before this one starts."""
        self.manual, self._outbox = state.manual, state.outbox
        self._pipeline.go_on(state.plugins, state.manual, state.outbox)

    @property
    def writes(self) -> int:
        """How many calls and manual actions so far can have changed something."""
        return self._pipeline.writes + self.manual.count

    def messages(self) -> list[Message]:
        """The mail and SMS sent so far, in the order of their times.

        Raises:
            GatewayError: the gateway is not running, or the emulator does not answer.
        """
        try:
            return self._server.run(self._messages)
        except AwsError as error:
            raise GatewayError(error.message) from error

    async def _messages(self) -> list[Message]:
        supplements = self._pipeline.plugins.supplements
        return await collect(self._router, self._outbox, supplements)

    async def answer(self, request: HttpRequest) -> HttpAnswer | None:
        """Answer a request that the server has read; None drops the connection."""
        if request.path.startswith(OWN_ROUTES):
            return await outbox_api.answer(request, self._messages)
        return await self._pipeline.answer(request)

    def refuse(
        self, request: HttpRequest, error: AwsError, protocol: str, *, detail: str
    ) -> HttpAnswer:
        """Answer and record a request that the server refuses."""
        return self._pipeline.refuse(request, error, protocol, detail=detail)
