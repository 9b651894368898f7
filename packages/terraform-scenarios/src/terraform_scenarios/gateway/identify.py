"""Finding the operation that a request asks for, by signature scope, headers and path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from botocore.model import OperationModel

from . import contract, models, parse
from .errors import AwsError
from .wire import CBOR, EC2, JSON, QUERY, HttpRequest, RequestedOperation, SigningScope

_SDK_NAMES = re.compile(r"(?<!\S)api/([^#\s]+)")


def identify(request: HttpRequest, scope: SigningScope) -> RequestedOperation | None:
    """The operation that a request asks for; None if the request is not an AWS API call.

    Raises:
        AwsError: it names an operation that the service does not have.
    """
    header = request.headers.get("x-amz-target", "")
    if header:
        return _identify_json(request, header)
    if request.headers.get("smithy-protocol", "").lower() == "rpc-v2-cbor":
        return _identify_cbor(request)
    services = _named_by_client(request, models.index().by_signing_name.get(scope.signing_name, ()))
    if not services:
        return None
    action = _form_value(request, "Action")
    if action:
        return _identify_query(request, action, services)
    return _identify_rest(request, services)


def _named_by_client(request: HttpRequest, services: tuple[str, ...]) -> tuple[str, ...]:
    """Of the services that share a signing name, those that the client names, or all of them.

    AWS tells them apart by the host name, which is the gateway's here. The SDK for Go, and so
    Terraform's provider, names the service in its user agent; boto3 does not.
    """
    if len(services) < 2:
        return services
    agents = {
        models.sdk_name(name) for name in _SDK_NAMES.findall(request.headers.get("user-agent", ""))
    }
    named = tuple(one for one in services if models.index().sdk_names[one] in agents)
    return named or services


def _choose(candidates: Sequence[RequestedOperation], request: HttpRequest) -> RequestedOperation:
    """One of several services' operations: the first whose model allows the request, or the first.

    Services with the same host name are one API on AWS, and the service with the most operations
    is the complete one: Neptune and DocumentDB are parts of RDS.
    """
    of_host: dict[str, RequestedOperation] = {}
    for one in candidates:
        host = one.operation.service_model.endpoint_prefix
        if host not in of_host or _size(of_host[host]) < _size(one):
            of_host[host] = one
    found = list(of_host.values())
    if len(found) == 1:
        return found[0]
    return next((one for one in found if _allows(one, request)), found[0])


def _size(requested: RequestedOperation) -> int:
    return len(requested.operation.service_model.operation_names)


def _allows(requested: RequestedOperation, request: HttpRequest) -> bool:
    try:
        parameters = parse.read_parameters(requested, request)
    except AwsError:
        return False
    return contract.check(requested.operation, requested.protocol, parameters) is None


def _operations(services: Iterable[str], name: str) -> list[OperationModel]:
    found = (models.operation(service, name) for service in services)
    return [one for one in found if one is not None]


def _identify_json(request: HttpRequest, header: str) -> RequestedOperation:
    prefix, _, name = header.rpartition(".")
    services = _named_by_client(request, models.index().by_target_prefix.get(prefix, ()))
    found = _operations(services, name)
    if not found:
        raise AwsError("UnknownOperationException", f"Unknown operation: {header[:200]}")
    return _choose([RequestedOperation(one, JSON) for one in found], request)


def _identify_cbor(request: HttpRequest) -> RequestedOperation:
    matched = re.fullmatch(r"/service/([^/]+)/operation/([^/]+)", request.path)
    if matched:
        services = models.index().by_target_prefix.get(matched[1], ())
        found = _operations(_named_by_client(request, services), matched[2])
        if found:
            return _choose([RequestedOperation(one, CBOR) for one in found], request)
    raise AwsError("UnknownOperationException", f"Unknown operation: {request.path[:200]}", 404)


def _form_value(request: HttpRequest, name: str) -> str:
    form = request.media_type == "application/x-www-form-urlencoded"
    text = request.body.decode("utf-8", "replace") if form and request.body else request.query
    # Most requests do not have it, so the form is decoded only if it can be there.
    if f"{name}=" not in text:
        return ""
    return next((value for key, value in parse_qsl(text) if key == name), "")


def _identify_query(
    request: HttpRequest, action: str, services: tuple[str, ...]
) -> RequestedOperation:
    found = _query_operations(services, action, _form_value(request, "Version"))
    if not found:
        raise AwsError("InvalidAction", f"Could not find operation {action[:200]}")
    return _choose(found, request)


@lru_cache(maxsize=4096)
def _query_operations(
    services: tuple[str, ...], action: str, version: str
) -> tuple[RequestedOperation, ...]:
    found = []
    for service in services:
        metadata = models.service(service).metadata
        if metadata["protocol"] not in (QUERY, EC2) and QUERY not in metadata.get("protocols", ()):
            continue
        if len(services) > 1 and version and version != metadata["apiVersion"]:
            continue
        protocol = EC2 if metadata["protocol"] == EC2 else QUERY
        found += [RequestedOperation(one, protocol) for one in _operations((service,), action)]
    return tuple(found)


def _identify_rest(request: HttpRequest, services: tuple[str, ...]) -> RequestedOperation | None:
    matches = _most_specific(request, models.routes(services).get(request.method, ()))
    if not matches:
        # A bucket can be part of the host name, which routes do not include.
        return None
    if len(matches) > 1:
        matches = _best_fitting(matches, request)
    candidates = [
        RequestedOperation(
            route.operation,
            route.operation.service_model.metadata["protocol"],
            dict(zip(route.labels, map(unquote, values), strict=True)),
        )
        for route, values in matches
    ]
    return _choose(candidates, request)


_Match = tuple[models.Route, tuple[str, ...]]


def _most_specific(request: HttpRequest, routes: Sequence[models.Route]) -> list[_Match]:
    """The most specific routes that match a request; all of them are equally specific."""
    query = dict(request.parameters)
    found: list[_Match] = []
    for route in routes:
        if found and route.specificity != found[0][0].specificity:
            break
        if not route.query.keys() <= query.keys():
            continue
        matched = route.path.fullmatch(request.path)
        if matched is not None and _query_holds(route, query):
            found.append((route, matched.groups()))
    return found


def _best_fitting(matches: Sequence[_Match], request: HttpRequest) -> list[_Match]:
    """Of equally specific routes, those whose operations fit the request best.

    Required parameters tell operations apart (S3's parts of an upload); if they are missing for all
    of them, the contract reports it. Paths of services that share a signing name, but not a host
    name, can differ by a slash only. A deprecated operation has the same route as the current one.
    """
    given = {
        *(name for name, _ in request.parameters),
        *(f"header:{name}" for name in request.headers),
    }

    def fit(route: models.Route) -> tuple[bool, int, bool]:
        slash = route.ends_in_slash == request.path.endswith("/")
        return route.required <= given, len(route.required), slash

    best = max(fit(route) for route, _ in matches)
    found = [match for match in matches if fit(match[0]) == best]
    return sorted(found, key=lambda match: match[0].operation.deprecated)


def _query_holds(route: models.Route, query: Mapping[str, str]) -> bool:
    return all(value in ("", query[key]) for key, value in route.query.items())


def unmatched(request: HttpRequest, scope: SigningScope) -> AwsError | None:
    """The error for a signed REST request that is not an operation; None if it may be forwarded."""
    services = models.index().by_signing_name.get(scope.signing_name, ())
    if not services or "s3" in services or "execute-api" in scope.signing_name:
        return None
    path = request.path.rstrip("/")
    for of_method in models.routes(services).values():
        if path and any(route.path.fullmatch(path) for route in of_method):
            return None
    return AwsError(
        "UnknownOperationException",
        f"{scope.signing_name} has no operation {request.method} {request.path[:200]}",
        404,
    )
