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


class Groups(Supplement):
    """Groups with their latest updates."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._updates: dict[tuple[str, str], dict[str, Any]] = {}

    async def update_group(self, call: SupplementCall) -> Mapping[str, Any]:
        """Update a group."""
        named = {key: call.parameters[key] for key in ("UserPoolId", "GroupName")}
        answer = await call.context.ask_upstream("cognito-idp", "GetGroup", **named)
        given = {key: value for key, value in call.parameters.items() if key not in named}
        kept = self._updates.setdefault(_key(call), {})
        kept.update(given, LastModifiedDate=datetime.now(UTC))
        return {"Group": {**answer["Group"], **kept}}

    async def get_group(self, call: SupplementCall) -> Mapping[str, Any] | None:
        """Show a group."""
        kept = self._updates.get(_key(call))
        return kept and {"Group": {**(await call.forward())["Group"], **kept}}

    async def list_groups(self, call: SupplementCall) -> Mapping[str, Any] | None:
        """List the groups of a pool."""
        pool = call.parameters["UserPoolId"]
        if all(key[0] != pool for key in self._updates):
            return None
        answer = await call.forward()
        groups = [
            {**group, **self._updates.get((pool, group["GroupName"]), {})}
            for group in answer["Groups"]
        ]
        return {**answer, "Groups": groups}

    async def delete_group(self, call: SupplementCall) -> Mapping[str, Any]:
        """Delete a group."""
        answer = await call.forward()
        self._updates.pop(_key(call), None)
        return answer


def _key(call: SupplementCall) -> tuple[str, str]:
    return call.parameters["UserPoolId"], call.parameters["GroupName"]


class ResourceServers(Supplement):
    """Resource servers, which lose their scopes in an update without scopes."""

    service = "cognito-idp"

    async def update_resource_server(self, call: SupplementCall) -> Mapping[str, Any]:
        """Update a resource server."""
        return await call.forward(Scopes=call.parameters.get("Scopes", []))
