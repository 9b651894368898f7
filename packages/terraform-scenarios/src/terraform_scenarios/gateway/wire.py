"""Requests and answers as they are on the wire."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from botocore.model import OperationModel
from botocore.parsers import ResponseParserError, RpcV2CBORParser

JSON, REST_JSON, QUERY, EC2, REST_XML, CBOR = (
    "json", "rest-json", "query", "ec2", "rest-xml", "smithy-rpc-v2-cbor",
)  # fmt: skip

# Headers that are about one connection, not about the request or the answer.
HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "expect", "content-length",
    }
)  # fmt: skip
# The account of calls whose access key is not an account number: MiniStack's default.
DEFAULT_ACCOUNT = "000000000000"
# Bytes of a body, also of one that was compressed.
MAX_BODY = 64 * 1024 * 1024
# The paths of the gateway's own routes begin with it.
OWN_ROUTES = "/_gateway/"
_JSON_TYPE = re.compile(r"application/(?:[a-z0-9.-]+[+-])?json(?:-[0-9.]+)?")
_CREDENTIAL = re.compile(r"Credential=([^,\s]+)")


@dataclass(frozen=True)
class HttpRequest:
    """A request as it was received, with header names in lower case and the complete body."""

    method: str
    path: str
    """The path, URL-encoded."""
    query: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The type of the body, without its parameters: `application/json`."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query string's pairs, decoded."""
        return parse_qsl(self.query, keep_blank_values=True)


@dataclass(frozen=True)
class HttpAnswer:
    """An answer as it is sent."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """The value of a header, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True)
class SigningScope:
    """What a signature states: the access key, the region and the service."""

    access_key: str = ""
    region: str = ""
    signing_name: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> SigningScope:
        """The scope of a signed or presigned request; an empty one for any other request."""
        found = _CREDENTIAL.search(request.headers.get("authorization", ""))
        credential = found[1] if found else ""
        if not credential and "X-Amz-Credential" in request.query:
            credential = dict(request.parameters).get("X-Amz-Credential", "")
        parts = credential.split("/")
        # SigV4: key/date/region/service/aws4_request; SigV4A omits the region.
        if len(parts) == 5:
            return cls(parts[0], parts[2], parts[3])
        return cls(parts[0], "", parts[2]) if len(parts) == 4 else cls()

    @property
    def account(self) -> str:
        """The account: emulators with accounts treat a 12-digit access key as its number."""
        key = self.access_key
        return key if len(key) == 12 and key.isdecimal() else DEFAULT_ACCOUNT


@dataclass(frozen=True)
class RequestedOperation:
    """The operation that a request asks for, and the protocol that it uses."""

    operation: OperationModel
    protocol: str
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """botocore's name of the service."""
        return self.operation.service_model.service_name


def decompressed(request: HttpRequest, scope: SigningScope) -> HttpRequest:
    """A request as its parameters are read: SDKs compress large ones of some operations.

    https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
    """
    # The encoding of an object in S3 belongs to the object.
    if request.headers.get("content-encoding", "").lower() != "gzip" or scope.signing_name == "s3":
        return request
    try:
        body = zlib.decompressobj(wbits=31).decompress(request.body, MAX_BODY)
    except zlib.error:
        return request
    return replace(request, body=body)


def protocol_of(request: HttpRequest) -> str:
    """The protocol to answer an error in if the operation is unknown."""
    if request.headers.get("smithy-protocol"):
        return CBOR
    if "x-amz-target" in request.headers or _JSON_TYPE.fullmatch(request.media_type):
        return JSON
    return QUERY


def error_code(answer: HttpAnswer) -> str:
    """The code of an error answer, read from its beginning; empty if the answer is not an error."""
    if answer.status < 400:
        return ""
    code = answer.header("x-amzn-errortype")
    if not code and "cbor" in answer.header("content-type"):
        code = _cbor_error_code(answer.body)
    elif not code:
        head = answer.body[:4096].decode("utf-8", "replace")
        found = re.search(r'"__type"\s*:\s*"([^"]+)"|<Code>([^<]+)</Code>', head)
        code = (found[1] or found[2]) if found else ""
    return code.partition(":")[0].rpartition("#")[2]


def _cbor_error_code(body: bytes) -> str:
    parser = RpcV2CBORParser()
    try:
        fields = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
    except (ResponseParserError, ValueError):
        return ""
    return str(fields.get("__type", "")) if isinstance(fields, dict) else ""
