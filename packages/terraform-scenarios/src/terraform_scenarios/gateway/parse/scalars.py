"""Reading scalars that are written as text."""

from __future__ import annotations

import base64
import binascii
from typing import Any, TypeAlias

from botocore.model import Shape

from ..errors import AwsError

# What JSON, XML, CBOR or a form can hold.
Value: TypeAlias = Any


def scalar(shape: Shape, text: str) -> Value:
    """A scalar in a form, a header, a label or XML, as boto3 takes it.

    Raises:
        AwsError: `MalformedInput`: the text has another type than the shape.
    """
    kind = shape.type_name
    try:
        if kind in ("integer", "long"):
            return int(text)
        if kind in ("float", "double"):
            return float(text)
        if kind == "blob":
            return base64.b64decode(text)
    except (ValueError, binascii.Error):
        raise AwsError("MalformedInput", f"{text[:100]!r} is not of type {kind}") from None
    if kind == "boolean":
        if text.lower() not in ("true", "false"):
            raise AwsError("MalformedInput", f"{text[:100]!r} is not a Boolean")
        return text.lower() == "true"
    return text
