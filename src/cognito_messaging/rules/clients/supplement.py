"""App clients: the account that each belongs to, their secrets, and updates that reset them.

The embedded target keeps neither the rotation of refresh tokens nor a secret that the caller gives,
but it keeps what an update omits, and shows an empty default redirect URI, which an update refuses.

Sources: Cognito API Reference, RefreshTokenRotationType; UpdateUserPoolClient ("If you don't
provide a value for an attribute, Amazon Cognito sets it to its default value") and its
RefreshTokenValidity (0 stands for 30 days).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, Owner, Supplement, SupplementCall

from ..delivery import claims

_ROTATION = "RefreshTokenRotation"
_ANALYTICS = "AnalyticsConfiguration"

# What UpdateUserPoolClient sets if the call omits it. That the name and the revocation of tokens
# are reset is not documented: the name has no default, and revocation is activated "for the new
# user pool client".
_DEFAULTS: Mapping[str, Any] = {
    "RefreshTokenValidity": 30,
    "AccessTokenValidity": None,
    "IdTokenValidity": None,
    "TokenValidityUnits": {},
    "ReadAttributes": [],
    "WriteAttributes": [],
    "ExplicitAuthFlows": [],
    "SupportedIdentityProviders": [],
    "CallbackURLs": [],
    "LogoutURLs": [],
    "DefaultRedirectURI": "",
    "AllowedOAuthFlows": [],
    "AllowedOAuthScopes": [],
    "AllowedOAuthFlowsUserPoolClient": False,
    "PreventUserExistenceErrors": "LEGACY",
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 3,
    _ANALYTICS: {},
}


class Clients(Supplement):
    """App clients with their rotation; unsigned calls go to the account of the client they name."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._owners: dict[str, Owner] = {}
        self._rotations: dict[str, Mapping[str, Any]] = {}
        self._secrets: dict[str, str] = {}  # those that the caller gave

    def owner(self, call: ApiCall) -> Owner | None:
        """The account of the app client that an unsigned call names."""
        client = call.parameters.get("ClientId")
        if client is None and "AccessToken" in call.parameters:
            client = claims(call.parameters["AccessToken"]).get("client_id")
        return self._owners.get(str(client))

    async def create_user_pool_client(self, call: SupplementCall) -> Mapping[str, Any]:
        """Create an app client, and note its account."""
        answer = await call.forward(**_refresh_validity(call))
        client = answer["UserPoolClient"]["ClientId"]
        self._owners[client] = Owner(call.account, call.region)
        if "ClientSecret" in call.parameters:
            self._secrets[client] = call.parameters["ClientSecret"]
        return self._rotate(client, call, answer)

    async def update_user_pool_client(self, call: SupplementCall) -> Mapping[str, Any]:
        """Update an app client: settings that the call omits are reset to their defaults."""
        omitted = {key: value for key, value in _DEFAULTS.items() if key not in call.parameters}
        answer = await call.forward(**omitted, **_refresh_validity(call))
        return self._rotate(call.parameters["ClientId"], call, answer)

    async def describe_user_pool_client(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show an app client with its rotation and its secret."""
        return self._shown(call.parameters["ClientId"], await call.forward())

    async def delete_user_pool_client(self, call: SupplementCall) -> Mapping[str, Any]:
        """Delete an app client; its account is kept for the tokens that it issued."""
        answer = await call.forward()
        self._rotations.pop(call.parameters["ClientId"], None)
        self._secrets.pop(call.parameters["ClientId"], None)
        return answer

    def _rotate(
        self, client: str, call: SupplementCall, answer: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self._rotations.pop(client, None)
        if _ROTATION in call.parameters:
            self._rotations[client] = call.parameters[_ROTATION]
        return self._shown(client, answer)

    def _shown(self, client: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        kept: dict[str, Any] = {}
        if client in self._rotations:
            kept[_ROTATION] = self._rotations[client]
        if client in self._secrets:
            kept["ClientSecret"] = self._secrets[client]
        shown = {key: value for key, value in answer["UserPoolClient"].items() if value != ""}
        if not shown.get(_ANALYTICS):
            shown.pop(_ANALYTICS, None)
        return {"UserPoolClient": {**shown, **kept}}


def _refresh_validity(call: SupplementCall) -> Mapping[str, Any]:
    """The default validity of refresh tokens, if the call gives 0."""
    return {"RefreshTokenValidity": 30} if call.parameters.get("RefreshTokenValidity") == 0 else {}
