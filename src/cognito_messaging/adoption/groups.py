"""Groups of users, and the scopes of APIs."""

from __future__ import annotations

from .. import hcl
from ..answers import mapping, text
from .model import Adoption, ExistingPool, without_nulls


def adopt_groups(existing: ExistingPool) -> Adoption:
    """The inputs `groups` and `resource_servers`, and their imports."""
    adoption = Adoption()
    pool_id = existing.pool.id
    found_groups: dict[str, object] = {}
    for group in existing.groups:
        name = str(group.get("GroupName"))
        found_groups[name] = without_nulls(
            description=text(group.get("Description")),
            precedence=group.get("Precedence"),
            role_arn=text(group.get("RoleArn")),
        )
        address = f"aws_cognito_user_group.this[{hcl.literal(name)}]"
        adoption.imports[address] = f"{pool_id}/{name}"
    servers: dict[str, object] = {}
    for server in existing.resource_servers:
        if server.get("ManagedBy") == "COGNITO":  # not by its user (API, ResourceServerType)
            continue
        name = str(server.get("Identifier"))
        servers[name] = {
            "name": server.get("Name"),
            "scopes": {
                str(scope.get("ScopeName")): scope.get("ScopeDescription")
                for scope in map(mapping, server.get("Scopes") or ())
            },
        }
        address = f"aws_cognito_resource_server.this[{hcl.literal(name)}]"
        adoption.imports[address] = f"{pool_id}|{name}"
    if found_groups:
        adoption.inputs["groups"] = found_groups
    if servers:
        adoption.inputs["resource_servers"] = servers
    return adoption
