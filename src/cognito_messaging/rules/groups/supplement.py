"""Groups, which the embedded target cannot update, and updates of resource servers.

Sources: Cognito API Reference, UpdateGroup: it changes precedence, role and description;
UpdateResourceServer ("If you don't provide a value for an attribute, it is set to the default
value").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from terraform_scenarios.gateway import Supplement, SupplementCall

# What a group need not have. The embedded target shows an empty text or 0 instead.
_OPTIONAL = frozenset({"Description", "RoleArn", "Precedence"})


class Groups(Supplement):
    """Groups with their latest updates, and without what they were not given."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._updates: dict[tuple[str, str], dict[str, Any]] = {}
        self._omitted: dict[tuple[str, str], frozenset[str]] = {}

    async def create_group(self, call: SupplementCall) -> Mapping[str, Any]:
        """Create a group."""
        answer = await call.forward()
        self._omitted[_key(call)] = _OPTIONAL - set(call.parameters)
        return {"Group": self._shown(_key(call), answer["Group"])}

    async def update_group(self, call: SupplementCall) -> Mapping[str, Any]:
        """Update a group."""
        named = {key: call.parameters[key] for key in ("UserPoolId", "GroupName")}
        answer = await call.context.ask_upstream("cognito-idp", "GetGroup", **named)
        given = {key: value for key, value in call.parameters.items() if key not in named}
        kept = self._updates.setdefault(_key(call), {})
        kept.update(given, LastModifiedDate=datetime.now(UTC))
        return {"Group": self._shown(_key(call), answer["Group"])}

    async def get_group(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show a group."""
        answer = await call.forward()
        return {"Group": self._shown(_key(call), answer["Group"])}

    async def list_groups(self, call: SupplementCall) -> Mapping[str, Any]:
        """List the groups of a pool."""
        pool = call.parameters["UserPoolId"]
        answer = await call.forward()
        groups = [self._shown((pool, group["GroupName"]), group) for group in answer["Groups"]]
        return {**answer, "Groups": groups}

    def _shown(self, key: tuple[str, str], group: Mapping[str, Any]) -> Mapping[str, Any]:
        omitted = self._omitted.get(key, frozenset())
        given = {name: value for name, value in group.items() if name not in omitted}
        return {**given, **self._updates.get(key, {})}

    async def delete_group(self, call: SupplementCall) -> Mapping[str, Any]:
        """Delete a group."""
        answer = await call.forward()
        self._updates.pop(_key(call), None)
        self._omitted.pop(_key(call), None)
        return answer


def _key(call: SupplementCall) -> tuple[str, str]:
    return call.parameters["UserPoolId"], call.parameters["GroupName"]


class ResourceServers(Supplement):
    """Resource servers, which lose their scopes in an update without scopes."""

    service = "cognito-idp"

    async def update_resource_server(self, call: SupplementCall) -> Mapping[str, Any]:
        """Update a resource server."""
        return await call.forward(Scopes=call.parameters.get("Scopes", []))
