"""Fields of AWS's answers that a verdict depends on."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

from ..answers import mapping
from ..aws import Answer
from .outcome import Unknowable


def required(answer: Answer, *path: str) -> Any:
    """The value of a field.

    Raises:
        Unknowable: AWS's answer does not have the field.
    """
    value: Any = answer
    for name in path:
        value = mapping(value).get(name)
        if value is None:
            raise Unknowable(f"AWS's answer has no {'.'.join(path)}")
    return value


def number(answer: Answer, *path: str) -> float:
    """The value of a field that holds a number.

    Raises:
        Unknowable: AWS's answer does not have the field, or its value is not a number.
    """
    value = required(answer, *path)
    with suppress(TypeError, ValueError):
        if math.isfinite(found := float(value)):
            return found
    raise Unknowable(f"{'.'.join(path)} is not a number: {value!r}")
