"""App clients, and the look of their sign-in pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .. import hcl
from ..answers import mapping, text, texts
from .model import Adoption, ExistingPool, without_input, without_nulls

_KEY = re.compile(r"[\w .@+=,-]+")
# The settings of a client that this package adopts, and those that only AWS sets.
_KNOWN = frozenset(
    {
        "AccessTokenValidity",
        "AllowedOAuthFlows",
        "AllowedOAuthFlowsUserPoolClient",
        "AllowedOAuthScopes",
        "AnalyticsConfiguration",
        "AuthSessionValidity",
        "CallbackURLs",
        "ClientId",
        "ClientName",
        "ClientSecret",
        "ClientSecretArn",
        "ClientType",
        "CreationDate",
        "DefaultRedirectURI",
        "EnablePropagateAdditionalUserContextData",
        "EnableTokenRevocation",
        "ExplicitAuthFlows",
        "IdTokenValidity",
        "LastModifiedDate",
        "LogoutURLs",
        "PreventUserExistenceErrors",
        "ReadAttributes",
        "RefreshTokenRotation",
        "RefreshTokenValidity",
        "SupportedIdentityProviders",
        "TokenValidityUnits",
        "UserPoolId",
        "WriteAttributes",
    }
)


def adopt_clients(existing: ExistingPool) -> Adoption:
    """The inputs `clients` and `ui_customization`, and their imports."""
    adoption = Adoption()
    found: dict[str, object] = {}
    keys: dict[str, str] = {}
    for client in existing.clients:
        if client.get("ClientType") == "DCR":
            adoption.remarks.append(
                f"the client {client.get('ClientId')} registered itself (dynamic client "
                "registration): it stays, but is not adopted"
            )
            continue
        client_id, name = str(client.get("ClientId")), str(client.get("ClientName"))
        key = name if _KEY.fullmatch(name) and name not in found else client_id
        keys[client_id] = key
        found[key] = _client(client, key)
        address = f"aws_cognito_user_pool_client.this[{hcl.literal(key)}]"
        adoption.imports[address] = f"{existing.pool.id}/{client_id}"
        adoption.remarks += _remarks(client, key)
    if found:
        adoption.inputs["clients"] = found
    adoption.add(_sign_in_pages(existing, keys))
    adoption.remarks += [
        f"the client {keys.get(str(risk.get('ClientId')), risk.get('ClientId'))} has rules of "
        "threat protection of its own, which stay, but are not adopted"
        for risk in existing.client_risks
        if set(risk) - {"UserPoolId", "ClientId", "LastModifiedDate"}
    ]
    return adoption


def _remarks(client: Mapping[str, Any], key: str) -> list[str]:
    remarks = []
    units = mapping(client.get("TokenValidityUnits"))
    if not (client.get("AccessTokenValidity") and client.get("IdTokenValidity") and units):
        remarks.append(
            f"the plan writes out the token validity of the client {key}, which is AWS's default"
        )
    if client.get("AllowedOAuthFlows") and client.get("AllowedOAuthFlowsUserPoolClient") is False:
        remarks.append(
            f"the client {key} lists OAuth flows that are off; the plan removes them from the list"
        )
    return remarks + without_input(client, _KNOWN, f"the client {key}")


def _sign_in_pages(existing: ExistingPool, keys: Mapping[str, str]) -> Adoption:
    """The input `ui_customization`.

    Args:
        existing: the pool.
        keys: each client's key in the input `clients`, by client ID.
    """
    adoption = Adoption()
    pages: dict[str, object] = {}
    for page in existing.ui_customizations:
        client_id = text(page.get("ClientId")) or "ALL"
        key = keys.get(client_id, "ALL")
        if css := text(page.get("CSS")):
            pages[key] = {"css": css}
            address = f"aws_cognito_user_pool_ui_customization.this[{hcl.literal(key)}]"
            adoption.imports[address] = f"{existing.pool.id},{client_id}"
        if page.get("ImageUrl"):
            adoption.remarks.append(
                f"the logo of {key} is not adopted: pass its file as ui_customization.image_file"
            )
    if pages:
        adoption.inputs["ui_customization"] = pages
    return adoption


def _client(client: Mapping[str, Any], key: str) -> dict[str, object]:
    units = mapping(client.get("TokenValidityUnits"))
    rotation = mapping(client.get("RefreshTokenRotation"))
    analytics = mapping(client.get("AnalyticsConfiguration"))
    name = str(client.get("ClientName"))
    # With them the module turns the flows on.
    uses_oauth = client.get("AllowedOAuthFlowsUserPoolClient") is not False
    return without_nulls(
        name=name if name != key else None,
        # On import the provider does not read generate_secret; a value would then replace the
        # client. With `imported` the module omits the value.
        imported=True,
        # The ARN if Cognito keeps the secret in Secrets Manager (API, UserPoolClientType).
        generate_secret=True
        if client.get("ClientSecret") or client.get("ClientSecretArn")
        else None,
        explicit_auth_flows=list(texts(client.get("ExplicitAuthFlows"))),
        prevent_user_existence_errors=text(client.get("PreventUserExistenceErrors")) or "LEGACY",
        enable_token_revocation=bool(client.get("EnableTokenRevocation")),
        enable_propagate_additional_user_context_data=True
        if client.get("EnablePropagateAdditionalUserContextData")
        else None,
        # AWS omits validities that are not set: one hour, one hour and thirty days (API,
        # UserPoolClientType).
        access_token_validity=client.get("AccessTokenValidity")
        or _one_hour(units.get("AccessToken")),
        id_token_validity=client.get("IdTokenValidity") or _one_hour(units.get("IdToken")),
        refresh_token_validity=client.get("RefreshTokenValidity") or 30,
        token_validity_units={
            "access_token": units.get("AccessToken", "hours"),
            "id_token": units.get("IdToken", "hours"),
            "refresh_token": units.get("RefreshToken", "days"),
        },
        refresh_token_rotation=without_nulls(
            feature=text(rotation.get("Feature")),
            retry_grace_period_seconds=rotation.get("RetryGracePeriodSeconds"),
        )
        or None,
        auth_session_validity=client.get("AuthSessionValidity"),
        read_attributes=list(texts(client.get("ReadAttributes"))) or None,
        write_attributes=list(texts(client.get("WriteAttributes"))) or None,
        supported_identity_providers=list(texts(client.get("SupportedIdentityProviders"))),
        allowed_oauth_flows=list(texts(client.get("AllowedOAuthFlows") if uses_oauth else ()))
        or None,
        allowed_oauth_scopes=list(texts(client.get("AllowedOAuthScopes") if uses_oauth else ()))
        or None,
        callback_urls=list(texts(client.get("CallbackURLs"))) or None,
        logout_urls=list(texts(client.get("LogoutURLs"))) or None,
        default_redirect_uri=text(client.get("DefaultRedirectURI")),
        analytics_configuration=without_nulls(
            application_arn=text(analytics.get("ApplicationArn")),
            application_id=text(analytics.get("ApplicationId")),
            external_id=text(analytics.get("ExternalId")),
            role_arn=text(analytics.get("RoleArn")),
            user_data_shared=analytics.get("UserDataShared"),
        )
        or None,
    )


def _one_hour(unit: object) -> int:
    """One hour, in a unit of token validity."""
    return {"seconds": 3600, "minutes": 60}.get(str(unit), 1)
