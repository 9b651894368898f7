"""Writing answers and errors in the protocol of the request, as botocore's parsers read them."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.serialize import CBORSerializer

from .errors import AwsError
from .wire import CBOR, EC2, JSON, QUERY, REST_JSON, HttpAnswer, RequestedOperation, error_code

# A part of an answer, as boto3 returns it.
Value: TypeAlias = Any
_CBOR: Any = CBORSerializer()  # the stubs omit its methods


def write_answer(requested: RequestedOperation, output: Mapping[str, Any]) -> HttpAnswer:
    """An answer in the request's protocol, from its content as boto3 would return it."""
    shape = requested.operation.output_shape
    request_id = str(uuid.uuid4())
    name = requested.operation.name
    if requested.protocol == CBOR:
        return HttpAnswer(200, _cbor_headers(request_id), _cbor(shape, output))
    if requested.protocol == JSON:
        body = json.dumps(_to_json(shape, output) if shape else {}).encode()
        return HttpAnswer(200, _json_headers(requested, request_id), body)
    if requested.protocol == QUERY:
        result = f"<{name}Result>{_to_xml(shape, output)}</{name}Result>" if shape else ""
        namespace = requested.operation.metadata.get("xmlNamespace", "")
        body = (
            f'<{name}Response xmlns="{escape(namespace)}">{result}<ResponseMetadata><RequestId>'
            f"{request_id}</RequestId></ResponseMetadata></{name}Response>"
        ).encode()
        return HttpAnswer(200, _xml_headers(request_id), body)
    if requested.protocol == REST_JSON:
        return _rest_json(requested, shape, output, request_id)
    raise NotImplementedError(f"the gateway cannot write answers in {requested.protocol}")


def with_own_code(requested: RequestedOperation, answer: HttpAnswer) -> HttpAnswer:
    """An emulator's answer, in which an error has its code instead of the name of its shape.

    In the query protocol they differ: the code of SNS's InvalidParameterException is
    InvalidParameter, and clients know the error by its code alone.
    """
    if requested.protocol != QUERY or answer.status < 400:
        return answer
    name = error_code(answer)
    for shape in requested.operation.service_model.error_shapes:
        code = shape.metadata.get("error", {}).get("code", name)
        if shape.name == name and code != name:
            wrong, right = f"<Code>{name}</Code>", f"<Code>{code}</Code>"
            return replace(answer, body=answer.body.replace(wrong.encode(), right.encode(), 1))
    return answer


def _rest_json(
    requested: RequestedOperation, shape: Shape | None, output: Mapping[str, Any], request_id: str
) -> HttpAnswer:
    headers = [("x-amzn-requestid", request_id), ("content-type", "application/json")]
    body: Mapping[str, Any] = output
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            if member.serialization.get("location") == "header" and name in output:
                headers.append((member.serialization["name"], str(output[name])))
        body = {
            name: value
            for name, value in output.items()
            if name in shape.members and "location" not in shape.members[name].serialization
        }
    text = json.dumps(_to_json(shape, body) if shape else {}).encode()
    return HttpAnswer(int(requested.operation.http.get("responseCode", 200)), headers, text)


def write_error(
    error: AwsError, protocol: str, operation: OperationModel | None = None
) -> HttpAnswer:
    """An error as a protocol represents it."""
    request_id = str(uuid.uuid4())
    if protocol == CBOR:
        body = bytearray()
        fields = {"__type": error.code, "message": error.message}
        body.append(0xA0 + len(fields))
        for key, value in fields.items():
            for text in (key, value):
                _CBOR._serialize_type_string(body, text, None, None)
        return HttpAnswer(error.status, _cbor_headers(request_id), bytes(body))
    if protocol in (JSON, REST_JSON):
        fields = {"message": error.message, **error.members}
        if protocol == JSON:
            fields["__type"] = error.code
        content_type = "application/x-amz-json-1.1" if protocol == JSON else "application/json"
        return HttpAnswer(
            error.status,
            [
                ("x-amzn-requestid", request_id),
                ("content-type", content_type),
                ("x-amzn-errortype", error.code),
            ],
            json.dumps(fields).encode(),
        )
    kind = "Sender" if error.status < 500 else "Receiver"
    inner = f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
    if protocol == EC2:
        text = (
            f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{request_id}"
            "</RequestID></Response>"
        )
    elif operation is not None and operation.service_model.service_name == "s3":
        text = f"<Error>{inner}<RequestId>{request_id}</RequestId></Error>"
    else:
        text = (
            f"<ErrorResponse><Error><Type>{kind}</Type>{inner}</Error><RequestId>{request_id}"
            "</RequestId></ErrorResponse>"
        )
    return HttpAnswer(error.status, _xml_headers(request_id), text.encode())


def _json_headers(requested: RequestedOperation, request_id: str) -> list[tuple[str, str]]:
    version = requested.operation.metadata.get("jsonVersion", "1.1")
    return [("x-amzn-requestid", request_id), ("content-type", f"application/x-amz-json-{version}")]


def _xml_headers(request_id: str) -> list[tuple[str, str]]:
    return [("x-amzn-requestid", request_id), ("content-type", "text/xml")]


def _cbor_headers(request_id: str) -> list[tuple[str, str]]:
    return [
        ("x-amzn-requestid", request_id),
        ("content-type", "application/cbor"),
        ("smithy-protocol", "rpc-v2-cbor"),
    ]


def _cbor(shape: Shape | None, output: Mapping[str, Any]) -> bytes:
    body = bytearray()
    if isinstance(shape, StructureShape):
        known = {key: value for key, value in output.items() if key in shape.members}
        _CBOR._serialize_data_item(body, known, shape)
    else:
        body.append(0xA0)
    return bytes(body)


def _to_json(shape: Shape, value: Value) -> Value:
    if isinstance(shape, StructureShape):
        if shape.is_document_type:
            return value
        return {
            member.serialization.get("name", name): _to_json(member, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, ListShape):
        return [_to_json(shape.member, one) for one in value]
    if isinstance(shape, MapShape):
        return {str(key): _to_json(shape.value, one) for key, one in value.items()}
    if isinstance(value, datetime):
        stamp = shape.serialization.get("timestampFormat", "unixTimestamp")
        return value.timestamp() if stamp == "unixTimestamp" else _timestamp(value, stamp)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _timestamp(value: datetime, stamp: str) -> str:
    return (
        format_datetime(value, usegmt=True)
        if stamp == "rfc822"
        else value.strftime("%Y-%m-%dT%H:%M:%SZ")
    )


def _to_xml(shape: Shape | None, value: Value) -> str:
    if isinstance(shape, StructureShape):
        return "".join(
            _xml_element(member, member.serialization.get("name", name), value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
        )
    if isinstance(shape, ListShape):
        name = shape.member.serialization.get("name", "member")
        return "".join(f"<{name}>{_to_xml(shape.member, one)}</{name}>" for one in value)
    if isinstance(shape, MapShape):
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        return "".join(
            f"<entry><{key_name}>{escape(str(key))}</{key_name}>"
            f"<{value_name}>{_to_xml(shape.value, one)}</{value_name}></entry>"
            for key, one in value.items()
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return _timestamp(value, "iso8601")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return escape(str(value))


def _xml_element(member: Shape, name: str, value: Value) -> str:
    if isinstance(member, ListShape) and member.serialization.get("flattened"):
        inner = member.member.serialization.get("name", name)
        return "".join(f"<{inner}>{_to_xml(member.member, one)}</{inner}>" for one in value)
    return f"<{name}>{_to_xml(member, value)}</{name}>"
