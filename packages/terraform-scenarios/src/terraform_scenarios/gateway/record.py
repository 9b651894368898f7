"""What went over the wire, with nothing in it that must stay secret."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from botocore.model import ListShape, MapShape, Shape, StructureShape

from terraform_scenarios.gateway import asking, wire

# A parameter as boto3 takes it.
Value: TypeAlias = Any

LEFT_OUT = "(left out)"
# Names whose values are secret whatever the model says: botocore marks many of them as sensitive,
# not all (a provider's client_secret is a key of a map; a confirmation code is a plain string).
_SECRET_NAME = re.compile(
    r"password|secret|token|credential|signature|private_?key|access_?key_?id|session$|otp|"
    r"(confirmation|user|verification|mfa|auth|authorization|answer)_?code|^code$|one_?time|"
    r"challenge_?responses|auth_?parameters|^message$|message_?data|mfa_?secret",
    re.IGNORECASE,
)
# Names that the pattern above matches and that hold settings, not secrets.
_SETTING_NAME = re.compile(
    r"policy|validity|units|generate_?secret|templates?$|expiration|revocation|recovery|"
    r"preference|managed|type$|arn$|enabled$",
    re.IGNORECASE,
)


def redact(shape: Shape | None, value: Value, name: str = "") -> Value:
    """A value without its secrets: whatever botocore's model or its own name marks as one."""
    if shape is not None and shape.metadata.get("sensitive"):
        return LEFT_OUT
    # A switch or a number tells no secret, and a structure's members have names of their own.
    plain = isinstance(value, bool | int | float) or isinstance(shape, StructureShape)
    if _is_secret(name) and not plain:
        return LEFT_OUT
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


@dataclass
class Call:
    """One request and its answer. `service` is empty for what is no AWS API call."""

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
    request: Mapping[str, Any] = field(default_factory=dict)
    """The parameters, as boto3 takes them, without secrets."""
    status: int = 0
    """The HTTP status answered; 0 where the connection was dropped."""
    error: str = ""
    """The code of the error answered; empty for none."""
    message: str = ""
    """The message of an error of the gateway's own."""
    duration: float = 0.0
    """Seconds from the whole request to the whole answer."""
    answered_by: str = "target"
    """`target`, `contract`, `supplement`, `gateway`, `rule ID` or `fault KIND`."""
    _target: wire.Target | None = field(default=None, repr=False)
    _answer: wire.HttpAnswer | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Service and operation: `cognito-idp.CreateUserPool`."""
        return f"{self.service}.{self.operation}" if self.service else ""

    @property
    def response(self) -> Mapping[str, Any]:
        """The answer, as boto3 gives it, without secrets; empty for an error."""
        if self._target is None or self._answer is None or self._answer.status >= 300:
            return {}
        try:
            parsed = asking.read_answer(self._target.operation, self._target.protocol, self._answer)
        except wire.AwsError:
            return {}
        redacted: Mapping[str, Any] = redact(self._target.operation.output_shape, parsed)
        return redacted

    def as_json(self) -> dict[str, Any]:
        """The call as one line of the recording."""
        line = {
            key: value
            for key, value in vars(self).items()
            if not key.startswith("_") and key not in ("at", "duration")
        }
        return {
            **line,
            "at": self.at.isoformat(),
            "duration": round(self.duration, 6),
            "response": self.response,
        }


class Recorder:
    """The calls in memory and, if a path is given, as JSON lines in a file."""

    def __init__(self, path: Path | None = None) -> None:
        self._calls: list[Call] = []
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._calls))

    def add(self, call: Call) -> None:
        """Keep a call that has been answered."""
        self._calls.append(call)
        if self._file is not None:
            self._file.write(json.dumps(call.as_json(), default=str) + "\n")
            self._file.flush()

    def clear(self) -> None:
        """Forget the calls in memory; the file keeps them."""
        self._calls.clear()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
