"""What the sms-voice supplements share: resources with ARNs, and the error if one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from ..errors import AwsError
from ..plugins import SupplementCall

Resource: TypeAlias = dict[str, Any]


def arn(call: SupplementCall, kind: str, name: str) -> str:
    """The ARN of a resource in the account and region of a call."""
    return f"arn:aws:sms-voice:{call.region}:{call.account}:{kind}/{name}"


def resource_name(name_or_arn: str) -> str:
    """The name or ID of a resource."""
    return name_or_arn.rpartition("/")[2]


def not_found(kind: str, name: str) -> AwsError:
    """The error for a resource that does not exist."""
    return AwsError(
        "ResourceNotFoundException", f"Resource not found: Resource type={kind}, Resource ID={name}"
    )


def conflict(reason: str) -> AwsError:
    """The error for a request that the state of a resource forbids."""
    message = f"Conflict occurred for the request: {reason}"
    return AwsError("ConflictException", message, members={"Reason": reason})


def invalid(reason: str, about: str) -> AwsError:
    """The error for a request whose parameters do not go together."""
    message = f"Validation failed for the request: {reason}: {about}"
    return AwsError("ValidationException", message, members={"Reason": reason})


def select(resources: Mapping[str, Resource], names: list[str] | None, kind: str) -> list[Resource]:
    """The resources with these names or ARNs; all of them if no names are given.

    Raises:
        AwsError: `ResourceNotFoundException`: one of them does not exist.
    """
    if not names:
        return list(resources.values())
    for name in map(resource_name, names):
        if name not in resources:
            raise not_found(kind, name)
    return [resources[resource_name(name)] for name in names]
