"""Which operation a request asks for, by its signature's scope, its headers and its path."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, unquote

from terraform_scenarios.gateway import models
from terraform_scenarios.gateway.wire import (
    CBOR,
    EC2,
    JSON,
    QUERY,
    AwsError,
    HttpRequest,
    Scope,
    Target,
)


def identify(request: HttpRequest, scope: Scope) -> Target | None:
    """Which operation a request asks for; None if it is no AWS API call at all.

    Raises:
        AwsError: it names a service and an operation that the service does not have.
    """
    header = request.headers.get("x-amz-target", "")
    if header:
        return _identify_json(header)
    if request.headers.get("smithy-protocol", "").lower() == "rpc-v2-cbor":
        return _identify_cbor(request, scope)
    services = models.index().by_signing_name.get(scope.signing_name, ())
    if not services:
        return None
    action = _form_value(request, "Action")
    if action:
        return _identify_query(request, action, services)
    return _identify_rest(request, services)


def _identify_json(header: str) -> Target:
    prefix, _, name = header.rpartition(".")
    service = models.index().by_target_prefix.get(prefix)
    found = models.operation(service, name) if service else None
    if found is None:
        raise AwsError("UnknownOperationException", f"Unknown operation: {header[:200]}")
    return Target(found, JSON)


def _identify_cbor(request: HttpRequest, scope: Scope) -> Target:
    matched = re.fullmatch(r"/service/([^/]+)/operation/([^/]+)", request.path)
    for service in models.index().by_signing_name.get(scope.signing_name, ()):
        found = models.operation(service, matched[2]) if matched else None
        if found is not None:
            return Target(found, CBOR)
    raise AwsError("UnknownOperationException", f"Unknown operation: {request.path[:200]}", 404)


def _form_value(request: HttpRequest, name: str) -> str:
    form = "x-www-form-urlencoded" in request.headers.get("content-type", "")
    text = request.body.decode("utf-8", "replace") if form and request.body else request.query
    # The pair is looked for before the whole is decoded: most requests have none.
    if f"{name}=" not in text:
        return ""
    return next((value for key, value in parse_qsl(text) if key == name), "")


def _identify_query(request: HttpRequest, action: str, services: Sequence[str]) -> Target | None:
    version = _form_value(request, "Version")
    for service in services:
        model = models.service(service)
        if model.metadata["protocol"] not in (QUERY, EC2) and QUERY not in model.metadata.get(
            "protocols", ()
        ):
            continue
        if len(services) > 1 and version and version != model.metadata["apiVersion"]:
            continue
        found = models.operation(service, action)
        if found is not None:
            return Target(found, EC2 if model.metadata["protocol"] == EC2 else QUERY)
    raise AwsError("InvalidAction", f"Could not find operation {action[:200]}")


def _identify_rest(request: HttpRequest, services: Sequence[str]) -> Target | None:
    query = dict(request.parameters)
    path = request.path.rstrip("/")
    rest = [one for one in services if models.service(one).metadata["protocol"].startswith("rest")]
    given = {*query, *(f"header:{name}" for name in request.headers)}
    matches = []
    for service in rest:
        for route in models.routes(service).get(request.method, ()):
            matched = route.path.fullmatch(path)
            if matched is None or not _query_holds(route, query):
                continue
            labels = dict(zip(route.labels, map(unquote, matched.groups()), strict=True))
            matches.append((service, route, labels))
    # Required parameters tell operations apart (S3's parts of an upload); where none has all of
    # its own, the contract shall say what is missing.
    matches.sort(key=lambda match: not match[1].required <= given)
    for service, route, labels in matches[:1]:
        found = models.operation(service, route.operation)
        if found is not None:
            return Target(found, found.service_model.metadata["protocol"], labels)
    # A bucket can stand in the host name, where no route sees it.
    return None


def _query_holds(route: models.Route, query: Mapping[str, str]) -> bool:
    return all(key in query and value in ("", query[key]) for key, value in route.query.items())


def unmatched(request: HttpRequest, scope: Scope) -> AwsError | None:
    """The error for a signed REST request that no operation answers to; None for what may pass."""
    services = models.index().by_signing_name.get(scope.signing_name, ())
    if not services or "s3" in services or "execute-api" in scope.signing_name:
        return None
    path = request.path.rstrip("/")
    for service in services:
        for of_method in models.routes(service).values():
            if path and any(route.path.fullmatch(path) for route in of_method):
                return None
    return AwsError(
        "UnknownOperationException",
        f"No operation of {scope.signing_name} is {request.method} {request.path[:200]}",
        404,
    )
