"""The resources on a target, as text that is the same for the same configuration."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from terraform_scenarios import Target

# Values that AWS or Terraform generates for each resource.
_GENERATED = re.compile(
    r"us-east-1_\w{9}"  # a pool
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # an external ID
    r"|(?<=-)20\d{24}"  # the end of a name with a prefix
    r"|\b\d{12}\b"  # an account
)
_GENERATED_KEYS = frozenset({"ClientId", "ClientSecret", "RoleId", "ResponseMetadata", "Tokens"})

Inventory = Counter[tuple[str, str]]
"""Number of resources of each kind and configuration."""


def inventory(target: Target) -> Inventory:
    """Count the resources of the kinds that the example creates."""
    return Counter((kind, _plain(found)) for kind, found in _found(target))


def client_secrets(target: Target) -> set[str]:
    """Return the secrets of all app clients."""
    clients = (found for kind, found in _found(target) if kind == "app client")
    return {client["ClientSecret"] for client in clients if "ClientSecret" in client}


def difference(found: Inventory, expected: Inventory) -> str:
    """Describe leftover, missing and different resources; empty if all are as expected."""
    more, less = (Counter(kind for kind, _ in side.elements()) for side in
                  (found - expected, expected - found))  # fmt: skip
    differences = [
        *(f"left over: {kind}" for kind in (more - less).elements()),
        *(f"missing: {kind}" for kind in (less - more).elements()),
        *(f"different: {kind}" for kind in more & less),
    ]
    return ", ".join(sorted(differences))


def _found(target: Target) -> Iterator[tuple[str, dict[str, Any]]]:
    iam, ses, sns, cognito = _clients(target)
    for role in iam.list_roles()["Roles"]:
        if role["Path"].startswith("/aws-service-role/"):
            continue  # created by AWS itself, for all later pools
        name = role["RoleName"]
        policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
        yield "role", iam.get_role(RoleName=name)["Role"]
        for policy in policies:
            yield "role policy", iam.get_role_policy(RoleName=name, PolicyName=policy)
    for identity in ses.list_email_identities()["EmailIdentities"]:
        yield "SES identity", ses.get_email_identity(EmailIdentity=identity["IdentityName"])
    for name in ses.list_configuration_sets()["ConfigurationSets"]:
        yield "configuration set", ses.get_configuration_set(ConfigurationSetName=name)
        events = ses.get_configuration_set_event_destinations(ConfigurationSetName=name)
        for destination in events.get("EventDestinations", ()):
            yield "event destination", destination
    for topic in sns.list_topics()["Topics"]:
        yield "topic", sns.get_topic_attributes(**topic)["Attributes"]
    for summary in cognito.list_user_pools(MaxResults=60)["UserPools"]:
        pool = {"UserPoolId": summary["Id"]}
        yield "user pool", cognito.describe_user_pool(**pool)["UserPool"]
        yield "MFA of the user pool", cognito.get_user_pool_mfa_config(**pool)
        for group in cognito.list_groups(**pool)["Groups"]:
            yield "group", group
        for client in cognito.list_user_pool_clients(**pool, MaxResults=60)["UserPoolClients"]:
            described = cognito.describe_user_pool_client(**pool, ClientId=client["ClientId"])
            yield "app client", described["UserPoolClient"]


@functools.cache
def _clients(target: Target) -> tuple[Any, ...]:
    """Clients for a target, cached because creating them takes longer than their calls."""
    return tuple(map(target.client, ("iam", "sesv2", "sns", "cognito-idp")))


def _plain(found: dict[str, Any]) -> str:
    return _GENERATED.sub("…", json.dumps(_fixed(found), sort_keys=True))


def _fixed(value: Any) -> Any:
    """The value without generated parts."""
    match value:
        case dict():
            return {
                key: _fixed(one)
                for key, one in value.items()
                if key not in _GENERATED_KEYS and not isinstance(one, datetime)
            }
        case list():
            return [_fixed(one) for one in value]
        case _:
            return value
