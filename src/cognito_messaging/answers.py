"""Reads fields of AWS's answers, in which AWS omits what is not set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def mapping(value: object) -> Mapping[str, Any]:
    """`value` if it is a mapping, else an empty mapping."""
    return value if isinstance(value, Mapping) else {}


def texts(value: object) -> tuple[str, ...]:
    """The strings of a list; none if `value` is not a list."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return ()
    return tuple(item for item in value if isinstance(item, str))


def text(value: object) -> str | None:
    """`value` if it is a string that is not empty."""
    return value if isinstance(value, str) and value else None
