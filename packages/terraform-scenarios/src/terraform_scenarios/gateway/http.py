"""HTTP transport: a server on loopback, in a thread, with limits and AWS-shaped errors."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict

from .errors import AwsError, GatewayError
from .wire import JSON, HttpAnswer, HttpRequest, protocol_of

_LOG = logging.getLogger(__name__)
_LOOPBACK = "127.0.0.1"
_MAX_BODY = 64 * 1024 * 1024
_START_SECONDS = 10.0
_RESULT_SECONDS = 30.0
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
    """

    def __init__(
        self,
        handler: HttpHandler,
        resources: Callable[[], AbstractAsyncContextManager[None]],
        port: int,
    ) -> None:
        self._handler = handler
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
        if incoming.headers.get("Expect", "").lower() == "100-continue":
            await incoming.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = await _read_body(incoming)
        request = _to_request(incoming, body or b"")
        if body is None:
            error = AwsError("RequestEntityTooLarge", f"The body exceeds {_MAX_BODY} bytes", 413)
            protocol = protocol_of(request)
            refused = self._handler.refuse(request, error, protocol, detail=error.message)
            return _to_response(refused, request)
        answer = await self._handler.answer(request)
        if answer is None:
            _abort(incoming)
            return web.Response(status=500)
        return _to_response(answer, request)

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
    __slots__ = ("_refuse_malformed",)

    def __init__(
        self,
        server: _Server,
        refuse_malformed: Callable[[int, str], HttpAnswer],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(server, loop=loop, keepalive_timeout=75.0)
        self._refuse_malformed = refuse_malformed

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 (aiohttp's signature)
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if status >= 500:
            _LOG.error("the gateway failed on a request", exc_info=exc)
        answer = self._refuse_malformed(status, (message or "")[:200])
        response = web.Response(status=status, body=answer.body, headers=dict(answer.headers))
        response.force_close()
        return response


async def _read_body(incoming: web.BaseRequest) -> bytes | None:
    """The body, or None if it is too large; the rest of such a body is not read."""
    chunks, size = [], 0
    if int(incoming.headers.get("Content-Length", "0")) > _MAX_BODY:
        return None
    async for chunk in incoming.content.iter_any():
        size += len(chunk)
        if size > _MAX_BODY:
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


def _to_response(answer: HttpAnswer, request: HttpRequest) -> web.Response:
    headers = CIMultiDict(answer.headers)
    if request.method != "HEAD":
        headers.popall("Content-Length", None)
    if "origin" in request.headers and not request.path.startswith("/_gateway/"):
        # Cognito answers pages of every origin, and so do emulators; an answer of the gateway
        # itself must reach such a page too.
        headers.setdefault("Access-Control-Allow-Origin", "*")
        headers.setdefault("Access-Control-Expose-Headers", "x-amzn-errortype,x-amzn-requestid")
    return web.Response(status=answer.status, body=answer.body or None, headers=headers)


def _abort(incoming: web.BaseRequest) -> None:
    """Break the connection without an answer."""
    transport = incoming.transport
    if transport is not None:
        transport.abort()
