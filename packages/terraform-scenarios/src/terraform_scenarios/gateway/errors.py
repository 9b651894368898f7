"""Errors of the gateway itself, and errors as an AWS service answers them."""

from __future__ import annotations


class GatewayError(RuntimeError):
    """The gateway cannot start or answer; the message states why."""


class AwsError(Exception):
    """An error as an AWS service answers it: a code, a message, an HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AwsError) and (self.code, self.message, self.status) == (
            other.code,
            other.message,
            other.status,
        )

    def __hash__(self) -> int:
        return hash((self.code, self.message, self.status))
