"""What a plug-in package brings: rules that refuse, supplements that answer.

A package holds one class a file; the loader finds them. The gateway itself brings supplements for
what the embedded target lacks (`terraform_scenarios.gateway.supplement`), and no rules.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeAlias

from botocore import xform_name

from terraform_scenarios.gateway import models
from terraform_scenarios.gateway.outbox import Message, Outbox
from terraform_scenarios.gateway.people import People
from terraform_scenarios.gateway.wire import AwsError


@dataclass(frozen=True)
class ApiCall:
    """One AWS API call: what is asked, of which service, by which account, in which region."""

    service: str
    operation: str
    account: str
    region: str
    parameters: Mapping[str, Any]
    """As boto3 takes them."""

    @property
    def name(self) -> str:
        """Service and operation: `cognito-idp.CreateUserPool`."""
        return f"{self.service}.{self.operation}"


Parameter: TypeAlias = Any
"""One parameter of a call, as boto3 takes it."""


class World(Protocol):
    """What a rule or a supplement can find out while it looks at a call."""

    people: People
    outbox: Outbox

    async def ask(
        self, service: str, operation: str, /, *, region: str | None = None, **parameters: Parameter
    ) -> dict[str, Any]:
        """Ask the target, as the account of the call; supplements answer here too, rules do not.

        Raises:
            AwsError: what the target answers, if that is an error.
        """

    async def ask_target(
        self, service: str, operation: str, /, *, region: str | None = None, **parameters: Parameter
    ) -> dict[str, Any]:
        """Ask the target itself, past every supplement.

        Raises:
            AwsError: what the target answers, if that is an error.
        """


class Rule(ABC):
    """Something that AWS refuses on the server. One class a file.

    Attributes:
        id: A short name that stays: `email-sender-verified`.
        text: The rule, in one sentence.
        source: Where AWS or one of its users says so.
        operations: The calls to look at, as `cognito-idp.CreateUserPool`.
        code: The code of the error that AWS answers.
        message: Its message, with the parts that vary in braces.
        status: Its HTTP status.
    """

    id: ClassVar[str]
    text: ClassVar[str]
    source: ClassVar[str]
    operations: ClassVar[frozenset[str]]
    code: ClassVar[str]
    message: ClassVar[str]
    status: ClassVar[int] = 400

    @abstractmethod
    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        """The error for a call that breaks the rule, else None."""

    def refusal(self, **parts: object) -> AwsError:
        """The rule's error, its message's parts filled in."""
        return AwsError(self.code, self.message.format(**parts), self.status)


@dataclass(frozen=True)
class Asked(ApiCall):
    """A call that a supplement answers."""

    world: World

    async def forward(self, **changed: Parameter) -> dict[str, Any]:
        """What the target answers to the call, with some of its parameters changed.

        Raises:
            AwsError: what the target answers, if that is an error.
        """
        parameters = {**self.parameters, **changed}
        return await self.world.ask_target(self.service, self.operation, **parameters)


Handler = Callable[[Asked], Awaitable[Mapping[str, Any] | None]]


@dataclass(frozen=True)
class Owner:
    """An account and a region."""

    account: str
    region: str


class Supplement(ABC):
    """Operations of one service that the target lacks, or answers differently from AWS.

    A method named for an operation in snake case answers it: it takes the call, which it may
    forward to the target or not, and returns the answer as boto3 would give it, or raises an
    AwsError. None lets the target answer, which costs nothing.

    Attributes:
        service: botocore's name of the service.
    """

    service: ClassVar[str]

    def handlers(self) -> Iterator[tuple[str, Handler]]:
        """The operations that it answers, each with its method.

        Raises:
            TypeError: a public method bears no operation's name.
        """
        names = {xform_name(name): name for name in models.service(self.service).operation_names}
        for name, method in inspect.getmembers(self, inspect.iscoroutinefunction):
            if name.startswith("_"):
                continue
            if name not in names:
                raise TypeError(f"{type(self).__name__}.{name} is no operation of {self.service}")
            yield f"{self.service}.{names[name]}", method

    def owner(self, call: ApiCall) -> Owner | None:  # noqa: ARG002
        """Whose resources an unsigned call is about, where that can be told; else None."""
        return None

    def annotate(self, message: Message) -> Message:
        """A message that the target recorded, with what is known of its sender besides."""
        return message

    def reset(self) -> None:  # noqa: B027 (one that keeps nothing has nothing to forget)
        """Forget what was kept."""


def load_rules(package: str) -> tuple[Rule, ...]:
    """The rules of a package and of those inside it, in the order of their ids.

    Raises:
        ImportError: there is no such package, or it cannot be imported.
        TypeError: a rule says too little of itself, or two bear the same id.
    """
    rules = sorted((found() for found in _classes(package, Rule)), key=lambda rule: rule.id)
    for rule in rules:
        missing = [
            name
            for name in ("id", "text", "source", "operations", "code", "message")
            if not getattr(rule, name, None)
        ]
        if missing:
            raise TypeError(f"{type(rule).__module__} must say its {', '.join(missing)}")
    for one, other in itertools.pairwise(rules):
        if one.id == other.id:
            raise TypeError(f"two rules bear the id {one.id!r}: give each its own")
    return tuple(rules)


def load_supplements(package: str) -> tuple[Supplement, ...]:
    """The supplements of a package and of those inside it.

    Raises:
        ImportError: there is no such package, or it cannot be imported.
    """
    return tuple(found() for found in _classes(package, Supplement))


def _classes(package: str, kind: type[Any]) -> Iterator[type[Any]]:
    root = importlib.import_module(package)
    names = [package]
    if hasattr(root, "__path__"):
        names += [info.name for info in pkgutil.walk_packages(root.__path__, f"{package}.")]
    for name in names:
        module = importlib.import_module(name)
        for _, found in inspect.getmembers(module, inspect.isclass):
            own = found.__module__ == name and found is not kind
            if own and issubclass(found, kind) and not inspect.isabstract(found):
                yield found
