"""Roles and their policies that a broken apply has created, and the next one again.

AWS gives each of them a new ID, or Terraform a new name, so that the second creation succeeds. One
is deleted only if it is certain that it belongs to this root; the reason of each repair says why.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from ..answers import mapping, text
from ..calls import (
    DELETE_ROLE,
    DELETE_ROLE_POLICY,
    DESCRIBE_USER_POOL,
    GET_ROLE_POLICY,
    GET_SMS_ROLE,
    LIST_ATTACHED_POLICIES,
    LIST_ROLE_POLICIES,
    LIST_ROLES,
    LIST_USER_POOLS,
)
from .lookup import Lookup
from .picture import Picture, StateResource
from .proof import holds, verdict, why_ours
from .repairs import AwsCall, Repair, bring_in

_POOL = "aws_cognito_user_pool"
_ROLE, _ROLE_POLICY = "aws_iam_role", "aws_iam_role_policy"
# What the provider appends to a prefix: the time and a counter (terraform-plugin-sdk, helper/id).
_SUFFIX = re.compile(r"\d{26}")


async def find_roles_and_policies(look: Lookup, picture: Picture) -> list[Repair]:
    """A repair for each role and policy that exists twice, or waits to be imported."""
    repairs = [repair async for repair in _role_policies(look, picture)]
    return repairs + [repair async for repair in _roles(look, picture)]


async def _role_policies(look: Lookup, picture: Picture) -> AsyncIterator[Repair]:
    roles = {one.values["name"]: one for one in picture.of_type(_ROLE)}
    for role in roles:
        kept = [one for one in picture.of_type(_ROLE_POLICY) if one.values.get("role") == role]
        wanted = [one for one in picture.to_create(_ROLE_POLICY) if one.values.get("role") == role]
        if not kept and not wanted:
            continue
        answer = await look.ask(LIST_ROLE_POLICIES, RoleName=role)
        known = {one.values.get("name") for one in (*picture.resources, *picture.deposed)
                 if one.type == _ROLE_POLICY and one.values.get("role") == role}  # fmt: skip
        others = [name for name in (answer or {}).get("PolicyNames", []) if name not in known]
        for name in others:
            for creation in wanted:
                if _generated(name, creation.values.get("name_prefix")):
                    yield bring_in(
                        creation.address, f"{role}:{name}",
                        f"The policy {name} of the role {role} exists and is not in the state.",
                        proved=len(others) == 1,
                    )  # fmt: skip
            for policy in kept:
                if not _generated(name, policy.values.get("name_prefix")):
                    continue
                found = await look.ask(GET_ROLE_POLICY, RoleName=role, PolicyName=name)
                same = found is not None and _document(found["PolicyDocument"]) == _document(
                    policy.values["policy"]
                )
                older = name < policy.values["name"]  # the suffix begins with the time
                doubts = [
                    *([] if same else ["its statements differ"]),
                    *([] if older else ["it is not older"]),
                ]
                yield Repair(
                    (_delete_policy(look.region, role, name),),
                    f"The role {role} of this state has the policy {name} beside {policy.address} "
                    f"({policy.values['name']}). It "
                    + verdict(doubts, "is older and has the same statements"),
                    not doubts,
                )


async def _roles(look: Lookup, picture: Picture) -> AsyncIterator[Repair]:
    kept = [one for one in picture.of_type(_ROLE) if text(one.values.get("name_prefix"))]
    wanted = [one for one in picture.to_create(_ROLE) if text(one.values.get("name_prefix"))]
    if not kept and not wanted:
        return
    known = {one.values.get("name") for one in (*picture.resources, *picture.deposed)
             if one.type == _ROLE}  # fmt: skip
    answer = await look.ask(LIST_ROLES)
    others = [one for one in (answer or {}).get("Roles", []) if one["RoleName"] not in known]
    for listed in others:
        name = listed["RoleName"]
        creation = next((c for c in wanted if _generated(name, c.values["name_prefix"])), None)
        sibling = next((k for k in kept if _generated(name, k.values["name_prefix"])), None)
        if creation is None and sibling is None:
            continue
        role = mapping((await look.ask(GET_SMS_ROLE, RoleName=name) or {}).get("Role"))
        ours = holds(role, picture.random_values)
        if creation is not None:
            rivals = [one for one in others
                      if _generated(one["RoleName"], creation.values["name_prefix"])]  # fmt: skip
            yield bring_in(
                creation.address, name,
                f"The role {name} exists and is not in the state. " + why_ours(ours),
                proved=ours and len(rivals) == 1,
            )  # fmt: skip
        elif sibling is not None:
            yield await _double_role(look, picture, role, sibling, ours)


async def _double_role(
    look: Lookup, picture: Picture, role: Mapping[str, Any], kept: StateResource, ours: bool
) -> Repair:
    name = role.get("RoleName", "")
    policies = await look.ask(LIST_ROLE_POLICIES, RoleName=name)
    attached = await look.ask(LIST_ATTACHED_POLICIES, RoleName=name)
    users = await _pools_with_role(look, picture, str(role.get("Arn")))
    used = mapping(role.get("RoleLastUsed")).get("LastUsedDate")
    doubts = [
        *([] if ours else ["its trust policy has nothing that belongs to this root only"]),
        *([] if name < kept.values["name"] else ["it is not older"]),
        *(["it has been used"] if used else []),
        *([f"the pool {pool} sends with it" for pool in users]),
        *([] if policies is not None and attached is not None
          and not attached.get("AttachedPolicies") else ["it may have managed policies"]),
    ]  # fmt: skip
    inline = (policies or {}).get("PolicyNames", [])
    return Repair(
        (*(_delete_policy(look.region, name, policy) for policy in inline),
         AwsCall(DELETE_ROLE, look.region, {"RoleName": name})),
        f"The role {name} has the same prefix as {kept.address} ({kept.values['name']}), "
        + verdict(doubts, "is older, was never used, and trusts the external ID that Terraform "
                   "generated for this root"),
        not doubts,
    )  # fmt: skip


async def _pools_with_role(look: Lookup, picture: Picture, arn: str) -> list[str]:
    """The pools, in the regions of this root, that send SMS with a role."""
    regions = {one.region or look.region for one in picture.of_type(_POOL)} | {look.region}
    found = []
    for region in sorted(regions):
        answer = await look.ask(LIST_USER_POOLS, region, MaxResults=60)
        for one in (answer or {}).get("UserPools", []):
            pool = await look.ask(DESCRIBE_USER_POOL, region, UserPoolId=one["Id"])
            if arn in json.dumps(pool, default=str):
                found.append(one["Id"])
    return found


def _delete_policy(region: str, role: str, policy: str) -> AwsCall:
    parameters = {"RoleName": role, "PolicyName": policy}
    return AwsCall(DELETE_ROLE_POLICY, region, parameters)


def _generated(name: str, prefix: object) -> bool:
    """Whether the provider has made a name from a prefix."""
    return (
        isinstance(prefix, str)
        and name.startswith(prefix)
        and bool(_SUFFIX.fullmatch(name.removeprefix(prefix)))
    )


def _document(policy: object) -> object:
    return json.loads(policy) if isinstance(policy, str) else policy
