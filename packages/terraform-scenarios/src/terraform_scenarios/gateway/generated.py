"""Identifiers that the emulator generated in another form than AWS's.

A client can only send back the identifier that it received, so the contract does not check the form
of such an identifier. It checks everything else: the ARN of a queue is not the ARN of a role, even
if the emulator generated it.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from . import client, contract
from .errors import AwsError
from .wire import REST_JSON, REST_XML, HttpAnswer, RequestedOperation

# A part of parameters or of an answer.
Value: TypeAlias = Any
# How much is kept, about ten thousand calls; the oldest is dropped first.
_KEPT_TEXTS = 1 << 16
_KEPT_BYTES = 1 << 24
# Longer than any ARN; a longer string is a document.
_LONGEST = 2048
# Members with other names hold words that a client can write without having read them: Cognito
# has an attribute "phone_number_verified", and allows twenty letters for the name of an attribute.
_IDENTIFYING = re.compile(r"(?:id|identifier|arn|token|marker)s?$", re.IGNORECASE)
# The strings in a document of any language; CloudFormation takes templates of 51,200 bytes.
_IN_DOCUMENTS = re.compile(r"[^\s\"'<>{}\[\],;\\]+")
_READ_OF_DOCUMENTS = 1 << 16


class _Answered(NamedTuple):
    """An answer, and how many requests were noted before it."""

    after: int
    requested: RequestedOperation
    answer: HttpAnswer


class GeneratedIds:
    """The identifiers in another form than AWS's that the emulator generated; `in` looks one up.

    The emulator generated a string if no client had written it before the emulator first answered
    it. Answers are searched only on a lookup, which is rare: to read every answer would slow down
    every call.
    """

    def __init__(self) -> None:
        self._requests = 0
        # When a client first wrote a text; a dictionary keeps the order of its keys.
        self._written: dict[str, int] = {}
        self._answers: deque[_Answered] = deque()
        self._bytes = 0
        self._found: dict[str, None] = {}

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, str) or not value or len(value) > _LONGEST:
            return False
        if value in self._found or self._is_answered(value):
            self._found.pop(value, None)
            self._found[value] = None
            _shorten(self._found)
            return True
        return False

    def _is_answered(self, text: str) -> bool:
        written = self._written.get(text, self._requests + 1)
        needles = {one.encode() for one in (text, json.dumps(text)[1:-1], escape(text))}
        return any(
            text in _misshapen(one.requested, one.answer)
            for one in self._answers
            if one.after < written and any(needle in one.answer.body for needle in needles)
        )

    def note_request(self, parameters: Value) -> None:
        """Remember what a client writes, before the emulator answers."""
        self._requests += 1
        texts: list[str] = []
        _collect(parameters, texts)
        for text in texts:
            for one in (text, *_IN_DOCUMENTS.findall(text, 0, _READ_OF_DOCUMENTS)):
                if len(one) <= _LONGEST:
                    self._written[one] = self._written.pop(one, self._requests)
        _shorten(self._written)

    def note_answer(self, requested: RequestedOperation, answer: HttpAnswer) -> None:
        """Remember what the emulator answers."""
        if not answer.body or not _can_name(requested.operation):
            return
        if requested.protocol not in (REST_JSON, REST_XML):
            answer = replace(answer, headers=())  # only these protocols have output there
        self._answers.append(_Answered(self._requests, requested, answer))
        self._bytes += len(answer.body)
        while self._bytes > _KEPT_BYTES:
            self._bytes -= len(self._answers.popleft().answer.body)


def _shorten(memory: dict[str, Any]) -> None:
    while len(memory) > _KEPT_TEXTS:
        del memory[next(iter(memory))]


def _collect(value: Value, found: list[str]) -> None:
    """Collect the strings in a request's parameters, including the keys of maps."""
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
    """Whether the answer can hold identifiers of the service: it has content and is not a file."""
    streams = operation.has_streaming_output or operation.has_event_stream_output
    return operation.output_shape is not None and not streams


def _misshapen(requested: RequestedOperation, answer: HttpAnswer) -> set[str]:
    """The identifiers in an answer that do not have the form in botocore's model."""
    shape = requested.operation.output_shape
    try:
        output = client.read_answer(requested.operation, requested.protocol, answer)
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
