"""Recorded calls, without their secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, Shape, StructureShape

from . import client, wire
from .errors import AwsError

# A parameter as boto3 takes it.
Value: TypeAlias = Any

OMITTED = "(secret)"
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
    request: Mapping[str, Any] = field(default_factory=dict)
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
    _requested: wire.RequestedOperation | None = field(default=None, repr=False)
    _answer: wire.HttpAnswer | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Service and operation: `cognito-idp.CreateUserPool`."""
        return f"{self.service}.{self.operation}" if self.service else ""

    @property
    def response(self) -> Mapping[str, Any]:
        """The answer, as boto3 returns it, without secrets; empty for an error."""
        if self._requested is None or self._answer is None or self._answer.status >= 300:
            return {}
        try:
            parsed = client.read_answer(
                self._requested.operation, self._requested.protocol, self._answer
            )
        except AwsError:
            return {}
        redacted: Mapping[str, Any] = redact(self._requested.operation.output_shape, parsed)
        return redacted

    def as_json(self) -> dict[str, Any]:
        """The call as a JSON object."""
        shown = {
            key: value
            for key, value in vars(self).items()
            if not key.startswith("_") and key not in ("at", "duration")
        }
        return {
            **shown,
            "at": self.at.isoformat(),
            "duration": round(self.duration, 6),
            "response": self.response,
        }
