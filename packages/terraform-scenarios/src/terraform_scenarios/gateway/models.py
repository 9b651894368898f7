"""Which AWS operation a request is: botocore's service models, found by what the wire tells.

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
_METADATA = re.compile(rb'"(signingName|endpointPrefix|targetPrefix)"\s*:\s*"([^"]+)"')


@dataclass(frozen=True)
class Index:
    """botocore's services by the names that a request carries."""

    by_signing_name: Mapping[str, tuple[str, ...]]
    by_target_prefix: Mapping[str, str]


@lru_cache(maxsize=1)
def index() -> Index:
    """Read the head of every service model that botocore brings.

    The heads only: reading 400 models whole takes a hundred times as long.
    """
    signing: dict[str, list[str]] = {}
    targets: dict[str, str] = {}
    for folder in sorted((Path(botocore.__file__).parent / "data").iterdir()):
        versions = sorted(folder.glob("*/service-2.json*")) if folder.is_dir() else []
        if not versions:
            continue
        head = _head(versions[-1])
        name = head.get("signingName") or head.get("endpointPrefix", folder.name)
        names = signing.setdefault(name, [])
        # The service that bears the signing name goes first among those that share it.
        names.insert(0 if folder.name == name else len(names), folder.name)
        if "targetPrefix" in head:
            targets.setdefault(head["targetPrefix"], folder.name)
    return Index({name: tuple(found) for name, found in signing.items()}, targets)


def _head(path: Path) -> dict[str, str]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        head = file.read(_HEAD_BYTES)
    return {key.decode(): value.decode() for key, value in _METADATA.findall(head)}


@lru_cache(maxsize=64)
def service(name: str) -> ServiceModel:
    """The model of a service by botocore's name for it.

    Raises:
        botocore.exceptions.UnknownServiceError: botocore has none.
    """
    loader = Loader(include_default_search_paths=True)
    return ServiceModel(loader.load_service_model(name, "service-2"), name)


@lru_cache(maxsize=4096)
def operation(service_name: str, operation_name: str) -> OperationModel | None:
    """The model of an operation, or None where the service has no such operation."""
    model = service(service_name)
    if operation_name not in model.operation_names:
        return None
    return model.operation_model(operation_name)


@dataclass(frozen=True)
class Route:
    """How a REST operation appears on the wire."""

    operation: str
    path: re.Pattern[str]
    labels: tuple[str, ...]
    query: Mapping[str, str]
    """What the query must hold; an empty value stands for any."""
    required: frozenset[str]
    """What the operation's model demands of query and headers besides, headers as `header:name`."""
    literal_length: int

    @property
    def rank(self) -> tuple[int, int]:
        """The more a route demands, the earlier it is tried."""
        return (len(self.query) + len(self.required), self.literal_length)


# AWS answers these operations on more paths than botocore's model has. Other SDKs, among them the
# one that Terraform's provider is built with, use the path of their own model.
_OTHER_URIS = {
    ("sesv2", "PutEmailIdentityDkimSigningAttributes"): (
        "/v1/email/identities/{EmailIdentity}/dkim/signing",
    ),
}


@lru_cache(maxsize=64)
def routes(service_name: str) -> Mapping[str, tuple[Route, ...]]:
    """A REST service's routes by HTTP method, the most demanding first."""
    model = service(service_name)
    found: dict[str, list[Route]] = {}
    for name in model.operation_names:
        operation_model = model.operation_model(name)
        http = operation_model.http
        for uri in (http["requestUri"], *_OTHER_URIS.get((service_name, name), ())):
            found.setdefault(http["method"], []).append(_route(operation_model, uri))
    return {
        method: tuple(sorted(of_method, key=lambda route: route.rank, reverse=True))
        for method, of_method in found.items()
    }


def _route(model: OperationModel, uri: str) -> Route:
    path, _, query = uri.partition("?")
    labels: list[str] = []
    pattern = ""
    for text, label in re.findall(r"([^{]*)(?:\{([^}]+)\})?", path.rstrip("/")):
        pattern += re.escape(text)
        if label:
            labels.append(label.rstrip("+"))
            pattern += "(.+)" if label.endswith("+") else "([^/]+)"
    wanted = dict(part.partition("=")[::2] for part in query.split("&") if part)
    demanded = set()
    shape = model.input_shape
    required = {name: shape.members[name] for name in shape.required_members} if shape else {}
    for member in required.values():
        if member.serialization.get("location") == "querystring":
            demanded.add(member.serialization["name"])
        elif member.serialization.get("location") == "header":
            demanded.add("header:" + member.serialization["name"].lower())
    literal = re.sub(r"\{[^}]+\}", "", path)
    return Route(
        operation=model.name,
        path=re.compile(pattern + "/?"),
        labels=tuple(labels),
        query=wanted,
        required=frozenset(demanded - set(wanted)),
        literal_length=len(literal),
    )
