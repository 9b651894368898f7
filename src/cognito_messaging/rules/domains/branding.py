"""The style of a client's managed login pages, which the embedded target lacks.

Sources: Cognito API Reference, CreateManagedLoginBranding, UpdateManagedLoginBranding,
DescribeManagedLoginBrandingByClient. That Settings are omitted if none were given, and Assets
always shown: floci-io/floci#2869, measured on AWS.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from terraform_scenarios.gateway import (
    ApiCall,
    AwsError,
    Rule,
    RuleContext,
    Supplement,
    SupplementCall,
)

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_CREATE = "cognito-idp.CreateManagedLoginBranding"
_UPDATE = "cognito-idp.UpdateManagedLoginBranding"
_SHOWN = ("UserPoolId", "UseCognitoProvidedValues", "Settings", "Assets")


class BrandingOnce(Rule):
    """A client has one style."""

    id = "branding-once"
    text = "A client can have one style of managed login."
    source = "API, CreateManagedLoginBranding, ManagedLoginBrandingExistsException"
    operations = frozenset({_CREATE})
    code = "ManagedLoginBrandingExistsException"
    message = "Managed login branding already exists for client: {client}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        named = {key: call.parameters[key] for key in ("UserPoolId", "ClientId")}
        try:
            await context.ask("cognito-idp", "DescribeManagedLoginBrandingByClient", **named)
        except AwsError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise
        return self.refusal(client=named["ClientId"])


class BrandingValues(Rule):
    """A style is Cognito's or the caller's; images can be added to both."""

    id = "branding-values"
    text = "UseCognitoProvidedValues excludes Settings."
    source = f"{_PREFLIGHT}, pf-cognito-managed-login-branding-values-exclusive"
    wording = f"{_PREFLIGHT}, pf-cognito-managed-login-branding-values-exclusive"
    operations = frozenset({_CREATE, _UPDATE})
    code = "InvalidParameterException"
    message = "useCognitoProvidedValues or settings should be specified (but not both)"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        return (
            self.refusal()
            if given.get("UseCognitoProvidedValues") and "Settings" in given
            else None
        )


class BrandingIcons(Rule):
    """Icon files are for the browser's tab."""

    id = "branding-icons"
    text = "Only an asset of category FAVICON_ICO can have the extension ICO."
    source = f"{_PREFLIGHT}, pf-cognito-managed-login-branding-asset-extension"
    operations = frozenset({_CREATE, _UPDATE})
    code = "InvalidParameterException"
    message = "The extension ICO is not valid for the asset category {category}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for asset in call.parameters.get("Assets", []):
            if asset["Extension"] == "ICO" and asset["Category"] != "FAVICON_ICO":
                return self.refusal(category=asset["Category"])
        return None


class Brandings(Supplement):
    """The styles of managed login, by pool and client."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], dict[str, Any]] = {}

    async def create_managed_login_branding(self, call: SupplementCall) -> Mapping[str, Any]:
        """Give a client a style."""
        pool, client = call.parameters["UserPoolId"], call.parameters["ClientId"]
        await call.context.ask(
            "cognito-idp", "DescribeUserPoolClient", UserPoolId=pool, ClientId=client
        )
        now = datetime.now(UTC)
        given = {key: call.parameters[key] for key in _SHOWN if key in call.parameters}
        style = {
            "ManagedLoginBrandingId": str(uuid.uuid4()),
            "UseCognitoProvidedValues": False,
            "Assets": [],
            **given,
            "CreationDate": now,
            "LastModifiedDate": now,
        }
        self._styles[pool, client] = style
        return {"ManagedLoginBranding": style}

    async def update_managed_login_branding(self, call: SupplementCall) -> Mapping[str, Any]:
        """Change a style; what the call omits is kept."""
        style = self._named(call)
        given = {key: call.parameters[key] for key in _SHOWN if key in call.parameters}
        if given.get("UseCognitoProvidedValues"):
            style.pop("Settings", None)
        style.update(given, LastModifiedDate=datetime.now(UTC))
        return {"ManagedLoginBranding": style}

    async def describe_managed_login_branding(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show a style."""
        return {"ManagedLoginBranding": self._named(call)}

    async def describe_managed_login_branding_by_client(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        """Show the style of a client."""
        key = call.parameters["UserPoolId"], call.parameters["ClientId"]
        return {"ManagedLoginBranding": self._found(self._styles.get(key))}

    async def delete_managed_login_branding(self, call: SupplementCall) -> Mapping[str, Any]:
        """Delete a style."""
        found = self._named(call)
        self._styles = {key: one for key, one in self._styles.items() if one is not found}
        return {}

    def _named(self, call: SupplementCall) -> dict[str, Any]:
        pool, number = call.parameters["UserPoolId"], call.parameters["ManagedLoginBrandingId"]
        return self._found(
            next(
                (
                    one
                    for (owner, _), one in self._styles.items()
                    if owner == pool and one["ManagedLoginBrandingId"] == number
                ),
                None,
            )
        )

    def _found(self, style: dict[str, Any] | None) -> dict[str, Any]:
        if style is None:
            raise AwsError("ResourceNotFoundException", "Managed login branding does not exist.")
        return style
