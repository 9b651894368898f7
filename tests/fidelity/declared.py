"""The errors that botocore's models declare, and the requests that get them.

The operations are those that Terraform, the command, the page and the guide call, from the
recording in docs/operations.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from botocore.model import OperationModel, Shape, StructureShape

from terraform_scenarios.gateway import models
from terraform_scenarios.gateway.faults import declared_errors

from ..yaml_files import read_yaml

_FOLDER = Path(__file__).parent
_RECORDED = _FOLDER.parents[1] / "docs" / "operations.json"
# The services for which every declared error that a request can cause has a request here.
SERVICES = (
    "cognito-idp",
    "cognito-identity",
    "sesv2",
    "sns",
    "pinpoint-sms-voice-v2",
    "iam",
)
_MALFORMED = {
    "InvalidParameterException",
    "BadRequestException",
    "ValidationException",
}
_MISSING = {
    "ResourceNotFoundException",
    "NotFoundException",
    "ResourceNotFound",
    "NotFound",
    "NoSuchEntity",
}
# A value of each identifier that no resource has.
_ABSENT = {
    "UserPoolId": "eu-central-1_ZZZZZZZZZ",
    "ClientId": "z" * 26,
    "Domain": "absent",
    "EmailIdentity": "absent.example.com",
    "ConfigurationSetName": "absent",
    "OptOutListName": "absent",
    "IdentityPoolId": "eu-central-1:00000000-0000-4000-8000-000000000000",
    "RoleName": "absent",
    "TopicArn": "arn:aws:sns:${region}:${account}:absent",
}


@dataclass(frozen=True)
class Request:
    """A request, with what it needs before it."""

    call: str
    parameters: Mapping[str, Any]
    given: tuple[Mapping[str, Any], ...] = ()
    manual: str = ""
    """A method of tests.fidelity.test_declared_errors.MANUAL, called right before the request."""


@dataclass(frozen=True)
class Reached:
    """A declared error, and the request that gets it.

    Attributes:
        how: `request` (it breaks a rule, or something does not exist), `contract` (its form is
            not valid), or `fault` (it is injected: see explained.yaml for the reason).
    """

    operation: str
    code: str
    how: str
    request: Request | None


def recorded() -> list[str]:
    """The operations in the recording, such as `sns.Publish`, and those with a request here."""
    by_user = json.loads(_RECORDED.read_text(encoding="utf-8"))
    return sorted({name for names in by_user.values() for name in names} | set(_requests()))


def model(name: str) -> OperationModel:
    """The model of an operation."""
    service, _, operation = name.partition(".")
    return models.service(service).operation_model(operation)


def base(name: str) -> Request:
    """The request of an operation that passes."""
    entry = _requests()[name]
    return Request(name, entry["with"], tuple(entry.get("given", ())), entry.get("manual", ""))


def reached(name: str) -> Iterator[Reached]:
    """Each error that is declared for an operation, with the request that gets it."""
    entry = _requests().get(name)
    for code in sorted(declared_errors(model(name))):
        if entry is None:
            yield Reached(name, code, "fault", None)
        elif code in entry.get("errors", {}):
            yield Reached(name, code, "request", _changed(base(name), entry["errors"][code]))
        elif code in _MISSING and (missing := _absent(entry)):
            yield Reached(name, code, "request", _changed(base(name), {"with": missing}))
        elif code in _MALFORMED and (broken := _broken(model(name), entry["with"])):
            yield Reached(name, code, "contract", _changed(base(name), {"with": broken}))
        else:
            yield Reached(name, code, "fault", None)


def explanation(name: str, code: str) -> str:
    """Why an error that is only injected has no request that causes it."""
    service = name.partition(".")[0]
    by_code = _explained()
    found = by_code.get(f"{name}: {code}") or by_code.get(f"{service}: {code}") or by_code.get(code)
    return found or ""


@lru_cache(maxsize=1)
def _requests() -> dict[str, Any]:
    found = read_yaml(_FOLDER / "requests.yaml")
    return {name: entry for name, entry in found.items() if not name.startswith("_")}


@lru_cache(maxsize=1)
def _explained() -> dict[str, str]:
    found: dict[str, str] = read_yaml(_FOLDER / "explained.yaml")
    return found


def _changed(request: Request, change: Mapping[str, Any]) -> Request:
    parameters = {**request.parameters, **change.get("with", {})}
    return Request(
        request.call,
        {key: value for key, value in parameters.items() if value is not None},
        (*request.given, *change.get("given", ())),
        change.get("manual", request.manual),
    )


def _absent(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a request with one of its resources replaced by one that is not there."""
    if "missing" in entry:
        found: dict[str, Any] = entry["missing"]
        return found
    parameters = entry["with"]
    if "ResourceArn" in parameters:
        return {"ResourceArn": parameters["ResourceArn"] + "0"}
    for name in ("ClientId", *_ABSENT):
        if name in parameters:
            return {name: _ABSENT[name]}
    return {}


def _broken(operation: OperationModel, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter that the operation's model does not allow."""
    shape = operation.input_shape
    # In the query protocol, the code for a malformed parameter is not among the declared ones.
    if shape is None or operation.service_model.metadata["protocol"] == "query":
        return {}
    for name in shape.required_members:
        if name in parameters and "location" not in shape.members[name].serialization:
            return {name: None}
    for name, member in shape.members.items():
        value = _invalid(member)
        if value is not None and "location" not in member.serialization:
            return {name: value}
    return {}


def _invalid(shape: Shape) -> Any:
    limits = shape.metadata
    if shape.type_name == "string" and getattr(shape, "enum", None):
        return "NO_SUCH_VALUE"
    if shape.type_name == "string" and "max" in limits and limits["max"] < 10_000:
        return "x" * (limits["max"] + 1)
    if shape.type_name in ("integer", "long") and "min" in limits:
        return limits["min"] - 1
    if shape.type_name == "list":
        member = _invalid(shape.member)  # type: ignore[attr-defined]
        return None if member is None else [member]
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            value = _invalid(member)
            if value is not None:
                return {name: value}
    return None
