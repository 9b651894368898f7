"""HTTP transport: a server on loopback, in a thread, with limits and AWS-shaped errors."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict

from . import origins
from .errors import AwsError, GatewayError
from .wire import JSON, MAX_BODY, OWN_ROUTES, HttpAnswer, HttpRequest, protocol_of

_LOG = logging.getLogger(__name__)
_LOOPBACK = "127.0.0.1"
_START_SECONDS = 10.0
_RESULT_SECONDS = 30.0
# For the head of the first request of a connection, for a body, for the rest of a body that is not
# read, and until the next request.
_HEAD_SECONDS = 30.0
_BODY_SECONDS = 60.0
_LINGER_SECONDS = 2.0
_IDLE_SECONDS = 75.0
_TOO_LARGE = AwsError("RequestEntityTooLarge", f"The body exceeds {MAX_BODY} bytes", 413)
# What a malformed request is recorded as: its method, path and headers are unknown.
_UNREADABLE = HttpRequest("", "", "", {})
_Result = TypeVar("_Result")


class HttpHandler(Protocol):
    """What answers the requests that the server reads."""

    async def answer(self, request: HttpRequest) -> HttpAnswer | None:
        """Answer a request; None drops the connection."""

    def refuse(
        self, request: HttpRequest, error: AwsError, protocol: str, *, detail: str
    ) -> HttpAnswer:
        """Answer a request that the transport refuses; `detail` is for the recording."""


class HttpServer:
    """A server on 127.0.0.1 that runs in its own thread from `start` to `stop`.

    Args:
        handler: what answers the requests.
        resources: opens what the handler needs on the server's event loop.
        port: the port; 0 for a free one.
        allowed: the origins whose pages may call; it may grow while the server runs.
    """

    def __init__(
        self,
        handler: HttpHandler,
        resources: Callable[[], AbstractAsyncContextManager[None]],
        port: int,
        allowed: Collection[str] = (),
    ) -> None:
        self._handler = handler
        self._allowed = allowed
        self._resources = resources
        self._port = port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping: asyncio.Event | None = None
        self._failure: BaseException | None = None

    @property
    def endpoint(self) -> str:
        """The server's URL."""
        return f"http://{_LOOPBACK}:{self._port}"

    def start(self) -> None:
        """Start, and return once the server answers.

        Raises:
            GatewayError: the port is taken, or the server is not ready within ten seconds.
        """
        ready = threading.Event()
        self._failure = None
        self._thread = threading.Thread(
            target=self._run, args=(ready,), name="aws-gateway", daemon=True
        )
        self._thread.start()
        if not ready.wait(_START_SECONDS):
            raise GatewayError(f"the gateway did not start within {_START_SECONDS:.0f} s")
        if self._failure is not None:
            self._thread.join()
            raise GatewayError(f"the gateway cannot listen: {self._failure}") from self._failure

    def stop(self) -> None:
        """Stop, and return once the port is free."""
        if self._thread is not None and self._thread.is_alive() and self._loop and self._stopping:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
        self._loop = None

    def run(self, work: Callable[[], Coroutine[Any, Any, _Result]]) -> _Result:
        """Run a coroutine on the server's event loop, and return its result.

        Raises:
            GatewayError: the server is not running.
        """
        if self._loop is None:
            raise GatewayError("the gateway is not running")
        return asyncio.run_coroutine_threadsafe(work(), self._loop).result(_RESULT_SECONDS)

    def _run(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(ready))
        except BaseException as error:  # the thread that waits raises it
            self._failure = error
            ready.set()

    async def _serve(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        async with self._resources():
            server = _Server(self._answer, self._refuse_malformed)
            listening = await self._loop.create_server(server, _LOOPBACK, self._port, backlog=512)
            self._port = listening.sockets[0].getsockname()[1]
            ready.set()
            try:
                await self._stopping.wait()
            finally:
                listening.close()
                await server.shutdown(0.1)
                await listening.wait_closed()

    async def _answer(self, incoming: web.BaseRequest) -> web.StreamResponse:
        if isinstance(incoming.protocol, _Protocol):
            incoming.protocol.asked = True
        refusal = self._refusal(incoming)
        if refusal is not None:
            return self._refuse(_to_request(incoming, b""), refusal)
        if incoming.headers.get("Expect", "").lower() == "100-continue":
            await incoming.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _read_body(incoming)
        except TimeoutError:
            text = f"The body was not complete after {_BODY_SECONDS:.0f} seconds"
            return self._refuse(_to_request(incoming, b""), AwsError("RequestTimeout", text, 408))
        request = _to_request(incoming, body or b"")
        if body is None:
            return self._refuse(request, _TOO_LARGE)
        answer = await self._handler.answer(request)
        if answer is None:
            _abort(incoming)
            return web.Response(status=500)
        return _to_response(answer, request, incoming.headers.get("Origin"))

    def _refusal(self, incoming: web.BaseRequest) -> AwsError | None:
        """The error for a request whose body need not be read."""
        if int(incoming.headers.get("Content-Length", "0")) > MAX_BODY:
            return _TOO_LARGE
        return origins.refusal(lambda name: incoming.headers.getall(name, ()), self._allowed)

    def _refuse(self, request: HttpRequest, error: AwsError) -> web.Response:
        protocol = JSON if request.path.startswith(OWN_ROUTES) else protocol_of(request)
        answer = self._handler.refuse(request, error, protocol, detail=error.message)
        # No page may read it, since no origin is allowed.
        response = _to_response(answer, request, None)
        response.force_close()
        return response

    def _refuse_malformed(self, status: int, detail: str) -> HttpAnswer:
        """Answer a request that is not HTTP, or that breaks off."""
        if status < 500:
            code, text = "MalformedHttpRequestException", "The request is not well-formed HTTP"
        else:
            code, text = "InternalFailure", "The gateway failed"
        return self._handler.refuse(_UNREADABLE, AwsError(code, text, status), JSON, detail=detail)


class _Server(web.Server):
    """aiohttp's low-level server, with AWS-shaped answers to malformed requests."""

    def __init__(
        self,
        handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        refuse_malformed: Callable[[int, str], HttpAnswer],
    ) -> None:
        super().__init__(handler)
        self._refuse_malformed = refuse_malformed

    def __call__(self) -> RequestHandler:
        return _Protocol(self, self._refuse_malformed, asyncio.get_running_loop())


class _Protocol(RequestHandler):
    __slots__ = ("_refuse_malformed", "asked")

    def __init__(
        self,
        server: _Server,
        refuse_malformed: Callable[[int, str], HttpAnswer],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=_IDLE_SECONDS,
            lingering_time=_LINGER_SECONDS,
            # The emulator gets the body as it was sent.
            auto_decompress=False,
        )
        self._refuse_malformed = refuse_malformed
        self.asked = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close the connection if no request has arrived on it in time."""
        super().connection_made(transport)
        asyncio.get_running_loop().call_later(_HEAD_SECONDS, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if not self.asked:
            self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 (aiohttp's signature)
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        # A client that ends while it sends a request is no failure of the gateway.
        if status >= 500 and not isinstance(exc, ConnectionResetError):
            _LOG.error("the gateway failed on a request", exc_info=exc)
        answer = self._refuse_malformed(status, (message or "")[:200])
        response = web.Response(status=status, body=answer.body, headers=dict(answer.headers))
        response.force_close()
        return response


async def _read_body(incoming: web.BaseRequest) -> bytes | None:
    """The body, or None if it is too large; the rest of such a body is not read."""
    chunks, size = [], 0
    async for chunk in incoming.content.iter_any():
        size += len(chunk)
        if size > MAX_BODY:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _to_request(incoming: web.BaseRequest, body: bytes) -> HttpRequest:
    headers = {
        # Bytes that are not text arrive as lone surrogates, which cannot be encoded again.
        key.lower(): value.encode("utf-8", "replace").decode()
        for key, value in incoming.headers.items()
    }
    raw = incoming.raw_path if incoming.raw_path.startswith("/") else "/"
    path, _, query = raw.encode("utf-8", "replace").decode().partition("?")
    return HttpRequest(incoming.method, path, query, headers, body)


def _to_response(answer: HttpAnswer, request: HttpRequest, origin: str | None) -> web.Response:
    headers = CIMultiDict(answer.headers)
    if request.method != "HEAD":
        headers.popall("Content-Length", None)
    # Emulators let pages of every origin read their answers.
    headers.popall("Access-Control-Allow-Origin", None)
    if origin is not None:
        headers["Access-Control-Allow-Origin"] = origin
        headers.setdefault("Access-Control-Expose-Headers", "x-amzn-errortype,x-amzn-requestid")
    if "origin" in request.headers:
        headers.add("Vary", "Origin")
    return web.Response(status=answer.status, body=answer.body or None, headers=headers)


def _abort(incoming: web.BaseRequest) -> None:
    """Break the connection without an answer."""
    transport = incoming.transport
    if transport is not None:
        transport.abort()
