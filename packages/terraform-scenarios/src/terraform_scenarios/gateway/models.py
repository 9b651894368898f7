"""botocore's service models, indexed by the names and paths that requests carry.

A request names its service by the scope of its signature, by `X-Amz-Target`, or by its path.
Several services can share a signing name (SES and SES v2), so the operation decides between them.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import botocore
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

_HEAD_BYTES = 4096
_METADATA = re.compile(rb'"(signingName|endpointPrefix|targetPrefix|serviceId)"\s*:\s*"([^"]+)"')


@dataclass(frozen=True)
class Index:
    """botocore's services by the names that a request carries."""

    by_signing_name: Mapping[str, tuple[str, ...]]
    by_target_prefix: Mapping[str, tuple[str, ...]]
    by_host: Mapping[str, tuple[str, ...]]
    """By the first part of the host name on AWS: SES and SES v2 are both at `email`."""
    sdk_names: Mapping[str, str]
    """The name of a service in the user agent of an SDK, by botocore's name."""


@lru_cache(maxsize=1)
def index() -> Index:
    """Index every service model in botocore.

    Only the beginning of each file is read: to read 400 complete models takes a hundred times as
    long.
    """
    signing: dict[str, list[str]] = {}
    targets: dict[str, list[str]] = {}
    hosts: dict[str, list[str]] = {}
    sdk_names = {}
    for folder in sorted((Path(botocore.__file__).parent / "data").iterdir()):
        versions = sorted(folder.glob("*/service-2.json*")) if folder.is_dir() else []
        if not versions:
            continue
        head = _head(versions[-1])
        name = head.get("signingName") or head.get("endpointPrefix", folder.name)
        names = signing.setdefault(name, [])
        # Of services that share a signing name, the one that is named like it comes first.
        names.insert(0 if folder.name == name else len(names), folder.name)
        hosts.setdefault(head.get("endpointPrefix", folder.name), []).append(folder.name)
        if "targetPrefix" in head:
            targets.setdefault(head["targetPrefix"], []).append(folder.name)
        sdk_names[folder.name] = sdk_name(head.get("serviceId", folder.name))
    return Index(
        {name: tuple(found) for name, found in signing.items()},
        {prefix: tuple(found) for prefix, found in targets.items()},
        {host: tuple(found) for host, found in hosts.items()},
        sdk_names,
    )


def sdk_name(text: str) -> str:
    """A service ID in the form that all SDKs have in common: `lexmodelsv2` for `Lex Models V2`."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _head(path: Path) -> dict[str, str]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        head = file.read(_HEAD_BYTES)
    return {key.decode(): value.decode() for key, value in _METADATA.findall(head)}


class _Loader(Loader):
    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 (botocore's)
        """The services of the index: listing the folders again is slower than loading a model."""
        return list(index().sdk_names)


@lru_cache(maxsize=64)
def service(name: str) -> ServiceModel:
    """The model of a service, by botocore's name.

    Raises:
        botocore.exceptions.UnknownServiceError: botocore has no such service.
    """
    loader = _Loader(include_default_search_paths=True)
    return ServiceModel(loader.load_service_model(name, "service-2"), name)


@lru_cache(maxsize=64)
def complete_service(name: str) -> str:
    """Of the services with the same host name as a service, the one with the most operations.

    They are one API on AWS, and it is the complete one: Neptune and DocumentDB are parts of RDS,
    and SES v2 has all that SES has.
    """
    of_host = index().by_host.get(service(name).endpoint_prefix, (name,))
    return max(of_host, key=lambda one: len(service(one).operation_names))


@lru_cache(maxsize=4096)
def operation(service_name: str, operation_name: str) -> OperationModel | None:
    """The model of an operation, or None if the service has no such operation."""
    model = service(service_name)
    if operation_name not in model.operation_names:
        return None
    return model.operation_model(operation_name)


# Kinds of path segments, from the least to the most specific.
_GREEDY, _LABEL, _LITERAL = range(3)
_LABELS = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class Route:
    """The HTTP method, path and query of a REST operation."""

    operation: OperationModel
    path: re.Pattern[str]
    labels: tuple[str, ...]
    query: Mapping[str, str]
    """What the query must contain; an empty value stands for any value."""
    required: frozenset[str]
    """Other required query parameters and headers, the headers as `header:name`."""
    segments: tuple[int, ...]
    """The kind of each segment of the path."""
    ends_in_slash: bool

    @property
    def service(self) -> str:
        """botocore's name of the service."""
        return self.operation.service_model.service_name

    @property
    def specificity(self) -> tuple[tuple[int, ...], int]:
        """Of two routes that match a request, the one with the greater specificity applies.

        As in Smithy's "URI conflicts": the first segment in which the two differ decides, then the
        number of query parameters.
        """
        return self.segments, len(self.query)


# AWS answers these operations on more paths than botocore's model has. Other SDKs, among them the
# SDK for Go in Terraform's provider, use other paths.
_OTHER_URIS = {
    ("sesv2", "PutEmailIdentityDkimSigningAttributes"): (
        "/v1/email/identities/{EmailIdentity}/dkim/signing",
    ),
}


@lru_cache(maxsize=64)
def routes(services: tuple[str, ...]) -> Mapping[str, tuple[Route, ...]]:
    """The routes of the REST services among these, by HTTP method, the most specific first."""
    found: dict[str, list[Route]] = {}
    for name in services:
        model = service(name)
        if not model.metadata["protocol"].startswith("rest"):
            continue
        for operation_name in model.operation_names:
            operation_model = model.operation_model(operation_name)
            http = operation_model.http
            others = _OTHER_URIS.get((name, operation_name), ())
            for uri in (http["requestUri"], *others):
                found.setdefault(http["method"], []).append(_route(operation_model, uri))
    return {
        method: tuple(sorted(of_method, key=lambda route: route.specificity, reverse=True))
        for method, of_method in found.items()
    }


def _route(model: OperationModel, uri: str) -> Route:
    path, _, query = uri.partition("?")
    stripped = path.rstrip("/")
    pattern = ""
    for text, label in re.findall(r"([^{]*)(?:\{([^}]+)\})?", stripped):
        pattern += re.escape(text)
        if label:
            pattern += "(.+)" if label.endswith("+") else "([^/]+)"
    query_parameters = dict(part.partition("=")[::2] for part in query.split("&") if part)
    required_names = set()
    shape = model.input_shape
    required = {name: shape.members[name] for name in shape.required_members} if shape else {}
    for member in required.values():
        if member.serialization.get("location") == "querystring":
            required_names.add(member.serialization["name"])
        elif member.serialization.get("location") == "header":
            required_names.add("header:" + member.serialization["name"].lower())
    return Route(
        operation=model,
        # A slash at the end of an S3 key belongs to the greedy label before it.
        path=re.compile(pattern + "/*"),
        labels=tuple(label.rstrip("+") for label in _LABELS.findall(stripped)),
        query=query_parameters,
        required=frozenset(required_names - set(query_parameters)),
        segments=tuple(map(_kind, stripped.split("/")[1:])),
        ends_in_slash=path.endswith("/"),
    )


def _kind(segment: str) -> int:
    labels = _LABELS.findall(segment)
    if any(label.endswith("+") for label in labels):
        return _GREEDY
    return _LABEL if labels else _LITERAL
