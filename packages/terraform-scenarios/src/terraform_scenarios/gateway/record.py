"""Recorded calls, without their secrets."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeAlias, cast

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from . import client, wire
from .errors import AwsError
from .packing import Packed, pack

# A parameter as boto3 takes it.
Value: TypeAlias = Any

OMITTED = "(secret)"
# What a recorded call takes in memory beside its parameters and its answer.
_PLAIN_BYTES = 500
# Of a longer file, such as an object in S3, only the length is recorded.
_LONGEST_FILE = 1 << 16
# Names whose values are secret even if botocore does not mark them as sensitive (a provider's
# client_secret is a key of a map; a confirmation code is a plain string).
_SECRET_NAME = re.compile(
    r"password|secret|token|credential|signature|private_?key|access_?key_?id|session$|otp|"
    r"(confirmation|user|verification|mfa|auth|authorization|answer)_?code|^code$|one_?time|"
    r"challenge_?responses|auth_?parameters|^message$|message_?data|mfa_?secret",
    re.IGNORECASE,
)
# Names that match the pattern above, but are settings, not secrets.
_SETTING_NAME = re.compile(
    r"policy|validity|units|generate_?secret|templates?$|expiration|revocation|recovery|"
    r"preference|managed|type$|arn$|enabled$",
    re.IGNORECASE,
)


def redact(shape: Shape | None, value: Value, name: str = "") -> Value:
    """A value without its secrets, which botocore's model or their names mark as such."""
    if shape is not None and shape.metadata.get("sensitive"):
        return OMITTED
    # A Boolean or a number is not a secret, and the members of a structure have their own names.
    plain = isinstance(value, bool | int | float) or isinstance(shape, StructureShape)
    if _is_secret(name) and not plain:
        return OMITTED
    if isinstance(value, Mapping):
        return {key: redact(_member(shape, key), one, str(key)) for key, one in value.items()}
    if isinstance(value, list):
        member = shape.member if isinstance(shape, ListShape) else None
        return [redact(member, one, "") for one in value]
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _is_secret(name: str) -> bool:
    return bool(name) and bool(_SECRET_NAME.search(name)) and not _SETTING_NAME.search(name)


def _member(shape: Shape | None, key: str) -> Shape | None:
    if isinstance(shape, StructureShape):
        return shape.members.get(key)
    return shape.value if isinstance(shape, MapShape) else None


class _Request:
    """The attribute `request`, which is kept compressed."""

    def __get__(self, call: RecordedCall | None, _: object = None) -> Mapping[str, Any]:
        # A dataclass reads the default from its class, and must not find a dictionary.
        packed: Packed | None = getattr(call, "_request", None)
        return json.loads(packed.unpack()) if packed else {} if call else cast(Any, ())

    def __set__(self, call: RecordedCall, value: Mapping[str, Any]) -> None:
        kind = f"request {call.name}"
        packed = pack(kind, json.dumps(value).encode()) if value else None
        object.__setattr__(call, "_request", packed)


@dataclass(frozen=True)
class RecordedAnswer:
    """An answer, compressed: as much of it as `RecordedCall.response` needs."""

    operation: OperationModel
    protocol: str
    status: int
    headers: Sequence[tuple[str, str]]
    body: Packed

    @classmethod
    def of(cls, requested: wire.RequestedOperation, answer: wire.HttpAnswer) -> RecordedAnswer:
        """Record an answer."""
        operation = requested.operation
        in_headers = requested.protocol in (wire.REST_JSON, wire.REST_XML)
        kind = f"answer {requested.service}.{operation.name}"
        body = answer.body
        if operation.has_streaming_output and len(body) > _LONGEST_FILE:
            body = f"({len(body)} bytes)".encode()
        return cls(
            operation,
            requested.protocol,
            answer.status,
            tuple(answer.headers) if in_headers else (),
            pack(kind, body),
        )

    def response(self) -> Mapping[str, Any]:
        """The answer, as boto3 returns it, without secrets; empty if it cannot be read."""
        answer = wire.HttpAnswer(self.status, self.headers, self.body.unpack())
        try:
            parsed = client.read_answer(self.operation, self.protocol, answer)
        except AwsError:
            return {}
        redacted: Mapping[str, Any] = redact(self.operation.output_shape, parsed)
        return redacted


@dataclass(frozen=True)
class RecordedCall:
    """One request and its answer. `service` is empty for requests that are not AWS API calls."""

    order: int
    """Counted from 0, in the order in which requests came in."""
    at: datetime
    method: str
    path: str
    service: str = ""
    """botocore's name for the service, such as `cognito-idp`."""
    operation: str = ""
    region: str = ""
    account: str = ""
    request: _Request = _Request()
    """The parameters, as boto3 takes them, without secrets."""
    status: int = 0
    """The HTTP status of the answer; 0 if the connection was dropped."""
    error: str = ""
    """The code of the error; empty if the answer is not an error."""
    message: str = ""
    """The message of the error, if the gateway wrote it."""
    duration: float = 0.0
    """Seconds from the complete request to the complete answer."""
    answered_by: str = "upstream"
    """`upstream`, `fallback`, `contract`, `supplement`, `gateway`, `rule ID` or `fault KIND`."""
    _answer: RecordedAnswer | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Service and operation: `cognito-idp.CreateUserPool`."""
        return f"{self.service}.{self.operation}" if self.service else ""

    @property
    def response(self) -> Mapping[str, Any]:
        """The answer, as boto3 returns it, without secrets; empty for an error."""
        return self._answer.response() if self._answer else {}

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        packed = (getattr(self, "_request", None), self._answer and self._answer.body)
        return _PLAIN_BYTES + sum(len(one.data) for one in packed if one)

    def as_json(self) -> dict[str, Any]:
        """The call as a JSON object."""
        shown = {one.name: getattr(self, one.name) for one in fields(self) if one.repr}
        return {
            **shown,
            "at": self.at.isoformat(),
            "duration": round(self.duration, 6),
            "response": self.response,
        }


class CallLog:
    """The recorded calls, in the order in which they were answered: the newest, if they are many.

    Args:
        limit: about how many bytes they may take in memory.
    """

    def __init__(self, limit: int = 1 << 26) -> None:
        self._limit = limit
        self._size = 0
        self._calls: deque[RecordedCall] = deque()

    def add(self, call: RecordedCall) -> None:
        """Add a call, and forget the oldest ones if there are too many."""
        self._calls.append(call)
        self._size += call.size
        while self._size > self._limit:
            self._size -= self._calls.popleft().size

    def in_order(self) -> list[RecordedCall]:
        """The calls, in the order in which they came in."""
        return sorted(self._calls.copy(), key=lambda call: call.order)

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()
        self._size = 0
