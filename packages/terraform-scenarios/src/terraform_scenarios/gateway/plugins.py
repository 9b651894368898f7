"""What a plug-in package brings: rules that refuse calls, supplements that answer them.

The loader finds the classes in a package's files. The gateway itself brings supplements
for what the embedded target lacks (`terraform_scenarios.gateway.supplement`), and no rules.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar, TypeAlias

from botocore import xform_name

from . import client, models
from .api_call import ApiCall
from .errors import AwsError, GatewayError
from .manual_actions import ManualActions
from .outbox import Message, Outbox
from .routing import Router
from .wire import HttpAnswer, HttpRequest, SigningScope

# How the names of operations begin that change nothing.
_READING = ("Describe", "Get", "List")

Parameter: TypeAlias = Any
"""One parameter of a call, as boto3 takes it."""


@dataclass(frozen=True)
class RuleContext:
    """What a rule or a supplement can find out and do while it looks at a call.

    Attributes:
        account: the account of the call.
        region: the region of the call.
        manual: what on AWS only time or people do.
        outbox: where supplements put the messages that they send.
    """

    account: str
    region: str
    manual: ManualActions
    outbox: Outbox
    _router: Router
    _handlers: Mapping[str, Handler]
    _read: dict[str, dict[str, Any]] | None = None
    """The answers of what was read, if nothing can change between two reads."""

    async def ask(
        self, service: str, operation: str, /, *, region: str | None = None, **parameters: Parameter
    ) -> dict[str, Any]:
        """Make a call as the account, and return the answer that a client would get.

        A supplement or the emulator answers. Contract, rules and faults do not apply. All rules
        for a call share one context, in which the same question is asked once.

        Raises:
            AwsError: the answer is this error.
        """
        if self._read is None or not operation.startswith(_READING):
            return await self._ask(service, operation, region, parameters)
        question = repr((service, operation, region, sorted(parameters.items())))
        if question not in self._read:
            self._read[question] = await self._ask(service, operation, region, parameters)
        return self._read[question]

    async def _ask(
        self, service: str, operation: str, region: str | None, parameters: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = replace(self, region=region) if region else self
        handler = self._handlers.get(f"{service}.{operation}")
        if handler is not None:
            call = SupplementCall(
                service, operation, context.account, context.region, parameters, context
            )
            answered = await handler(call)
            if answered is not None:
                return dict(answered)
        return await context.ask_upstream(service, operation, **parameters)

    async def ask_upstream(
        self, service: str, operation: str, /, *, region: str | None = None, **parameters: Parameter
    ) -> dict[str, Any]:
        """Make a call as the account, and return the answer of the emulator itself.

        Raises:
            AwsError: the answer is this error, or the emulator does not answer.
        """
        model = models.service(service).operation_model(operation)
        scope = SigningScope(self.account, region or self.region, model.service_model.signing_name)
        call = ApiCall(service, operation, scope.account, scope.region, parameters)

        async def send(request: HttpRequest) -> HttpAnswer:
            return (await self._router.forward_call(call, request)).answer

        return await client.call(model, parameters, scope, send)


@dataclass(frozen=True)
class SupplementCall(ApiCall):
    """A call that a supplement answers."""

    context: RuleContext

    async def forward(self, **changed: Parameter) -> dict[str, Any]:
        """The emulator's answer to the call, with some parameters changed.

        Raises:
            AwsError: the answer is this error, or the emulator does not answer.
        """
        return await self.context.ask_upstream(
            self.service, self.operation, **{**self.parameters, **changed}
        )


Handler = Callable[[SupplementCall], Awaitable[Mapping[str, Any] | None]]


class Rule(ABC):
    """A condition under which AWS refuses a call on the server. One file per topic.

    Attributes:
        id: a short name that does not change: `email-sender-verified`.
        text: the rule, in one sentence.
        source: where AWS or one of its users documents the rule.
        operations: the operations to check, such as `cognito-idp.CreateUserPool`.
        code: the code of the error that AWS answers.
        message: the message of that error, with the parts that vary in braces.
        status: the HTTP status of that error.
        wording: where the words of `message` were seen; empty if nobody has confirmed them.
    """

    id: ClassVar[str]
    text: ClassVar[str]
    source: ClassVar[str]
    operations: ClassVar[frozenset[str]]
    code: ClassVar[str]
    message: ClassVar[str]
    status: ClassVar[int] = 400
    wording: ClassVar[str] = ""

    @abstractmethod
    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        """The error for a call that breaks the rule, else None."""

    def refusal(self, **parts: object) -> AwsError:
        """The rule's error, with the parts of its message filled in."""
        return AwsError(self.code, self.message.format(**parts), self.status)


@dataclass(frozen=True)
class Owner:
    """An account and a region."""

    account: str
    region: str


class Supplement(ABC):
    """Operations of one service that the emulator lacks, or answers differently from AWS.

    A method named after an operation, in snake case, answers it. It takes the call, may forward it
    to the emulator, and returns the answer as boto3 would, or raises an AwsError. If it returns
    None, the emulator answers.

    What a supplement keeps belongs in its instance, not in a module: a reset of the gateway creates
    new instances.

    Attributes:
        service: botocore's name of the service.
    """

    service: ClassVar[str]

    def handlers(self) -> Iterator[tuple[str, Handler]]:
        """The operations that this supplement answers, each with its method.

        Raises:
            GatewayError: a public coroutine method is not named after an operation.
        """
        return ((name, getattr(self, method)) for name, method in _answered(type(self)))

    def owner(self, call: ApiCall) -> Owner | None:  # noqa: ARG002
        """The account and region whose resource an unsigned call names; None if unknown."""
        return None

    def annotate(self, message: Message) -> Message:
        """A message that the emulator recorded, completed with what is known of its sender."""
        return message


@cache  # a reset of the gateway arranges all supplements anew
def _answered(supplement: type[Supplement]) -> tuple[tuple[str, str], ...]:
    """The operations that a supplement answers, each with the name of its method."""
    service = supplement.service
    names = {xform_name(name): name for name in models.service(service).operation_names}
    found = []
    for method, _ in inspect.getmembers(supplement, inspect.iscoroutinefunction):
        if method.startswith("_"):
            continue
        if method not in names:
            raise GatewayError(
                f"{supplement.__name__}.{method} is not an operation of {service}: "
                "name the method after one, or let its name start with an underscore"
            )
        found.append((f"{service}.{names[method]}", method))
    return tuple(found)
