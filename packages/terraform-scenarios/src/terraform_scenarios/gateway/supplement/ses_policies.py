"""SES v2: the policies of identities, with which other senders may use them.

Source of the errors: floci-io/floci#1750, which compared them with AWS.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import AwsError
from ..plugins import SupplementCall
from .ses_settings import IdentityStore


class IdentityPolicies(IdentityStore):
    """The operations for policies, a part of `SesIdentities`."""

    async def create_email_identity_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        name = call.parameters["PolicyName"]
        if name in settings.policies:
            raise AwsError("AlreadyExistsException", f"Policy <{name}> already exists")
        settings.policies[name] = call.parameters["Policy"]
        return {}

    async def update_email_identity_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        name = call.parameters["PolicyName"]
        if name not in settings.policies:
            raise _missing(name)
        settings.policies[name] = call.parameters["Policy"]
        return {}

    async def delete_email_identity_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        name = call.parameters["PolicyName"]
        if settings.policies.pop(name, None) is None:
            raise _missing(name)
        return {}

    async def get_email_identity_policies(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        return {"Policies": dict(settings.policies)}


def _missing(name: str) -> AwsError:
    return AwsError("NotFoundException", f"Policy <{name}> does not exist", 404)
