"""Identity pools: their tags, which the embedded target keeps apart from them.

Source: Amazon Cognito Federated Identities API Reference, TagResource; DescribeIdentityPool, whose
IdentityPoolTags are "the tags that are assigned to the identity pool".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from terraform_scenarios.gateway import Asked, Supplement


class IdentityPools(Supplement):
    """Tags that are added or taken away show in what an identity pool is described by."""

    service = "cognito-identity"

    async def tag_resource(self, call: Asked) -> Mapping[str, Any]:
        """Add tags to an identity pool."""
        await self._change(call, call.parameters["Tags"], ())
        return {}

    async def untag_resource(self, call: Asked) -> Mapping[str, Any]:
        """Take tags from an identity pool."""
        await self._change(call, {}, call.parameters["TagKeys"])
        return {}

    async def list_tags_for_resource(self, call: Asked) -> Mapping[str, Any]:
        """The tags of an identity pool."""
        return {"Tags": (await self._pool(call)).get("IdentityPoolTags", {})}

    async def _pool(self, call: Asked) -> Mapping[str, Any]:
        number = call.parameters["ResourceArn"].rpartition("/")[2]
        return await call.world.ask_target(
            self.service, "DescribeIdentityPool", IdentityPoolId=number
        )

    async def _change(self, call: Asked, added: Mapping[str, str], taken: Collection[str]) -> None:
        pool = await self._pool(call)
        tags = {**pool.get("IdentityPoolTags", {}), **added}
        left = {key: value for key, value in tags.items() if key not in taken}
        # The target lets stand what is left out.
        await call.world.ask_target(
            self.service,
            "UpdateIdentityPool",
            IdentityPoolId=pool["IdentityPoolId"],
            IdentityPoolName=pool["IdentityPoolName"],
            AllowUnauthenticatedIdentities=pool["AllowUnauthenticatedIdentities"],
            IdentityPoolTags=left,
        )
