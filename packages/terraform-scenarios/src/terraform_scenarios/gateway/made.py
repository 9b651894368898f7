"""What the target made: identifiers of another form than AWS's.

A client can only give back what it was given. So the contract does not hold a string to a form that
the target did not keep to when it made the string. All else it answers is as AWS would have it: an
ARN of a queue is none of a role, whoever made it.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from terraform_scenarios.gateway import asking, contract
from terraform_scenarios.gateway.wire import AwsError, HttpAnswer, Target

# What parameters and answers hold.
Value: TypeAlias = Any
# The memories' bounds, past which the oldest goes: some ten thousand calls.
_KEPT_TEXTS = 1 << 16
_KEPT_BYTES = 1 << 25
# Longer than any ARN; what is longer is a document.
_LONGEST = 2048
# Other members hold words, which a client can come to write without having read them: Cognito calls
# an attribute "phone_number_verified", and allows twenty letters for the name of one.
_IDENTIFYING = re.compile(r"(?:id|identifier|arn|token|marker)s?$", re.IGNORECASE)
# A document's strings, whatever its language; CloudFormation takes templates of 51,200 bytes.
_IN_DOCUMENTS = re.compile(r"[^\s\"'<>{}\[\],;\\]+")
_READ_OF_DOCUMENTS = 1 << 16


class _Answered(NamedTuple):
    """An answer, and how many requests had been noted before it."""

    after: int
    target: Target
    answer: HttpAnswer


class Made:
    """Which strings of another form than AWS's the target made; `in` asks for one.

    A string is the target's if no client had written it when the target first answered it. Answers
    are looked through only when it is asked: that is seldom, and each call would bear the cost of
    reading its answer.
    """

    def __init__(self) -> None:
        self._requests = 0
        # When a text was first written; dictionaries remember the order of what they hold.
        self._written: dict[str, int] = {}
        self._answers: deque[_Answered] = deque()
        self._bytes = 0
        self._made: dict[str, None] = {}

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, str) or not value or len(value) > _LONGEST:
            return False
        if value in self._made or self._is_answered(value):
            self._made.pop(value, None)
            self._made[value] = None
            _shorten(self._made)
            return True
        return False

    def _is_answered(self, text: str) -> bool:
        written = self._written.get(text, self._requests + 1)
        needles = {one.encode() for one in (text, json.dumps(text)[1:-1], escape(text))}
        return any(
            text in _misshapen(one.target, one.answer)
            for one in self._answers
            if one.after < written and any(needle in one.answer.body for needle in needles)
        )

    def note_request(self, parameters: Value) -> None:
        """Remember what a client writes that the target has still to answer."""
        self._requests += 1
        texts: list[str] = []
        _collect(parameters, texts)
        for text in texts:
            for one in (text, *_IN_DOCUMENTS.findall(text, 0, _READ_OF_DOCUMENTS)):
                if len(one) <= _LONGEST:
                    self._written[one] = self._written.pop(one, self._requests)
        _shorten(self._written)

    def note_answer(self, target: Target, answer: HttpAnswer) -> None:
        """Remember what the target answers."""
        if not answer.body or not _can_name(target.operation):
            return
        self._answers.append(_Answered(self._requests, target, answer))
        self._bytes += len(answer.body)
        while self._bytes > _KEPT_BYTES:
            self._bytes -= len(self._answers.popleft().answer.body)


def _shorten(memory: dict[str, Any]) -> None:
    while len(memory) > _KEPT_TEXTS:
        del memory[next(iter(memory))]


def _collect(value: Value, found: list[str]) -> None:
    """The strings of a request's parameters, the keys of maps among them."""
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        found.extend(value)
        for one in value.values():
            _collect(one, found)
    elif isinstance(value, list):
        for one in value:
            _collect(one, found)


@lru_cache(maxsize=4096)
def _can_name(operation: OperationModel) -> bool:
    """Whether an answer says something of the service's own, and is not a file to be kept."""
    streams = operation.has_streaming_output or operation.has_event_stream_output
    return operation.output_shape is not None and not streams


def _misshapen(target: Target, answer: HttpAnswer) -> set[str]:
    """The identifiers of an answer that have not the form which its own model states."""
    shape = target.operation.output_shape
    try:
        output = asking.read_answer(target.operation, target.protocol, answer)
    except AwsError:
        return set()
    return set(_misshapen_in(shape, output, "")) if shape else set()


def _misshapen_in(shape: Shape, value: Value, name: str) -> Iterator[str]:
    if value is None:  # as a member of a list
        return
    if isinstance(shape, StructureShape):
        for key, member in shape.members.items():
            if key in value:
                yield from _misshapen_in(member, value[key], key)
    elif isinstance(shape, ListShape):
        for one in value:
            yield from _misshapen_in(shape.member, one, name)
    elif isinstance(shape, MapShape):
        for key, one in value.items():
            yield from _misshapen_in(shape.value, one, key)
    elif (
        isinstance(value, str) and _identifies(name, value) and not contract.has_form(shape, value)
    ):
        yield value


def _identifies(name: str, value: str) -> bool:
    return value.startswith("arn:") or _IDENTIFYING.search(name) is not None
