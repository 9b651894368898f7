"""Reading a request's parameters: what botocore's serializers write, read back.

Every protocol that botocore's models name, over the same models.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qsl
from xml.etree import ElementTree

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.parsers import ResponseParserError, RpcV2CBORParser

from terraform_scenarios.gateway.wire import (
    CBOR,
    EC2,
    JSON,
    QUERY,
    REST_JSON,
    AwsError,
    HttpRequest,
    Target,
)

# What JSON, XML, CBOR or a form can hold.
Value: TypeAlias = Any


def read_parameters(target: Target, request: HttpRequest) -> dict[str, Any]:
    """A request's parameters as boto3 would take them, what the model does not know left out.

    Raises:
        AwsError: SerializationException, MalformedInput or the like: the body cannot be read.
    """
    shape = target.operation.input_shape
    if shape is None:
        return {}
    if target.protocol in (QUERY, EC2):
        return _read_form(shape, request, ec2=target.protocol == EC2)
    if target.protocol == JSON:
        return _json_structure(shape, _load_json(request.body))
    if target.protocol == CBOR:
        return _json_structure(shape, _load_cbor(request.body))
    return _read_rest(shape, target, request)


def _load_json(body: bytes) -> Value:
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


def _load_cbor(body: bytes) -> Value:
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


def _mismatch(value: object, wanted: str) -> AwsError:
    found = _JSON_NAMES.get(type(value), "VALUE")
    return AwsError("SerializationException", f"{found} can not be converted to {wanted}")


def _json_value(shape: Shape, value: Value) -> Value:
    if isinstance(shape, StructureShape):
        if shape.is_document_type:
            return value
        if not isinstance(value, dict):
            raise _mismatch(value, "a Structure")
        return _json_structure(shape, value)
    if isinstance(shape, ListShape):
        if not isinstance(value, list):
            raise _mismatch(value, "a List")
        member = shape.member
        return [_json_value(member, one) for one in value if one is not None]
    if isinstance(shape, MapShape):
        if not isinstance(value, dict):
            raise _mismatch(value, "a Map")
        of_value = shape.value
        return {
            str(key): _json_value(of_value, one) for key, one in value.items() if one is not None
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


def _json_structure(shape: StructureShape, value: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, member in shape.members.items():
        given = value.get(member.serialization.get("name", name))
        if given is not None:
            found[name] = _json_value(member, given)
    return found


def _text(shape: Shape, text: str) -> Value:
    """A scalar as it stands in a form, a header, a label or XML."""
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


# A form's keys, split at their dots, as a tree: a leaf is a text.
_Tree = dict[str, Any]


def _read_form(shape: StructureShape, request: HttpRequest, *, ec2: bool) -> dict[str, Any]:
    text = request.body.decode("utf-8", "replace") if request.body else request.query
    tree: _Tree = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=20_000)
    except ValueError:
        raise AwsError("MalformedInput", "The form has too many fields") from None
    for key, value in pairs:
        *parents, leaf = key.split(".")
        node = tree
        for parent in parents[:32]:
            below = node.setdefault(parent, {})
            if not isinstance(below, dict):
                raise AwsError("MalformedInput", f"{key[:100]} is both a value and a structure")
            node = below
        node[leaf] = value
    return _form_structure(shape, tree, ec2=ec2)


def _form_name(member: Shape, default: str, *, ec2: bool) -> str:
    if not ec2:
        return str(member.serialization.get("name", default))
    if "queryName" in member.serialization:
        return str(member.serialization["queryName"])
    name = str(member.serialization.get("name", default))
    return name[0].upper() + name[1:]


def _form_structure(shape: StructureShape, node: _Tree, *, ec2: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        below = _form_member(member, node, _form_name(member, name, ec2=ec2))
        if below is not None:
            found[name] = _form_value_of(member, below, ec2=ec2)
    return found


def _form_value_of(shape: Shape, node: Value, *, ec2: bool) -> Value:
    if isinstance(shape, StructureShape):
        if not isinstance(node, dict):
            raise AwsError("MalformedInput", f"A value stands for the structure {shape.name}")
        return _form_structure(shape, node, ec2=ec2)
    if isinstance(shape, ListShape):
        if not ec2 and not shape.serialization.get("flattened") and isinstance(node, dict):
            node = node.get(shape.member.serialization.get("name", "member"), {})
        return [_form_value_of(shape.member, one, ec2=ec2) for one in _in_order(node)]
    if isinstance(shape, MapShape):
        if not shape.serialization.get("flattened") and isinstance(node, dict):
            node = node.get("entry", {})
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        pairs = [one for one in _in_order(node) if isinstance(one, dict) and key_name in one]
        return {
            str(one[key_name]): _form_value_of(shape.value, one.get(value_name, ""), ec2=ec2)
            for one in pairs
        }
    if isinstance(node, dict):
        raise AwsError("MalformedInput", f"A structure stands for the value {shape.name}")
    return _text(shape, node)


def _form_member(member: Shape, node: _Tree, name: str) -> Value:
    # A flattened list bears its member's name in place of its own.
    if isinstance(member, ListShape) and member.serialization.get("flattened"):
        name = member.member.serialization.get("name", name)
    below: Any = node
    for part in name.split("."):
        below = below.get(part) if isinstance(below, dict) else None
    return below


def _in_order(node: Value) -> list[Any]:
    if not isinstance(node, dict):
        return []
    return [node[key] for key in sorted((key for key in node if key.isdecimal()), key=int)]


def _read_rest(shape: StructureShape, target: Target, request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = {}
    query: dict[str, list[str]] = {}
    for key, value in request.parameters:
        query.setdefault(key, []).append(value)
    payload = shape.serialization.get("payload")
    in_body: dict[str, Shape] = {}
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        wire_name = str(member.serialization.get("name", name))
        if location == "uri":
            if wire_name in target.labels:
                found[name] = _text(member, target.labels[wire_name])
        elif location == "querystring":
            value = _query_member(member, wire_name, query)
            if value is not None:
                found[name] = value
        elif location == "header":
            if wire_name.lower() in request.headers:
                found[name] = _header_value(member, request.headers[wire_name.lower()])
        elif location == "headers":
            prefix = wire_name.lower()
            given = {
                key[len(prefix) :]: value
                for key, value in request.headers.items()
                if key.startswith(prefix)
            }
            if given:
                found[name] = given
        elif payload is None:
            in_body[name] = member
    if payload is not None:
        value = _payload(shape.members[payload], target, request)
        if value is not None:
            found[payload] = value
    elif in_body and request.body:
        if target.protocol == REST_JSON:
            body = _load_json(request.body)
            for name, member in in_body.items():
                given = body.get(member.serialization.get("name", name))
                if given is not None:
                    found[name] = _json_value(member, given)
        else:
            parsed = _xml_value(shape, _load_xml(request.body))
            found.update({name: parsed[name] for name in in_body if name in parsed})
    return found


def _query_member(member: Shape, name: str, query: Mapping[str, list[str]]) -> Value:
    if isinstance(member, MapShape):
        if isinstance(member.value, ListShape):
            return dict(query) or None
        return {key: values[0] for key, values in query.items()} or None
    if name not in query:
        return None
    if isinstance(member, ListShape):
        return [_text(member.member, one) for one in query[name]]
    return _text(member, query[name][0])


def _header_value(member: Shape, text: str) -> Value:
    if isinstance(member, ListShape):
        return [_text(member.member, one.strip()) for one in text.split(",")]
    if member.type_name == "string" and member.serialization.get("jsonvalue"):
        return text
    return _text(member, text)


def _payload(member: Shape, target: Target, request: HttpRequest) -> Value:
    if member.type_name == "blob":
        return request.body
    if not request.body:
        return None
    if member.type_name == "string":
        return request.body.decode("utf-8", "replace")
    if target.protocol == REST_JSON:
        return _json_value(member, _load_json(request.body))
    return _xml_value(member, _load_xml(request.body))


def _load_xml(body: bytes) -> ElementTree.Element:
    # Entities have no place in an AWS request, and are how XML attacks its readers.
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise AwsError("MalformedXML", "The request body has a document type declaration")
    try:
        return ElementTree.fromstring(body)  # noqa: S314 (no entities: see above)
    except ElementTree.ParseError:
        raise AwsError("MalformedXML", "The request body is not XML") from None


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _xml_value(shape: Shape, element: ElementTree.Element) -> Value:
    if isinstance(shape, StructureShape):
        found: dict[str, Any] = {}
        for name, member in shape.members.items():
            wire_name = member.serialization.get("name", name)
            if member.serialization.get("xmlAttribute"):
                local_name = str(wire_name).rpartition(":")[2]
                for key, text in element.attrib.items():
                    if key.rpartition("}")[2] == local_name:
                        found[name] = _text(member, text)
                continue
            if isinstance(member, ListShape) and member.serialization.get("flattened"):
                wire_name = member.member.serialization.get("name", wire_name)
                items = [
                    _xml_value(member.member, one) for one in element if _local(one) == wire_name
                ]
                if items:
                    found[name] = items
                continue
            below = next((one for one in element if _local(one) == wire_name), None)
            if below is not None:
                found[name] = _xml_value(member, below)
        return found
    if isinstance(shape, ListShape):
        return [_xml_value(shape.member, one) for one in element]
    if isinstance(shape, MapShape):
        pairs = {}
        for entry in element:
            parts = list(entry)
            if len(parts) >= 2:
                pairs[parts[0].text or ""] = _xml_value(shape.value, parts[1])
        return pairs
    return _text(shape, (element.text or "").strip() if len(element) == 0 else "")
