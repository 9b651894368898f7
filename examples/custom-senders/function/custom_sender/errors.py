"""Errors whose text may be logged: no code, no address, no number."""

from __future__ import annotations

from botocore.exceptions import ClientError


class SenderError(Exception):
    """The message was not sent. Lambda logs the text, and calls the function again."""


def code_of(error: BaseException) -> str:
    """The code of an AWS error, or the type of another one with the AWS error that caused it.

    Never its text: AWS repeats addresses, numbers and messages in it.
    """
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "Unknown"))
    cause = error.__cause__ or error.__context__
    name = type(error).__name__
    return f"{name} ({code_of(cause)})" if cause else name


def safe_text(error: Exception) -> str:
    """What may be logged of an error."""
    return str(error) if isinstance(error, SenderError) else f"{code_of(error)} in the function"
