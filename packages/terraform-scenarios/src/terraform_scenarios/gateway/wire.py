"""Requests and answers as they are on the wire, and the errors that AWS answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from botocore.model import OperationModel
from botocore.parsers import ResponseParserError, RpcV2CBORParser

JSON, REST_JSON, QUERY, EC2, REST_XML, CBOR = (
    "json", "rest-json", "query", "ec2", "rest-xml", "smithy-rpc-v2-cbor",
)  # fmt: skip

_CREDENTIAL = re.compile(r"Credential=([^,\s]+)")


class AwsError(Exception):
    """An error as an AWS service answers it: a code, a message, an HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AwsError) and (self.code, self.message, self.status) == (
            other.code,
            other.message,
            other.status,
        )

    def __hash__(self) -> int:
        return hash((self.code, self.message, self.status))


@dataclass(frozen=True)
class HttpRequest:
    """A request as it came; header names in lower case, the body whole."""

    method: str
    path: str
    """The path in its URL encoding."""
    query: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query string's pairs, decoded."""
        return parse_qsl(self.query, keep_blank_values=True)


@dataclass(frozen=True)
class HttpAnswer:
    """An answer as it goes out."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """A header's value, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True)
class Scope:
    """What a signature says: who asks which service of which region."""

    access_key: str = ""
    region: str = ""
    signing_name: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Scope:
        """Read the scope of a signed or presigned request; an empty one if it is neither."""
        found = _CREDENTIAL.search(request.headers.get("authorization", ""))
        credential = found[1] if found else ""
        if not credential and "X-Amz-Credential" in request.query:
            credential = dict(request.parameters).get("X-Amz-Credential", "")
        parts = credential.split("/")
        # SigV4: key/date/region/service/aws4_request; SigV4A leaves the region out.
        if len(parts) == 5:
            return cls(parts[0], parts[2], parts[3])
        return cls(parts[0], "", parts[2]) if len(parts) == 4 else cls()


@dataclass(frozen=True)
class Target:
    """The operation that a request asks for, and the protocol it speaks."""

    operation: OperationModel
    protocol: str
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """The service by botocore's name."""
        return self.operation.service_model.service_name


def protocol_of(request: HttpRequest) -> str:
    """The protocol to answer an error in where no operation is known."""
    if request.headers.get("smithy-protocol"):
        return CBOR
    if "x-amz-target" in request.headers or "json" in request.headers.get("content-type", ""):
        return JSON
    return QUERY


def error_code(answer: HttpAnswer) -> str:
    """The code of an error answer, without reading the whole of it; empty if it is none."""
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
