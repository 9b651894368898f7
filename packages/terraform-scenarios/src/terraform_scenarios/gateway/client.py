"""Writing requests to the emulator and reading its answers, as an AWS client does."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, cast
from urllib.parse import urlencode

from botocore.awsrequest import HeadersDict
from botocore.model import OperationModel, Shape
from botocore.parsers import ResponseParser, ResponseParserFactory
from botocore.serialize import create_serializer
from botocore.utils import parse_timestamp

from .errors import AwsError
from .wire import EC2, JSON, QUERY, REST_JSON, REST_XML, HttpAnswer, HttpRequest, SigningScope

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3}|\.[0-9]{6})?Z"
)


async def call(
    operation: OperationModel,
    parameters: Mapping[str, Any],
    scope: SigningScope,
    send: Callable[[HttpRequest], Awaitable[HttpAnswer]],
) -> dict[str, Any]:
    """Make a call, and return the answer as boto3 would.

    Args:
        operation: its model.
        parameters: as boto3 takes them.
        scope: the account and the region, for the signature.
        send: sends a request to an emulator.

    Raises:
        AwsError: the answer is an error, or cannot be read.
    """
    answer = await send(write_request(operation, parameters, scope))
    return read_answer(operation, protocol_for(operation), answer)


def write_request(
    operation: OperationModel, parameters: Mapping[str, Any], scope: SigningScope
) -> HttpRequest:
    """A request for an operation, with a placeholder for the signature."""
    protocol = protocol_for(operation)
    serialized = _serializer(protocol).serialize_to_request(dict(parameters), operation)
    body = serialized["body"]
    headers = {str(key).lower(): str(value) for key, value in serialized["headers"].items()}
    if isinstance(body, dict):
        body = urlencode(body).encode()
    elif isinstance(body, str):
        body = body.encode()
    query = serialized["query_string"]
    if isinstance(query, dict):
        query = urlencode(query, doseq=True)
    headers["authorization"] = authorization(scope)
    path, _, more = str(serialized["url_path"]).partition("?")
    return HttpRequest(
        serialized["method"], path, "&".join(filter(None, (more, query))), headers, body or b""
    )


def authorization(scope: SigningScope) -> str:
    """A header with a placeholder for the signature: emulators read only its scope."""
    return (
        f"AWS4-HMAC-SHA256 Credential={scope.access_key}/20200101/{scope.region}/"
        f"{scope.signing_name}/aws4_request, SignedHeaders=host, Signature=0"
    )


def protocol_for(operation: OperationModel) -> str:
    """The protocol that `write_request` uses for an operation."""
    metadata = operation.service_model.metadata
    offered = metadata.get("protocols", [metadata["protocol"]])
    # Emulators support the older protocols of a service best.
    return next(
        (one for one in (QUERY, EC2, JSON, REST_JSON, REST_XML) if one in offered),
        str(metadata["protocol"]),
    )


def read_answer(operation: OperationModel, protocol: str, answer: HttpAnswer) -> dict[str, Any]:
    """An answer of the emulator, as boto3 would return it.

    Raises:
        AwsError: the answer is an error, or cannot be read.
    """
    # botocore looks up the names as its models write them: `ETag`.
    headers = HeadersDict(answer.headers)
    try:
        parsed: dict[str, Any] = _parser(protocol).parse(
            {"status_code": answer.status, "headers": headers, "body": answer.body},
            cast(Shape, operation.output_shape),  # None is allowed, in spite of the stubs
        )
    except Exception as failure:
        # botocore's parsers raise the errors of their parts; each means that the answer is not in
        # this protocol.
        raise AwsError(
            "InternalFailure", f"The emulator's answer cannot be read: {failure}"[:300], 502
        ) from None
    parsed.pop("ResponseMetadata", None)
    if answer.status >= 300:
        error = parsed.get("Error", {})
        raise AwsError(
            str(error.get("Code", "InternalFailure")), str(error.get("Message", "")), answer.status
        )
    return parsed


_serializer = lru_cache(partial(create_serializer, include_validation=False))


@lru_cache
def _parser(protocol: str) -> ResponseParser:
    factory = ResponseParserFactory()
    factory.set_parser_defaults(timestamp_parser=_timestamp)
    return factory.create_parser(protocol)


def _timestamp(value: Any) -> datetime:
    """A timestamp as botocore reads it, and the usual form of it ten times as fast."""
    if isinstance(value, str) and _ISO.fullmatch(value):
        return datetime.fromisoformat(value)
    return parse_timestamp(value)
