"""Answers that a check can do without, if another answer decides."""

from __future__ import annotations

from collections.abc import Awaitable
from enum import Enum
from typing import TypeVar

from ..aws import CallFailed
from .outcome import Unknowable

Value = TypeVar("Value")


async def attempt(answer: Awaitable[Value]) -> Value | CallFailed | Unknowable:
    """The answer, or the reason why there is none."""
    try:
        return await answer
    except (CallFailed, Unknowable) as reason:
        return reason


def as_evidence(answer: object) -> object:
    """An answer for the evidence of an outcome; a reason as text."""
    if isinstance(answer, Enum):
        return answer.value
    return str(answer) if isinstance(answer, Exception) else answer
