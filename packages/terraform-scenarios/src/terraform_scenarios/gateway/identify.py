"""Which operation a request asks for, by its signature's scope, its headers and its path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from botocore.model import OperationModel

from terraform_scenarios.gateway import contract, models, parse
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

_SDK_NAMES = re.compile(r"(?<!\S)api/([^#\s]+)")


def identify(request: HttpRequest, scope: Scope) -> Target | None:
    """Which operation a request asks for; None if it is no AWS API call at all.

    Raises:
        AwsError: it names a service and an operation that the service does not have.
    """
    header = request.headers.get("x-amz-target", "")
    if header:
        return _identify_json(request, header)
    if request.headers.get("smithy-protocol", "").lower() == "rpc-v2-cbor":
        return _identify_cbor(request)
    services = _asked(request, models.index().by_signing_name.get(scope.signing_name, ()))
    if not services:
        return None
    action = _form_value(request, "Action")
    if action:
        return _identify_query(request, action, services)
    return _identify_rest(request, services)


def _asked(request: HttpRequest, services: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the services that share a name which the client says it asks, or all.

    AWS knows by the host, and a client of the gateway writes the gateway's there. The SDK for Go,
    so Terraform's provider, names the service in its user agent; boto3 does not.
    """
    if len(services) < 2:
        return services
    said = {
        models.sdk_name(name) for name in _SDK_NAMES.findall(request.headers.get("user-agent", ""))
    }
    named = tuple(one for one in services if models.index().sdk_names[one] in said)
    return named or services


def _chosen(targets: Sequence[Target], request: HttpRequest) -> Target:
    """One of several services' operations: the first whose model takes the request, or the first.

    Services of one host are one API to AWS as well, and the one with most operations is the whole
    of it: RDS, of which Neptune and DocumentDB state parts.
    """
    of_host: dict[str, Target] = {}
    for one in targets:
        host = one.operation.service_model.endpoint_prefix
        if host not in of_host or _size(of_host[host]) < _size(one):
            of_host[host] = one
    found = list(of_host.values())
    if len(found) == 1:
        return found[0]
    return next((one for one in found if _takes(one, request)), found[0])


def _size(target: Target) -> int:
    return len(target.operation.service_model.operation_names)


def _takes(target: Target, request: HttpRequest) -> bool:
    try:
        parameters = parse.read_parameters(target, request)
    except AwsError:
        return False
    return contract.check(target.operation, target.protocol, parameters) is None


def _operations(services: Iterable[str], name: str) -> list[OperationModel]:
    found = (models.operation(service, name) for service in services)
    return [one for one in found if one is not None]


def _identify_json(request: HttpRequest, header: str) -> Target:
    prefix, _, name = header.rpartition(".")
    services = _asked(request, models.index().by_target_prefix.get(prefix, ()))
    found = _operations(services, name)
    if not found:
        raise AwsError("UnknownOperationException", f"Unknown operation: {header[:200]}")
    return _chosen([Target(one, JSON) for one in found], request)


def _identify_cbor(request: HttpRequest) -> Target:
    matched = re.fullmatch(r"/service/([^/]+)/operation/([^/]+)", request.path)
    if matched:
        services = models.index().by_target_prefix.get(matched[1], ())
        found = _operations(_asked(request, services), matched[2])
        if found:
            return _chosen([Target(one, CBOR) for one in found], request)
    raise AwsError("UnknownOperationException", f"Unknown operation: {request.path[:200]}", 404)


def _form_value(request: HttpRequest, name: str) -> str:
    form = "x-www-form-urlencoded" in request.headers.get("content-type", "")
    text = request.body.decode("utf-8", "replace") if form and request.body else request.query
    # The pair is looked for before the whole is decoded: most requests have none.
    if f"{name}=" not in text:
        return ""
    return next((value for key, value in parse_qsl(text) if key == name), "")


def _identify_query(request: HttpRequest, action: str, services: tuple[str, ...]) -> Target:
    found = _query_operations(services, action, _form_value(request, "Version"))
    if not found:
        raise AwsError("InvalidAction", f"Could not find operation {action[:200]}")
    return _chosen(found, request)


@lru_cache(maxsize=4096)
def _query_operations(services: tuple[str, ...], action: str, version: str) -> tuple[Target, ...]:
    found = []
    for service in services:
        metadata = models.service(service).metadata
        if metadata["protocol"] not in (QUERY, EC2) and QUERY not in metadata.get("protocols", ()):
            continue
        if len(services) > 1 and version and version != metadata["apiVersion"]:
            continue
        protocol = EC2 if metadata["protocol"] == EC2 else QUERY
        found += [Target(one, protocol) for one in _operations((service,), action)]
    return tuple(found)


def _identify_rest(request: HttpRequest, services: tuple[str, ...]) -> Target | None:
    matches = _most_specific(request, models.routes(services).get(request.method, ()))
    if not matches:
        # A bucket can stand in the host name, where no route sees it.
        return None
    if len(matches) > 1:
        matches = _telling(matches, request)
    targets = [
        Target(
            route.operation,
            route.operation.service_model.metadata["protocol"],
            dict(zip(route.labels, map(unquote, values), strict=True)),
        )
        for route, values in matches
    ]
    return _chosen(targets, request)


_Match = tuple[models.Route, tuple[str, ...]]


def _most_specific(request: HttpRequest, routes: Sequence[models.Route]) -> list[_Match]:
    """The routes that match a request, none of which is more specific than another."""
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


def _telling(matches: Sequence[_Match], request: HttpRequest) -> list[_Match]:
    """Of routes that are as specific, those whose operations the request speaks for most.

    Required parameters tell operations apart (S3's parts of an upload); where none has all of its
    own, the contract shall say what is missing. Services that share a name, but no host, can differ
    in no more than a slash. A service's deprecated operation takes what its current one does.
    """
    given = {
        *(name for name, _ in request.parameters),
        *(f"header:{name}" for name in request.headers),
    }

    def speaks(route: models.Route) -> tuple[bool, int, bool]:
        slash = route.ends_in_slash == request.path.endswith("/")
        return route.required <= given, len(route.required), slash

    most = max(speaks(route) for route, _ in matches)
    found = [match for match in matches if speaks(match[0]) == most]
    return sorted(found, key=lambda match: match[0].operation.deprecated)


def _query_holds(route: models.Route, query: Mapping[str, str]) -> bool:
    return all(value in ("", query[key]) for key, value in route.query.items())


def unmatched(request: HttpRequest, scope: Scope) -> AwsError | None:
    """The error for a signed REST request that no operation answers to; None for what may pass."""
    services = models.index().by_signing_name.get(scope.signing_name, ())
    if not services or "s3" in services or "execute-api" in scope.signing_name:
        return None
    path = request.path.rstrip("/")
    for of_method in models.routes(services).values():
        if path and any(route.path.fullmatch(path) for route in of_method):
            return None
    return AwsError(
        "UnknownOperationException",
        f"No operation of {scope.signing_name} is {request.method} {request.path[:200]}",
        404,
    )
