"""Resources whose name the configuration sets.

If one of them exists and is not in the state, each apply fails, because AWS refuses a second one
with this name. The others that the module creates need no entry: creating them again succeeds
(topics, alarms, risk settings, associations), or makes a second one (see `doubled_pools`).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..answers import mapping
from ..calls import (
    DESCRIBE_IDENTITY_PROVIDER,
    DESCRIBE_LOG_GROUPS,
    DESCRIBE_OPT_OUT_LISTS,
    DESCRIBE_RESOURCE_SERVER,
    DESCRIBE_USER_POOL_DOMAIN,
    GET_CONFIGURATION_SET,
    GET_DEDICATED_IP_POOL,
    GET_EMAIL_IDENTITY,
    GET_EVENT_DESTINATIONS,
    GET_FUNCTION_POLICY,
    GET_GROUP,
    GET_IDENTITY_POLICIES,
    GET_ROLE_POLICY,
    GET_SMS_ROLE,
    LIST_RECORDS,
)
from .lookup import Lookup
from .picture import Creation, Picture, Values


@dataclass(frozen=True)
class Found:
    """Something that exists under the name that Terraform wants to create.

    Attributes:
        doubt: why it may not be what Terraform has created; empty if there is no such reason.
    """

    doubt: str = ""


Search = Callable[[Lookup, str | None, Values], Awaitable[Found | None]]


@dataclass(frozen=True)
class Named:
    """One type of resource.

    Attributes:
        import_id: the ID for `terraform import`, as a format of the attributes.
        search: looks for it; raises KeyError if an attribute that it needs is not known yet.
        parent: the type and attribute of the resource that it is a part of, if any, and the own
            attribute that names it.
    """

    import_id: str
    search: Search
    parent: tuple[str, str, str] | None = None


async def find_named(look: Lookup, picture: Picture, wanted: Creation) -> tuple[str, Found] | None:
    """The import ID of what exists under the name of a creation; None if there is nothing."""
    kind = NAMED.get(wanted.type)
    if kind is None:
        return None
    try:
        import_id = kind.import_id.format_map(wanted.values)
        found = await kind.search(look, wanted.region, wanted.values)
    except KeyError:
        return None  # its name, or that of its parent, does not exist yet
    if found is None or import_id in _ids_in_state(kind, picture, wanted.type):
        return None
    if kind.parent and not found.doubt:
        parent_type, attribute, own = kind.parent
        parent = wanted.values[own]
        if any(one.values.get(attribute) == parent for one in picture.to_create(parent_type)):
            return None  # found again once its parent is in the state
        if all(one.values.get(attribute) != parent for one in picture.of_type(parent_type)):
            found = Found(f"{parent} is not in this state")
    return import_id, found


def _ids_in_state(kind: Named, picture: Picture, resource_type: str) -> set[str]:
    """The import IDs of what the state has: what is there is not lost, only replaced."""
    has = (one for one in (*picture.resources, *picture.deposed) if one.type == resource_type)
    return {kind.import_id.format_map(one.values) for one in has}


def _tags(answer: Mapping[str, Any]) -> dict[str, str]:
    tags = answer.get("Tags") or answer.get("tags") or []
    if isinstance(tags, Mapping):
        return dict(tags)
    return {one["Key"]: one["Value"] for one in tags}


def _with_tags(found: Mapping[str, Any], values: Values) -> Found:
    """Terraform creates these with their tags in one call, so other tags mean another creator."""
    wanted = values.get("tags_all") or values.get("tags") or {}
    has = _tags(found)
    if has == dict(wanted):
        return Found()
    shown = ", ".join(f"{key}={value}" for key, value in sorted(has.items())) or "none"
    return Found(f"it has other tags ({shown})")


async def _identity(look: Lookup, region: str | None, values: Values) -> Found | None:
    found = await look.ask(GET_EMAIL_IDENTITY, region, EmailIdentity=values["email_identity"])
    return None if found is None else _with_tags(found, values)


async def _configuration_set(look: Lookup, region: str | None, values: Values) -> Found | None:
    name = values["configuration_set_name"]
    found = await look.ask(GET_CONFIGURATION_SET, region, ConfigurationSetName=name)
    return None if found is None else _with_tags(found, values)


async def _event_destination(look: Lookup, region: str | None, values: Values) -> Found | None:
    name = values["configuration_set_name"]
    answer = await look.ask(GET_EVENT_DESTINATIONS, region, ConfigurationSetName=name)
    names = [one["Name"] for one in (answer or {}).get("EventDestinations", [])]
    return Found() if values["event_destination_name"] in names else None


async def _dedicated_ip_pool(look: Lookup, region: str | None, values: Values) -> Found | None:
    found = await look.ask(GET_DEDICATED_IP_POOL, region, PoolName=values["pool_name"])
    mode = mapping((found or {}).get("DedicatedIpPool")).get("ScalingMode")
    if mode is None:
        return None
    wanted = values.get("scaling_mode") or mode
    return Found() if wanted == mode else Found(f"its scaling mode is {mode}")


async def _identity_policy(look: Lookup, region: str | None, values: Values) -> Found | None:
    answer = await look.ask(GET_IDENTITY_POLICIES, region, EmailIdentity=values["email_identity"])
    return Found() if values["policy_name"] in mapping((answer or {}).get("Policies")) else None


async def _group(look: Lookup, region: str | None, values: Values) -> Found | None:
    pool, name = values["user_pool_id"], values["name"]
    found = await look.ask(GET_GROUP, region, UserPoolId=pool, GroupName=name)
    return None if found is None else Found()


async def _resource_server(look: Lookup, region: str | None, values: Values) -> Found | None:
    pool, identifier = values["user_pool_id"], values["identifier"]
    found = await look.ask(DESCRIBE_RESOURCE_SERVER, region, UserPoolId=pool, Identifier=identifier)
    return None if found is None else Found()


async def _identity_provider(look: Lookup, region: str | None, values: Values) -> Found | None:
    pool, name = values["user_pool_id"], values["provider_name"]
    found = await look.ask(DESCRIBE_IDENTITY_PROVIDER, region, UserPoolId=pool, ProviderName=name)
    return None if found is None else Found()


async def _domain(look: Lookup, region: str | None, values: Values) -> Found | None:
    found = await look.ask(DESCRIBE_USER_POOL_DOMAIN, region, Domain=values["domain"])
    owner = mapping((found or {}).get("DomainDescription")).get("UserPoolId")
    if owner is None:
        return None  # AWS answers with an empty description
    if owner != values["user_pool_id"]:
        return Found(f"it belongs to the user pool {owner}")
    return Found()


async def _role(look: Lookup, region: str | None, values: Values) -> Found | None:
    found = await look.ask(GET_SMS_ROLE, region, RoleName=values["name"])
    return None if found is None else _with_tags(found["Role"], values)


async def _role_policy(look: Lookup, region: str | None, values: Values) -> Found | None:
    role, name = values["role"], values["name"]
    found = await look.ask(GET_ROLE_POLICY, region, RoleName=role, PolicyName=name)
    return None if found is None else Found()


async def _log_group(look: Lookup, region: str | None, values: Values) -> Found | None:
    name = values["name"]
    answer = await look.ask(DESCRIBE_LOG_GROUPS, region, logGroupNamePrefix=name)
    names = [one["logGroupName"] for one in (answer or {}).get("logGroups", [])]
    return Found() if name in names else None


async def _opt_out_list(look: Lookup, region: str | None, values: Values) -> Found | None:
    name = values["name"]
    answer = await look.ask(DESCRIBE_OPT_OUT_LISTS, region, OptOutListNames=[name])
    return Found() if (answer or {}).get("OptOutLists") else None


async def _permission(look: Lookup, region: str | None, values: Values) -> Found | None:
    name, sid = values["function_name"], values["statement_id"]
    answer = await look.ask(GET_FUNCTION_POLICY, region, FunctionName=name)
    if answer is None:
        return None
    statements = json.loads(answer["Policy"])["Statement"]
    found = next((one for one in statements if one.get("Sid") == sid), None)
    if found is None:
        return None
    conditions = mapping(found.get("Condition")).values()
    sources = {value for one in conditions for value in one.values() if isinstance(value, str)}
    if values.get("source_arn") and values["source_arn"] not in sources:
        return Found("it permits another source")
    return Found()


async def _record(look: Lookup, region: str | None, values: Values) -> Found | None:
    name, kind = values["name"].rstrip(".").lower(), values["type"]
    answer = await look.ask(LIST_RECORDS, region, HostedZoneId=values["zone_id"])
    for one in (answer or {}).get("ResourceRecordSets", []):
        if (one["Name"].rstrip(".").lower(), one["Type"]) == (name, kind):
            has = {value["Value"].strip('"') for value in one.get("ResourceRecords", [])}
            same = has == {value.strip('"') for value in values["records"]}
            return Found() if same else Found(f"it has other values ({', '.join(sorted(has))})")
    return None


_POOL = ("aws_cognito_user_pool", "id", "user_pool_id")
_SET = ("aws_sesv2_configuration_set", "configuration_set_name", "configuration_set_name")
_IDENTITY = ("aws_sesv2_email_identity", "email_identity", "email_identity")

NAMED: Mapping[str, Named] = {
    "aws_sesv2_email_identity": Named("{email_identity}", _identity),
    "aws_sesv2_configuration_set": Named("{configuration_set_name}", _configuration_set),
    "aws_sesv2_configuration_set_event_destination": Named(
        "{configuration_set_name}|{event_destination_name}", _event_destination, _SET
    ),
    "aws_sesv2_dedicated_ip_pool": Named("{pool_name}", _dedicated_ip_pool),
    "aws_sesv2_email_identity_policy": Named(
        "{email_identity}|{policy_name}", _identity_policy, _IDENTITY
    ),
    "aws_cognito_user_group": Named("{user_pool_id}/{name}", _group, _POOL),
    "aws_cognito_resource_server": Named("{user_pool_id}|{identifier}", _resource_server, _POOL),
    "aws_cognito_identity_provider": Named(
        "{user_pool_id}:{provider_name}", _identity_provider, _POOL
    ),
    "aws_cognito_user_pool_domain": Named("{domain}", _domain, _POOL),
    "aws_iam_role": Named("{name}", _role),
    "aws_iam_role_policy": Named("{role}:{name}", _role_policy, ("aws_iam_role", "name", "role")),
    "aws_cloudwatch_log_group": Named("{name}", _log_group),
    "aws_pinpointsmsvoicev2_opt_out_list": Named("{name}", _opt_out_list),
    "aws_lambda_permission": Named("{function_name}/{statement_id}", _permission),
    "aws_route53_record": Named("{zone_id}_{name}_{type}", _record),
}
