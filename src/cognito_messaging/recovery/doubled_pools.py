"""Pools and app clients that a broken apply has created, and the next one again.

AWS gives each of them a new ID, or Terraform a new name, so that the second creation succeeds. One
is deleted only if it is certain that it belongs to this root; the reason of each repair says why.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

from ..answers import mapping, text
from ..calls import (
    DELETE_USER_POOL,
    DELETE_USER_POOL_CLIENT,
    DESCRIBE_USER_POOL,
    DESCRIBE_USER_POOL_CLIENT,
    GET_METRIC_STATISTICS,
    LIST_USER_POOL_CLIENTS,
    LIST_USER_POOLS,
    LIST_USERS,
    UPDATE_USER_POOL,
)
from .lookup import Lookup
from .picture import Picture, StateResource
from .proof import holds, is_older, verdict, why_ours
from .repairs import AwsCall, Repair, bring_in

_POOL, _CLIENT = "aws_cognito_user_pool", "aws_cognito_user_pool_client"
_OF_ONE_CLIENT = ("ClientId", "ClientSecret", "CreationDate", "LastModifiedDate")
# DG, "Viewing quotas and usage in CloudWatch": metrics of one client.
_USES = ("SignUpSuccesses", "SignInSuccesses", "TokenRefreshSuccesses", "FederationSuccesses")
_METRIC_DAYS = 455  # how long CloudWatch keeps metrics


async def find_pools_and_clients(look: Lookup, picture: Picture) -> list[Repair]:
    """A repair for each pool and client that exists twice, or waits to be imported."""
    repairs = [repair async for repair in _pools(look, picture)]
    return repairs + [repair async for repair in _clients(look, picture)]


async def _pools(look: Lookup, picture: Picture) -> AsyncIterator[Repair]:
    wanted: dict[tuple[str, str], list[str]] = {}
    kept: dict[tuple[str, str], StateResource] = {}
    for creation in picture.to_create(_POOL):
        region = creation.region or look.region
        wanted.setdefault((region, str(creation.values.get("name"))), []).append(creation.address)
    for pool in picture.of_type(_POOL):
        kept[(pool.region or look.region, pool.values["name"])] = pool
    known = picture.ids(_POOL)
    for region in sorted({region for region, _ in (*wanted, *kept)}):
        answer = await look.ask(LIST_USER_POOLS, region, MaxResults=60)
        others = [one for one in (answer or {}).get("UserPools", []) if one["Id"] not in known]
        for name in sorted({name for at, name in (*wanted, *kept) if at == region}):
            named = [one["Id"] for one in others if one["Name"] == name]
            addresses = wanted.get((region, name), [])
            for pool_id in named:
                answer = await look.ask(DESCRIBE_USER_POOL, region, UserPoolId=pool_id)
                if answer is None:
                    continue
                described = mapping(answer["UserPool"])
                ours = holds(described, picture.random_values)
                if addresses:
                    yield bring_in(
                        addresses[0], pool_id,
                        f"The user pool {pool_id} exists and is not in the state. "
                        + why_ours(ours),
                        proved=ours and len(named) == len(addresses) == 1,
                    )  # fmt: skip
                else:
                    yield await _double_pool(look, region, described, kept[(region, name)], ours)


async def _double_pool(
    look: Lookup, region: str, pool: Mapping[str, Any], kept: StateResource, ours: bool
) -> Repair:
    pool_id = pool["Id"]
    other = await look.ask(DESCRIBE_USER_POOL, region, UserPoolId=kept.values["id"])
    doubts = [
        *([] if ours else ["nothing in it belongs to this root only"]),
        *([] if await _has_no_users(look, region, pool) else ["it may have users"]),
        *([f"its domain is {pool['Domain']}"] if text(pool.get("Domain")) else []),
        *([] if is_older(pool, mapping((other or {}).get("UserPool"))) else ["it is not older"]),
    ]
    calls = []
    if pool.get("DeletionProtection") == "ACTIVE":
        # UpdateUserPool resets what it is not given, and refuses to drop a verification that
        # another setting needs (aws-nuke#477).
        verified = pool.get("AutoVerifiedAttributes") or []
        parameters = {"UserPoolId": pool_id, "DeletionProtection": "INACTIVE"}
        if verified:
            parameters |= {"AutoVerifiedAttributes": list(verified)}
        calls.append(AwsCall(UPDATE_USER_POOL, region, parameters))
    calls.append(AwsCall(DELETE_USER_POOL, region, {"UserPoolId": pool_id}))
    return Repair(
        tuple(calls),
        f"The user pool {pool_id} has the same name as {kept.address} ({kept.values['id']}), "
        + verdict(doubts, "is older, has no users, and holds a value that Terraform generated "
                   "for this root"),
        not doubts,
    )  # fmt: skip


async def _has_no_users(look: Lookup, region: str, pool: Mapping[str, Any]) -> bool:
    if pool.get("EstimatedNumberOfUsers") != 0:
        return False
    # The estimate may be late (API, UserPoolType), so that it is no proof.
    users = await look.ask(LIST_USERS, region, UserPoolId=pool["Id"])
    return users is not None and not users.get("Users")


async def _clients(look: Lookup, picture: Picture) -> AsyncIterator[Repair]:
    known = picture.ids(_CLIENT)
    for pool in picture.of_type(_POOL):
        pool_id, region = pool.values["id"], pool.region or look.region
        kept = {one.values["name"]: one for one in picture.of_type(_CLIENT)
                if one.values.get("user_pool_id") == pool_id}  # fmt: skip
        wanted = {one.values.get("name"): one for one in picture.to_create(_CLIENT)
                  if one.values.get("user_pool_id") == pool_id}  # fmt: skip
        if not kept and not wanted:
            continue
        answer = await look.ask(LIST_USER_POOL_CLIENTS, region, UserPoolId=pool_id, MaxResults=60)
        listed = (answer or {}).get("UserPoolClients", [])
        others = [one for one in listed if one["ClientId"] not in known]
        for one in others:
            name, client_id = one.get("ClientName"), one["ClientId"]
            if name in wanted:
                alone = sum(other.get("ClientName") == name for other in others) == 1
                yield bring_in(
                    wanted[name].address, f"{pool_id}/{client_id}",
                    f"The app client {client_id} exists in {pool.address} and is not in the state.",
                    proved=alone,
                )  # fmt: skip
            elif name in kept:
                yield await _double_client(look, region, pool_id, client_id, kept[name])


async def _double_client(
    look: Lookup, region: str, pool_id: str, client_id: str, kept: StateResource
) -> Repair:
    one = await _described_client(look, region, pool_id, client_id)
    other = await _described_client(look, region, pool_id, kept.values["id"])
    doubts = [
        *([] if one and _settings(one) == _settings(other) else ["its settings differ"]),
        *([] if is_older(one, other) else ["it is not older"]),
        *([] if one.get("LastModifiedDate") == one.get("CreationDate")
          else ["it was changed after its creation"]),
        *([] if await _unused(look, region, pool_id, client_id) else ["it may be in use"]),
    ]  # fmt: skip
    return Repair(
        (AwsCall(DELETE_USER_POOL_CLIENT, region,
                 {"UserPoolId": pool_id, "ClientId": client_id}),),
        f"The app client {client_id} has the same name as {kept.address} ({kept.values['id']}), "
        + verdict(doubts, "is older, has the same settings, was never changed and never used"),
        not doubts,
    )  # fmt: skip


async def _described_client(
    look: Lookup, region: str, pool_id: str, client_id: str
) -> Mapping[str, Any]:
    answer = await look.ask(
        DESCRIBE_USER_POOL_CLIENT, region, UserPoolId=pool_id, ClientId=client_id
    )
    return mapping((answer or {}).get("UserPoolClient"))


async def _unused(look: Lookup, region: str, pool_id: str, client_id: str) -> bool:
    """Whether CloudWatch has counted no sign-up, sign-in or token for a client."""
    for metric in _USES:
        answer = await look.ask(
            GET_METRIC_STATISTICS,
            region,
            Namespace="AWS/Cognito",
            MetricName=metric,
            Dimensions=[
                {"Name": "UserPool", "Value": pool_id},
                {"Name": "UserPoolClient", "Value": client_id},
            ],
            StartTime=look.aws.now - timedelta(days=_METRIC_DAYS),
            EndTime=look.aws.now + timedelta(days=1),
            Period=86_400,
            Statistics=["Sum"],
        )
        if answer is None or any(point.get("Sum") for point in answer.get("Datapoints", [])):
            return False
    return True


def _settings(client: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in client.items() if name not in _OF_ONE_CLIENT}
