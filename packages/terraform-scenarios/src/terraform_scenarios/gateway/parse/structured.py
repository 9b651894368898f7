"""Reading JSON and CBOR bodies."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.parsers import ResponseParserError, RpcV2CBORParser

from ..errors import AwsError
from .scalars import Value


def load_json(body: bytes) -> Value:
    """A JSON object.

    Raises:
        AwsError: `SerializationException`: the body is not a JSON object.
    """
    if not body.strip():
        return {}
    try:
        loaded = json.loads(body)
    except (ValueError, RecursionError):
        raise AwsError("SerializationException", "The request body is not JSON") from None
    if not isinstance(loaded, dict):
        raise AwsError(
            "SerializationException", "Start of structure or map found where not expected"
        )
    return loaded


def load_cbor(body: bytes) -> Value:
    """A CBOR map.

    Raises:
        AwsError: `SerializationException`: the body is not a CBOR map.
    """
    if not body:
        return {}
    parser = RpcV2CBORParser()
    try:
        loaded = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
    except (ResponseParserError, ValueError, TypeError, OverflowError, RecursionError, MemoryError):
        raise AwsError("SerializationException", "The request body is not CBOR") from None
    if not isinstance(loaded, dict):
        raise AwsError("SerializationException", "The request body is not a CBOR map")
    return loaded


_JSON_NAMES = {
    str: "STRING_VALUE", bool: "TRUE_VALUE", int: "NUMBER_VALUE", float: "DECIMAL_VALUE",
    list: "START_ARRAY", dict: "START_OBJECT",
}  # fmt: skip


def _mismatch(value: object, expected: str) -> AwsError:
    found = _JSON_NAMES.get(type(value), "VALUE")
    return AwsError("SerializationException", f"{found} can not be converted to {expected}")


def json_value(shape: Shape, value: Value) -> Value:
    """A part of a JSON or CBOR body, as boto3 takes it.

    Raises:
        AwsError: `SerializationException`: the value has another type than the shape.
    """
    if isinstance(shape, StructureShape):
        if shape.is_document_type:
            return value
        if not isinstance(value, dict):
            raise _mismatch(value, "a Structure")
        return json_structure(shape, value)
    if isinstance(shape, ListShape):
        if not isinstance(value, list):
            raise _mismatch(value, "a List")
        member = shape.member
        return [json_value(member, one) for one in value if one is not None]
    if isinstance(shape, MapShape):
        if not isinstance(value, dict):
            raise _mismatch(value, "a Map")
        of_value = shape.value
        return {
            str(key): json_value(of_value, one) for key, one in value.items() if one is not None
        }
    return _json_scalar(shape.type_name, value)


def _json_scalar(kind: str, value: Value) -> Value:
    if kind in ("string", "character"):
        if not isinstance(value, str):
            raise _mismatch(value, "a String")
    elif kind in ("integer", "long"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _mismatch(value, "an Integer" if kind == "integer" else "a Long")
        if isinstance(value, float):
            if not value.is_integer():
                raise _mismatch(value, "an Integer")
            return int(value)
    elif kind == "boolean":
        if not isinstance(value, bool):
            raise _mismatch(value, "a Boolean")
    elif kind in ("float", "double"):
        if isinstance(value, bool) or (
            not isinstance(value, int | float) and value not in ("NaN", "Infinity", "-Infinity")
        ):
            raise _mismatch(value, "a Double")
    elif kind == "blob" and isinstance(value, str):
        try:
            return base64.b64decode(value)
        except (binascii.Error, ValueError):
            raise AwsError("SerializationException", "A blob is not base64") from None
    return value


def json_structure(shape: StructureShape, value: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a structure that the model knows, as boto3 takes them.

    Raises:
        AwsError: `SerializationException`: a value has another type than its shape.
    """
    found = {}
    for name, member in shape.members.items():
        given = value.get(member.serialization.get("name", name))
        if given is not None:
            found[name] = json_value(member, given)
    return found
