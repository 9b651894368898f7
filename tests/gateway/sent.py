"""Requests as botocore sends them, without sending them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from botocore.serialize import create_serializer

from terraform_scenarios.gateway.wire import HttpRequest, SigningScope


@lru_cache
def serializer(protocol):
    return create_serializer(protocol, include_validation=False)


def written(operation, protocol, parameters):
    """The request that botocore would send."""
    serialized = serializer(protocol).serialize_to_request(parameters, operation)
    body, query = serialized["body"], serialized["query_string"]
    if isinstance(body, dict):
        body = urlencode(body).encode()
    if isinstance(query, dict):
        query = urlencode(query, doseq=True)
    path, _, more = serialized["url_path"].partition("?")
    scope = SigningScope("111122223333", "us-east-1", operation.service_model.signing_name)
    headers = {key.lower(): str(value) for key, value in serialized["headers"].items()}
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-east-1/{scope.signing_name}"
        "/aws4_request, SignedHeaders=host, Signature=0"
    )
    body = body.encode() if isinstance(body, str) else body
    query = "&".join(filter(None, (more, query)))
    return HttpRequest(serialized["method"], path, query, headers, body or b""), scope
