"""Errors of the gateway itself, and errors as an AWS service answers them."""

from __future__ import annotations

from collections.abc import Mapping


class GatewayError(RuntimeError):
    """The gateway cannot start or answer; the message states why."""


class AwsError(Exception):
    """An error as an AWS service answers it: a code, a message, an HTTP status.

    Its members are what else the service says in JSON, such as `Reason`.
    """

    def __init__(
        self, code: str, message: str, status: int = 400, members: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members = members or {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AwsError) and (self.code, self.message, self.status) == (
            other.code,
            other.message,
            other.status,
        )

    def __hash__(self) -> int:
        return hash((self.code, self.message, self.status))
