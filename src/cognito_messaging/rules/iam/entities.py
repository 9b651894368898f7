"""What the rules ask about roles, users, groups and policies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, RuleContext

from ...facts.policies import Document

# The parameter that names the entity of a call, and the operation that reads the entity.
_READS = {
    "RoleName": "GetRole",
    "UserName": "GetUser",
    "GroupName": "GetGroup",
    "PolicyArn": "GetPolicy",
}
_CREATES = ("CreateRole", "CreatePolicy", "CreateUser", "CreateGroup")
AWS_MANAGED = ":iam::aws:policy/"


async def find(context: RuleContext, operation: str, **parameters: Any) -> Mapping[str, Any] | None:
    """An answer of IAM; None if the entity does not exist."""
    try:
        return await context.ask("iam", operation, **parameters)
    except AwsError as error:
        if error.code != "NoSuchEntity":
            raise
        return None


async def exists(call: ApiCall, context: RuleContext) -> bool:
    """Whether the entity that a call changes exists; true for a call that creates one."""
    if call.operation in _CREATES:
        return True
    name = next(key for key in _READS if key in call.parameters)
    return await find(context, _READS[name], **{name: call.parameters[name]}) is not None


async def pages(
    context: RuleContext, operation: str, key: str, **parameters: Any
) -> AsyncIterator[Any]:
    """The entries of all pages of a list."""
    marker: dict[str, str] = {}
    while True:
        answer = await context.ask("iam", operation, **parameters, **marker)
        for one in answer[key]:
            yield one
        if not answer.get("IsTruncated") or not answer.get("Marker"):
            return
        marker = {"Marker": answer["Marker"]}


async def inline_policies(context: RuleContext, kind: str, name: str) -> dict[str, Document]:
    """The inline policies of a role, user or group, by name.

    Args:
        context: the context of the call.
        kind: `Role`, `User` or `Group`.
        name: the name of the entity.

    Raises:
        AwsError: the entity does not exist.
    """
    entity = {f"{kind}Name": name}
    found = {}
    async for policy in pages(context, f"List{kind}Policies", "PolicyNames", **entity):
        answer = await context.ask("iam", f"Get{kind}Policy", **entity, PolicyName=policy)
        found[policy] = answer["PolicyDocument"]
    return found


async def attached_policies(context: RuleContext, role: str) -> list[str]:
    """The ARNs of the managed policies of a role.

    Raises:
        AwsError: the role does not exist.
    """
    listed = pages(context, "ListAttachedRolePolicies", "AttachedPolicies", RoleName=role)
    return [one["PolicyArn"] async for one in listed]


async def managed_policy(context: RuleContext, arn: str) -> Document | None:
    """The document of a managed policy; None if the emulator does not have it."""
    answer = await find(context, "GetPolicy", PolicyArn=arn)
    if answer is None:
        return None
    version = answer["Policy"]["DefaultVersionId"]
    found = await find(context, "GetPolicyVersion", PolicyArn=arn, VersionId=version)
    document: Document | None = found["PolicyVersion"]["Document"] if found else None
    return document


@dataclass(frozen=True)
class PoliciesOfRole:
    """The policies of a role.

    Attributes:
        documents: the inline and managed ones that can be read.
        complete: whether these are all; the emulator does not have each managed policy of AWS.
        boundary: the permissions boundary; None without one, and if it cannot be read.
    """

    documents: tuple[Document, ...]
    complete: bool
    boundary: Document | None


async def policies_of_role(context: RuleContext, role: Mapping[str, Any]) -> PoliciesOfRole:
    """Read the policies of a role.

    Args:
        context: asks the upstream.
        role: as GetRole shows it.

    Raises:
        AwsError: the role does not exist any more.
    """
    name = role["RoleName"]
    boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    inline, arns = await asyncio.gather(
        inline_policies(context, "Role", name), attached_policies(context, name)
    )
    attached = await asyncio.gather(*(managed_policy(context, arn) for arn in arns))
    return PoliciesOfRole(
        (*inline.values(), *(one for one in attached if one is not None)),
        None not in attached,
        await managed_policy(context, boundary) if boundary else None,
    )
