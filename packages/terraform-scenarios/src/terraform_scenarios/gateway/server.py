"""The gateway: a reverse proxy on loopback between AWS clients and a stand-in for AWS."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict
from yarl import URL

from terraform_scenarios.gateway import (
    answers,
    asking,
    contract,
    control,
    identify,
    models,
    parse,
    wire,
)
from terraform_scenarios.gateway.faults import Fault, FaultKind, fault_error
from terraform_scenarios.gateway.made import Made
from terraform_scenarios.gateway.outbox import Message, Outbox
from terraform_scenarios.gateway.people import People
from terraform_scenarios.gateway.plugins import (
    ApiCall,
    Asked,
    Handler,
    Parameter,
    Rule,
    load_rules,
    load_supplements,
)
from terraform_scenarios.gateway.record import Call, Recorder, redact
from terraform_scenarios.gateway.wire import AwsError, HttpAnswer, HttpRequest, Scope, Target

_LOG = logging.getLogger(__name__)
_LOOPBACK = "127.0.0.1"
_MAX_BODY = 64 * 1024 * 1024
_START_SECONDS = 10.0
# Shorter than the five seconds after which the embedded target closes an idle connection: a
# request must not meet a connection that is being closed.
_KEEP_ALIVE_SECONDS = 3.0
_HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "expect", "content-length",
    }
)  # fmt: skip
_Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
_Malformed = Callable[[int, str | None], HttpAnswer]
_SUPPLEMENT = "terraform_scenarios.gateway.supplement"


class GatewayError(RuntimeError):
    """The gateway cannot start; the message says why."""


class Gateway:
    """A reverse proxy that records, checks, supplements and disturbs AWS API calls.

    It runs in a thread of its own from `start` (or the beginning of a `with` block) to `stop`.

    Args:
        target: Where the stand-in answers, such as `http://127.0.0.1:4566`.
        plugins: Packages that bring rules and supplements, such as `cognito_messaging.rules`.
        record: A file to write each call to, a JSON object a line; None for memory only.
        check_contract: Whether to hold each request against botocore's model.
        check_rules: Whether the plug-ins' rules refuse anything.
        supplement: Whether to answer what the target lacks.
        default_account: The account of calls whose access key is not an account's number.
        port: The port on 127.0.0.1; 0 for a free one.

    Raises:
        GatewayError: the target is no URL, or a plug-in cannot be loaded.
    """

    def __init__(
        self,
        target: str,
        *,
        plugins: Sequence[str] = (),
        record: Path | None = None,
        check_contract: bool = True,
        check_rules: bool = True,
        supplement: bool = True,
        default_account: str = "000000000000",
        port: int = 0,
    ) -> None:
        parts = urlsplit(target)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise GatewayError(f"{target!r} is not a target: write http://127.0.0.1:4566")
        self.target: str = f"{parts.scheme}://{parts.netloc}"
        self.people: People = People()
        self.faults: list[Fault] = []
        self.outbox = Outbox()
        self.rules: tuple[Rule, ...] = ()
        self.check_contract = check_contract
        self.check_rules = check_rules
        self.default_account = default_account
        self._recorder = Recorder(record)
        self._made = Made()
        self._port = port
        self._order = 0
        try:
            self.rules = tuple(rule for name in plugins for rule in load_rules(name))
            self._supplements = [
                found
                for name in ((_SUPPLEMENT, *plugins) if supplement else ())
                for found in load_supplements(name)
            ]
        except ImportError as error:
            raise GatewayError(f"a plug-in cannot be loaded: {error}") from error
        self._rules_of: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for name in rule.operations:
                self._rules_of.setdefault(name, []).append(rule)
        self._handlers: dict[str, Handler] = {
            name: handler for one in self._supplements for name, handler in one.handlers()
        }
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping: asyncio.Event | None = None
        self._session: aiohttp.ClientSession | None = None
        self._failure: BaseException | None = None

    # Life

    @property
    def endpoint(self) -> str:
        """Where it answers: the URL to give to Terraform or boto3."""
        return f"http://{_LOOPBACK}:{self._port}"

    def start(self) -> Self:
        """Start, and come back once it answers.

        Raises:
            GatewayError: the port is taken, or it does not come up in ten seconds.
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
        return self

    def stop(self) -> None:
        """Stop, and come back once its port is free."""
        if self._thread is not None and self._thread.is_alive() and self._loop and self._stopping:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
        self._recorder.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(ready))
        except BaseException as error:  # the thread that waits raises it
            self._failure = error
            ready.set()

    async def _serve(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS)
        async with aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
        ) as self._session:
            server = _Server(self._answer_http, self._malformed)
            listening = await self._loop.create_server(server, _LOOPBACK, self._port, backlog=512)
            self._port = listening.sockets[0].getsockname()[1]
            ready.set()
            try:
                await self._stopping.wait()
            finally:
                listening.close()
                await server.shutdown(0.1)
                await listening.wait_closed()

    # What tests read and say

    @property
    def calls(self) -> list[Call]:
        """The calls so far, in the order in which they came in."""
        return sorted(self._recorder, key=lambda call: call.order)

    def clear_calls(self) -> None:
        """Forget the calls so far; a recording on file keeps them."""
        self._recorder.clear()

    def inject(self, *faults: Fault) -> None:
        """Let calls from now on meet these faults; the first that strikes counts."""
        self.faults.extend(faults)

    def clear_faults(self) -> None:
        """Let calls meet no fault any more."""
        self.faults.clear()

    def reset(self) -> None:
        """Forget calls, faults, messages, what people said, and what supplements kept.

        Not what the target made, for the target forgets nothing.
        """
        self.clear_calls()
        self.clear_faults()
        self.people.forget()
        self.outbox.clear()
        for one in self._supplements:
            one.reset()

    def messages(self) -> list[Message]:
        """The mail and SMS sent so far, in the order of their times.

        Raises:
            GatewayError: the gateway is not running, or the target does not answer.
        """
        if self._loop is None:
            raise GatewayError("the gateway is not running")
        asked = asyncio.run_coroutine_threadsafe(self.collect_messages(), self._loop)
        return asked.result(30)

    async def collect_messages(self) -> list[Message]:
        """As `messages`, for callers on the gateway's own loop."""
        return await control.collect_messages(self)

    def annotate(self, message: Message) -> Message:
        """A message that the target recorded, with what supplements know of its sender."""
        for one in self._supplements:
            message = one.annotate(message)
        return message

    # One request

    async def _answer_http(self, request: web.BaseRequest) -> web.StreamResponse:
        started = time.perf_counter()
        if request.headers.get("Expect", "").lower() == "100-continue":
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = await self._read_body(request)
        headers = {
            # Bytes that are no text come as lone surrogates, which nothing can write again.
            key.lower(): value.encode("utf-8", "replace").decode()
            for key, value in request.headers.items()
        }
        raw = request.raw_path if request.raw_path.startswith("/") else "/"
        path, _, query = raw.encode("utf-8", "replace").decode().partition("?")
        asked = HttpRequest(request.method, path, query, headers, body or b"")
        if path.startswith("/_gateway/"):
            return _to_aiohttp(await control.answer(self, asked), asked)
        call = Call(self._order, datetime.now(UTC), asked.method, path)
        self._order += 1
        try:
            if body is None:
                raise AwsError("RequestEntityTooLarge", f"The body exceeds {_MAX_BODY} bytes", 413)
            answer = await self._answer(asked, call)
        except AwsError as error:
            call.answered_by = "gateway" if call.answered_by == "target" else call.answered_by
            call.message = error.message
            answer = answers.write_error(error, wire.protocol_of(asked))
        except Exception as error:
            _LOG.exception("the gateway failed on %s %s", asked.method, path)
            call.answered_by = "gateway"
            failed = AwsError("InternalFailure", f"The gateway failed: {type(error).__name__}", 500)
            answer = answers.write_error(failed, wire.protocol_of(asked))
        call.duration = time.perf_counter() - started
        if answer is not None:
            call.status, call.error = answer.status, wire.error_code(answer)
            call._answer = answer
        self._recorder.add(call)
        if answer is None:
            _abort(request)
            return web.Response(status=500)
        return _to_aiohttp(answer, asked)

    async def _read_body(self, request: web.BaseRequest) -> bytes | None:
        """The body, or None for one that is too large; the rest of that is not read."""
        chunks, size = [], 0
        if int(request.headers.get("Content-Length", "0")) > _MAX_BODY:
            return None
        async for chunk in request.content.iter_any():
            size += len(chunk)
            if size > _MAX_BODY:
                return None
            chunks.append(chunk)
        return b"".join(chunks)

    async def _answer(self, asked: HttpRequest, call: Call) -> HttpAnswer | None:
        """Answer a request, or None where the connection is to be dropped."""
        scope = Scope.of(asked)
        call.region, call.account = scope.region, self._account(scope)
        target = identify.identify(asked, scope)
        if target is None:
            unmatched = identify.unmatched(asked, scope)
            if unmatched is not None:
                raise unmatched
            return await self._forward(asked)
        call.service, call.operation = target.service, target.operation.name
        call._target = target
        try:
            return await self._answer_call(asked, target, call)
        except AwsError as error:
            call.message = error.message
            return answers.write_error(error, target.protocol, target.operation)

    async def _answer_call(
        self, asked: HttpRequest, target: Target, call: Call
    ) -> HttpAnswer | None:
        fault = next(
            (one for one in self.faults if one.strikes(call.service, call.operation)), None
        )
        if fault is not None:
            call.answered_by = f"fault {fault.kind.value}"
            if fault.kind is FaultKind.DROPPED_BEFORE:
                return None
            if fault.kind is FaultKind.SLOW:
                await asyncio.sleep(fault.delay)
            error = fault_error(fault.kind, target.operation, target.protocol)
            if error is not None:
                raise error
        answer = await self._checked(asked, target, call)
        lost = fault is not None and fault.kind is FaultKind.DROPPED_AFTER
        return None if lost else answer

    async def _checked(self, asked: HttpRequest, target: Target, call: Call) -> HttpAnswer:
        struck = call.answered_by != "target"
        parameters = parse.read_parameters(target, asked)
        call.request = redact(target.operation.input_shape, parameters)
        if self.check_contract:
            error = contract.check(target.operation, target.protocol, parameters, self._made)
            if error is not None:
                call.answered_by = "contract"
                raise error
        api_call = ApiCall(call.service, call.operation, call.account, call.region, parameters)
        if not call.region:
            api_call, asked = self._adopt(api_call, asked, target)
            call.account, call.region = api_call.account, api_call.region
        world = _World(self, api_call)
        if self.check_rules:
            for rule in self._rules_of.get(call.name, ()):
                error = await rule.check(api_call, world)
                if error is not None:
                    call.answered_by = f"rule {rule.id}"
                    raise error
        # Here, since what was refused has not reached the target: it can echo none of it.
        self._made.note_request(parameters)
        answered = await self._supplemented(api_call)
        if answered is None:
            answer = await self._forward(asked)
        else:
            answer = answers.write_answer(target, answered)
            if not struck:
                call.answered_by = "supplement"
        self._made.note_answer(target, answer)
        return answer

    def _adopt(
        self, call: ApiCall, asked: HttpRequest, target: Target
    ) -> tuple[ApiCall, HttpRequest]:
        """Give an unsigned call, as browsers make them, to the account whose resource it names."""
        owners = (one.owner(call) for one in self._supplements if one.service == call.service)
        owner = next((one for one in owners if one is not None), None)
        if owner is None:
            return call, asked
        scope = Scope(owner.account, owner.region, target.operation.service_model.signing_name)
        signed = {**asked.headers, "authorization": asking.authorization(scope)}
        adopted = replace(call, account=owner.account, region=owner.region)
        return adopted, replace(asked, headers=signed)

    async def _supplemented(self, call: ApiCall) -> Mapping[str, Any] | None:
        """What a supplement answers; None where the target's own answer stands."""
        handler = self._handlers.get(call.name)
        if handler is None:
            return None
        return await handler(Asked(**vars(call), world=_World(self, call)))

    def _account(self, scope: Scope) -> str:
        """Stand-ins with accounts take a 12-digit access key for the account."""
        key = scope.access_key
        return key if len(key) == 12 and key.isdecimal() else self.default_account

    # Asking the target

    async def ask(self, call: ApiCall) -> dict[str, Any]:
        """Ask what a client would get, rules, contract and faults aside.

        Raises:
            AwsError: what the target or the supplement answers, if that is an error.
        """
        answered = await self._supplemented(call)
        return await self.ask_target(call) if answered is None else dict(answered)

    async def ask_target(self, call: ApiCall) -> dict[str, Any]:
        """Ask the target itself.

        Raises:
            AwsError: what it answers, if that is an error.
        """
        operation = models.service(call.service).operation_model(call.operation)
        scope = Scope(call.account, call.region, operation.service_model.signing_name)
        request = asking.write_request(operation, call.parameters, scope)
        answer = await self._forward(request)
        return asking.read_answer(operation, asking.asking_protocol(operation), answer)

    async def fetch(self, path: str) -> HttpAnswer:
        """GET a path of the target's own, such as its record of the mail sent.

        Raises:
            AwsError: the target does not answer.
        """
        path, _, query = path.partition("?")
        return await self._forward(HttpRequest("GET", path, query, {}))

    async def _forward(self, asked: HttpRequest) -> HttpAnswer:
        """Hand a request to the target as it is, and give its answer as it is.

        Raises:
            AwsError: ServiceUnavailable: the target does not answer.
        """
        if self._session is None:
            raise AwsError("ServiceUnavailable", "The gateway is stopping", 503)
        url = URL(
            f"{self.target}{asked.path}{'?' + asked.query if asked.query else ''}", encoded=True
        )
        headers = {key: value for key, value in asked.headers.items() if key not in _HOP_BY_HOP}
        try:
            async with self._session.request(
                asked.method,
                url,
                headers=headers,
                data=asked.body or None,
                allow_redirects=False,
            ) as response:
                body = await response.read()
                kept = [
                    (key, value)
                    for key, value in response.headers.items()
                    if key.lower() not in _HOP_BY_HOP
                    or (key.lower() == "content-length" and asked.method == "HEAD")
                ]
                return HttpAnswer(response.status, kept, body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwsError(
                "ServiceUnavailable",
                f"The target at {self.target} does not answer: {type(error).__name__}",
                503,
            ) from error

    def _malformed(self, status: int, message: str | None) -> HttpAnswer:
        """The answer to what is not HTTP, or breaks off."""
        code = "InternalFailure" if status >= 500 else "MalformedHttpRequestException"
        text = "The request is not well-formed HTTP" if status < 500 else "The gateway failed"
        self._recorder.add(
            Call(
                self._order, datetime.now(UTC), "", "", status=status, error=code,
                message=(message or "")[:200], answered_by="gateway",
            )
        )  # fmt: skip
        self._order += 1
        return answers.write_error(AwsError(code, text, status), wire.JSON)


class _World:
    """What rules and supplements find out: as the account of the call they look at."""

    def __init__(self, gateway: Gateway, call: ApiCall) -> None:
        self.people = gateway.people
        self.outbox = gateway.outbox
        self._gateway = gateway
        self._call = call

    async def ask(
        self, service: str, operation: str, /, *, region: str | None = None, **parameters: Parameter
    ) -> dict[str, Any]:
        return await self._gateway.ask(
            ApiCall(service, operation, self._call.account, region or self._call.region, parameters)
        )

    async def ask_target(
        self, service: str, operation: str, /, *, region: str | None = None, **parameters: Parameter
    ) -> dict[str, Any]:
        return await self._gateway.ask_target(
            ApiCall(service, operation, self._call.account, region or self._call.region, parameters)
        )


class _Server(web.Server):
    """aiohttp's low-level server, with AWS-shaped answers to what is not HTTP."""

    def __init__(self, handler: _Handler, malformed: _Malformed) -> None:
        super().__init__(handler)
        self._malformed = malformed

    def __call__(self) -> RequestHandler:
        return _Protocol(self, self._malformed, asyncio.get_running_loop())


class _Protocol(RequestHandler):
    __slots__ = ("_malformed",)

    def __init__(
        self, server: _Server, malformed: _Malformed, loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(server, loop=loop, keepalive_timeout=75.0)
        self._malformed = malformed

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 (aiohttp's signature)
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if status >= 500:
            _LOG.error("the gateway failed on a request", exc_info=exc)
        answer = self._malformed(status, message)
        response = web.Response(status=status, body=answer.body, headers=dict(answer.headers))
        response.force_close()
        return response


def _to_aiohttp(answer: HttpAnswer, asked: HttpRequest) -> web.Response:
    headers = CIMultiDict(answer.headers)
    if asked.method != "HEAD":
        headers.popall("Content-Length", None)
    if "origin" in asked.headers and not asked.path.startswith("/_gateway/"):
        # Cognito answers pages of every origin, and so do stand-ins; what the gateway answers in
        # their place must reach a page too.
        headers.setdefault("Access-Control-Allow-Origin", "*")
        headers.setdefault("Access-Control-Expose-Headers", "x-amzn-errortype,x-amzn-requestid")
    return web.Response(status=answer.status, body=answer.body or None, headers=headers)


def _abort(request: web.BaseRequest) -> None:
    """Break the connection without a word."""
    transport = request.transport
    if transport is not None:
        transport.abort()
