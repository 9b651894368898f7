"""Reading REST requests, whose bodies are JSON or XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from ..wire import REST_JSON, HttpRequest, RequestedOperation
from .scalars import Value, scalar
from .structured import json_value, load_json
from .xml import load_xml, xml_value


def read_rest(
    shape: StructureShape, requested: RequestedOperation, request: HttpRequest
) -> dict[str, Any]:
    """The parameters of a REST request: from path, query, headers and body.

    Raises:
        AwsError: `SerializationException`, MalformedInput or MalformedXML: it cannot be read.
    """
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
            if wire_name in requested.labels:
                found[name] = scalar(member, requested.labels[wire_name])
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
        value = _payload(shape.members[payload], requested, request)
        if value is not None:
            found[payload] = value
    elif in_body and request.body:
        if requested.protocol == REST_JSON:
            body = load_json(request.body)
            for name, member in in_body.items():
                given = body.get(member.serialization.get("name", name))
                if given is not None:
                    found[name] = json_value(member, given)
        else:
            parsed = xml_value(shape, load_xml(request.body))
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
        return [scalar(member.member, one) for one in query[name]]
    return scalar(member, query[name][0])


def _header_value(member: Shape, text: str) -> Value:
    if isinstance(member, ListShape):
        return [scalar(member.member, one.strip()) for one in text.split(",")]
    if member.type_name == "string" and member.serialization.get("jsonvalue"):
        return text
    return scalar(member, text)


def _payload(member: Shape, requested: RequestedOperation, request: HttpRequest) -> Value:
    if member.type_name == "blob":
        return request.body
    if not request.body:
        return None
    if member.type_name == "string":
        return request.body.decode("utf-8", "replace")
    if requested.protocol == REST_JSON:
        return json_value(member, load_json(request.body))
    return xml_value(member, load_xml(request.body))
