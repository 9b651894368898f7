"""The stages that each request passes, from the operation it asks for to its answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from . import answers, client, contract, identify, parse
from .api_call import ApiCall, reads_only
from .errors import AwsError
from .exchange import Exchange, StageResult
from .faults import Fault, FaultKind, fault_error
from .generated import GeneratedIds
from .loading import Plugins
from .manual_actions import ManualActions
from .outbox import Outbox
from .plugins import RuleContext, SupplementCall
from .record import CallLog, redact
from .routing import Router
from .wire import HttpAnswer, HttpRequest, SigningScope, decompressed, protocol_of

_LOG = logging.getLogger(__name__)


class Pipeline:
    """Takes requests through the stages, and records them.

    Attributes:
        plugins: the rules and supplements.
        faults: the faults to inject; the first one that strikes a call counts.
        calls: the recorded calls.
        writes: how many accepted calls can have changed something.
    """

    def __init__(
        self, plugins: Plugins, router: Router, manual: ManualActions, outbox: Outbox
    ) -> None:
        self.plugins = plugins
        self.faults: list[Fault] = []
        self.calls = CallLog()
        self.writes = 0
        self._router = router
        self._manual = manual
        self._outbox = outbox
        self._generated = GeneratedIds()
        self._order = 0
        # The first stage that returns a result answers. A stage that raises an AwsError answers
        # with it, under the name in front of the stage.
        self._stages: tuple[tuple[str, _Stage], ...] = (
            ("gateway", self._identify),
            ("gateway", self._inject_fault),
            ("gateway", self._parse),
            ("contract", self._check_contract),
            ("gateway", self._sign_for_owner),
            ("upstream", self._check_rules),
            ("gateway", self._accept),
            ("supplement", self._supplement),
            ("gateway", self._forward),
        )

    def go_on(self, plugins: Plugins, manual: ManualActions, outbox: Outbox) -> None:
        """Go on with what another pipeline has kept."""
        self.plugins, self._manual, self._outbox = plugins, manual, outbox

    async def answer(self, request: HttpRequest) -> HttpAnswer | None:
        """Answer a request and record it; None drops the connection."""
        exchange = self._begin(request)
        try:
            result = _after_fault(exchange, await self._process(exchange))
        except Exception as error:
            _LOG.exception("the gateway failed on %s %s", request.method, request.path)
            failure = f"The gateway failed: {type(error).__name__}"
            result = StageResult("gateway", AwsError("InternalFailure", failure, 500))
        return self._record(exchange, result, protocol_of(request))

    def refuse(
        self, request: HttpRequest, error: AwsError, protocol: str, *, detail: str
    ) -> HttpAnswer:
        """Answer a request that cannot enter the pipeline, and record it with a detail."""
        answer = answers.write_error(error, protocol)
        exchange = self._begin(request)
        self.calls.add(exchange.recorded(StageResult("gateway", answer), answer, detail))
        return answer

    def _begin(self, request: HttpRequest) -> Exchange:
        exchange = Exchange(request, self._order)
        self._order += 1
        return exchange

    async def _process(self, exchange: Exchange) -> StageResult:
        for answered_by, stage in self._stages:
            try:
                result = await stage(exchange)
            except AwsError as error:
                result = StageResult(answered_by, error)
            if result is not None:
                if exchange.accepted and isinstance(result.answer, HttpAnswer):
                    self._generated.note_answer(exchange.requested, result.answer)
                return result
        raise RuntimeError("the last stage did not answer")

    def _record(self, exchange: Exchange, result: StageResult, protocol: str) -> HttpAnswer | None:
        """Write the result as an answer, and record it."""
        answer, message = result.answer, ""
        if isinstance(answer, AwsError):
            message = answer.message
            if exchange.identified:
                requested = exchange.requested
                answer = answers.write_error(answer, requested.protocol, requested.operation)
            else:
                answer = answers.write_error(answer, protocol)
        self.calls.add(exchange.recorded(result, answer, message))
        return answer

    # The stages

    async def _identify(self, exchange: Exchange) -> StageResult | None:
        """Find the requested operation; forward a request that is not an AWS API call."""
        scope = SigningScope.of(exchange.request)
        exchange.account, exchange.region = scope.account, scope.region
        request = exchange.request
        exchange.readable = decompressed(request, scope)
        requested = identify.identify(exchange.readable, scope)
        if requested is None:
            error = identify.unmatched(request, scope)
            if error is not None:
                raise error
            return StageResult(*await self._router.forward_other(request))
        exchange.requested, exchange.identified = requested, True
        if _LOG.isEnabledFor(logging.DEBUG):
            name = requested.operation.name
            _LOG.debug("%s.%s from %s", requested.service, name, _agent(request))
        return None

    async def _inject_fault(self, exchange: Exchange) -> StageResult | None:
        """Answer in place of the emulator if a fault strikes the call."""
        requested = exchange.requested
        fault = next(
            (one for one in self.faults if one.strikes(requested.service, requested.operation)),
            None,
        )
        if fault is None:
            return None
        if fault.kind is FaultKind.DROPPED_BEFORE:
            return StageResult(_name(fault), None)
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.delay)
        error = fault_error(fault.kind, requested.operation, requested.protocol)
        if error is not None:
            return StageResult(_name(fault), error)
        exchange.fault = fault
        return None

    async def _parse(self, exchange: Exchange) -> None:
        """Read the parameters."""
        requested = exchange.requested
        parameters = parse.read_parameters(requested, exchange.readable)
        exchange.shown = redact(requested.operation.input_shape, parameters)
        exchange.call = ApiCall(
            requested.service,
            requested.operation.name,
            exchange.account,
            exchange.region,
            parameters,
        )

    async def _check_contract(self, exchange: Exchange) -> None:
        """Check the parameters against botocore's model."""
        requested, parameters = exchange.requested, exchange.call.parameters
        error = contract.check(requested.operation, requested.protocol, parameters, self._generated)
        if error is not None:
            raise error

    async def _sign_for_owner(self, exchange: Exchange) -> None:
        """Sign an unsigned call, as browsers make them, for the account whose resource it names."""
        if exchange.region:
            return
        owner = self.plugins.owner(exchange.call)
        if owner is None:
            return
        exchange.account, exchange.region = owner.account, owner.region
        exchange.call = replace(exchange.call, account=owner.account, region=owner.region)
        signing_name = exchange.requested.operation.service_model.signing_name
        scope = SigningScope(owner.account, owner.region, signing_name)
        headers = {**exchange.request.headers, "authorization": client.authorization(scope)}
        exchange.request = replace(exchange.request, headers=headers)

    async def _check_rules(self, exchange: Exchange) -> StageResult | None:
        """Check the call against the rules for its operation."""
        context = replace(self._context(exchange), _read={})
        for rule in self.plugins.rules.get(exchange.call.name, ()):
            error = await rule.check(exchange.call, context)
            if error is not None:
                return StageResult(f"rule {rule.id}", error)
        return None

    async def _accept(self, exchange: Exchange) -> None:
        """Note what the client wrote, which the emulator can echo from now on."""
        exchange.accepted = True
        self.writes += not reads_only(exchange.call.operation)
        self._generated.note_request(exchange.call.parameters)

    async def _supplement(self, exchange: Exchange) -> StageResult | None:
        """Let a supplement answer, if there is one for the operation."""
        handler = self.plugins.handlers.get(exchange.call.name)
        if handler is None:
            return None
        answered = await handler(
            SupplementCall(**vars(exchange.call), context=self._context(exchange))
        )
        if answered is None:
            return None
        return StageResult("supplement", answers.write_answer(exchange.requested, answered))

    async def _forward(self, exchange: Exchange) -> StageResult:
        """Let an emulator answer."""
        answered = await self._router.forward_call(exchange.call, exchange.request)
        answer = answers.with_own_code(exchange.requested, answered.answer)
        return StageResult(answered.answered_by, answer)

    def _context(self, exchange: Exchange) -> RuleContext:
        return RuleContext(
            exchange.account,
            exchange.region,
            self._manual,
            self._outbox,
            self._router,
            self.plugins.handlers,
        )


_Stage = Callable[[Exchange], Awaitable[StageResult | None]]


def _agent(request: HttpRequest) -> str:
    """What the client says it is; a page in a browser cannot set the first of the two headers."""
    names = ("user-agent", "x-amz-user-agent")
    return " ".join(filter(None, map(request.headers.get, names)))


def _name(fault: Fault) -> str:
    return f"fault {fault.name}"


def _after_fault(exchange: Exchange, result: StageResult) -> StageResult:
    """The result for the client, if a fault struck a call that was not refused."""
    if exchange.fault is None or not exchange.accepted:
        return result
    is_lost = exchange.fault.kind is FaultKind.DROPPED_AFTER
    return StageResult(_name(exchange.fault), None if is_lost else result.answer)
