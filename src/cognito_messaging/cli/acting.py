"""What verbs share that change several things in AWS: a question first, then step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

import botocore.session
import typer
from botocore.model import ListShape, MapShape, Shape, StructureShape

from ..aws import Answer, CallFailed
from ..calls import ApiOperation
from ..report.plain import plain
from .connection import Connection


class Actor:
    """Makes the calls of a verb in one region, and tells what was done if it stops midway.

    Args:
        operations: the only calls that the verb may make, which `policy --verb` lists.
    """

    def __init__(
        self, connection: Connection, region: str, operations: Sequence[ApiOperation]
    ) -> None:
        self._connection = connection
        self._operations = operations
        self._done: list[str] = []
        self._trying = ""
        self.region = region

    def ask(self, operation: ApiOperation, **params: object) -> Answer:
        """Make a call; every page of its answer, and never an earlier answer.

        Raises:
            CallFailed: AWS refused the call, or did not answer it.
        """
        if operation not in self._operations:
            raise AssertionError(f"{operation.full_name} is not declared by this verb")
        with self._connection.aws() as aws:
            answer = asyncio.run(aws.ask(operation, self.region, **params))
        if lacking := _lacks(_output(operation), answer):
            message = f"the answer has no {lacking}, as AWS's has: look at the endpoint"
            raise CallFailed(operation, self.region, "IncompleteAnswer", message)
        return answer

    def act(self, what: str, operation: ApiOperation, **params: object) -> Answer:
        """Make a call that changes something, and say so.

        Args:
            what: what the call does, such as "allow DE and US".
            operation: the operation to call.
            params: its parameters.

        Raises:
            CallFailed: AWS refused the call, or did not answer it.
        """
        self._trying = what
        answer = self.ask(operation, **params)
        self._trying = ""
        self._done.append(what)
        typer.echo(f"done: {plain(what)}")
        return answer

    @contextmanager
    def steps(self) -> Iterator[None]:
        """If a step fails or is interrupted, tell what the steps before it did."""
        try:
            yield
        except BaseException:
            if self._done or self._trying:
                typer.echo(f"done so far: {plain('; '.join(self._done) or 'nothing')}", err=True)
                if self._trying:
                    typer.echo(f"not done, or not known: {plain(self._trying)}", err=True)
                typer.echo(
                    "Run the same command again: it finds what is done, and does the rest.",
                    err=True,
                )
            raise


@cache
def _output(operation: ApiOperation) -> Shape | None:
    model = botocore.session.Session().get_service_model(operation.service)
    return model.operation_model(operation.name).output_shape


def _lacks(shape: Shape | None, value: object) -> str | None:
    """The name of a field that AWS's model requires, and that is missing somewhere in an answer."""
    if isinstance(shape, ListShape) and isinstance(value, list):
        return next(filter(None, (_lacks(shape.member, one) for one in value)), None)
    if isinstance(shape, MapShape) and isinstance(value, Mapping):
        return next(filter(None, (_lacks(shape.value, one) for one in value.values())), None)
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for name, member in shape.members.items():
            if value.get(name) is None:
                if name in shape.required_members:
                    return str(name)
            elif inner := _lacks(member, value[name]):
                return inner
    return None
