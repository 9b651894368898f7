"""Identity pools: tags, which the embedded target does not show, and updates that reset settings.

Sources: Amazon Cognito Federated Identities API Reference, TagResource; DescribeIdentityPool, whose
IdentityPoolTags are "the tags that are assigned to the identity pool"; UpdateIdentityPool ("If you
don't provide a value for a parameter, Amazon Cognito sets it to its default value").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Owner, Supplement, SupplementCall

# What UpdateIdentityPool sets if the call omits it. A developer provider cannot change, and the
# provider (TF) updates pools without their tags, which remain.
_DEFAULTS: Mapping[str, Any] = {
    "AllowClassicFlow": False,
    "SupportedLoginProviders": {},
    "OpenIdConnectProviderARNs": [],
    "CognitoIdentityProviders": [],
    "SamlProviderARNs": [],
}


class IdentityPools(Supplement):
    """Tags that are added to or removed from an identity pool, and updates that reset settings."""

    service = "cognito-identity"

    def __init__(self) -> None:
        self._owners: dict[str, Owner] = {}  # by pool and by identity
        self._pools: dict[str, str] = {}  # by identity
        self._classic: dict[str, bool | None] = {}  # by pool, as the caller gave it

    def owner(self, call: ApiCall) -> Owner | None:
        """The account of the pool or the identity that an unsigned call names."""
        names = (call.parameters.get(name, "") for name in ("IdentityPoolId", "IdentityId"))
        return next((self._owners[name] for name in names if name in self._owners), None)

    async def create_identity_pool(self, call: SupplementCall) -> Mapping[str, Any]:
        """Create an identity pool, and note its account."""
        answer = await call.forward()
        number = answer["IdentityPoolId"]
        self._owners[number] = Owner(call.account, call.region)
        self._classic[number] = call.parameters.get("AllowClassicFlow")
        return _shown(answer)

    async def update_identity_pool(self, call: SupplementCall) -> Mapping[str, Any]:
        """Update an identity pool: settings that the call omits are reset to their defaults."""
        omitted = {key: value for key, value in _DEFAULTS.items() if key not in call.parameters}
        answer = await call.forward(**omitted)
        self._classic[answer["IdentityPoolId"]] = call.parameters.get("AllowClassicFlow")
        return _shown(answer)

    async def describe_identity_pool(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show an identity pool."""
        return _shown(await call.forward())

    async def get_id(self, call: SupplementCall) -> Mapping[str, Any]:
        """Give an identity, to a guest only if the pool has guests (amplify-js#8644)."""
        number = call.parameters["IdentityPoolId"]
        if not call.parameters.get("Logins"):
            pool = await call.context.ask_upstream(
                self.service, "DescribeIdentityPool", IdentityPoolId=number
            )
            if not pool["AllowUnauthenticatedIdentities"]:
                raise AwsError(
                    "NotAuthorizedException",
                    "Unauthenticated access is not supported for this identity pool.",
                )
        answer = await call.forward()
        identity = answer["IdentityId"]
        self._pools[identity] = number
        if number in self._owners:
            self._owners[identity] = self._owners[number]
        return answer

    async def get_open_id_token(self, call: SupplementCall) -> Mapping[str, Any]:
        """Give a token of the classic flow, unless the pool says that it has none.

        A pool that says nothing has it (aws-cli#7652).
        """
        number = self._pools.get(call.parameters["IdentityId"], "")
        if self._classic.get(number) is False:
            raise AwsError(
                "InvalidParameterException",
                "Basic (classic) flow is not enabled, please use enhanced flow.",
            )
        return await call.forward()

    async def tag_resource(self, call: SupplementCall) -> Mapping[str, Any]:
        """Add tags to an identity pool."""
        await self._change(call, call.parameters["Tags"], ())
        return {}

    async def untag_resource(self, call: SupplementCall) -> Mapping[str, Any]:
        """Remove tags from an identity pool."""
        await self._change(call, {}, call.parameters["TagKeys"])
        return {}

    async def list_tags_for_resource(self, call: SupplementCall) -> Mapping[str, Any]:
        """List the tags of an identity pool."""
        return {"Tags": (await self._pool(call)).get("IdentityPoolTags", {})}

    async def _pool(self, call: SupplementCall) -> Mapping[str, Any]:
        number = call.parameters["ResourceArn"].rpartition("/")[2]
        return await call.context.ask_upstream(
            self.service, "DescribeIdentityPool", IdentityPoolId=number
        )

    async def _change(
        self, call: SupplementCall, added: Mapping[str, str], removed: Collection[str]
    ) -> None:
        pool = await self._pool(call)
        tags = {**pool.get("IdentityPoolTags", {}), **added}
        left = {key: value for key, value in tags.items() if key not in removed}
        # The emulator keeps what the call omits.
        await call.context.ask_upstream(
            self.service,
            "UpdateIdentityPool",
            IdentityPoolId=pool["IdentityPoolId"],
            IdentityPoolName=pool["IdentityPoolName"],
            AllowUnauthenticatedIdentities=pool["AllowUnauthenticatedIdentities"],
            IdentityPoolTags=left,
        )


def _shown(pool: Mapping[str, Any]) -> Mapping[str, Any]:
    """A pool without an empty developer provider, which no call could send back."""
    return {key: value for key, value in pool.items() if value != ""}
