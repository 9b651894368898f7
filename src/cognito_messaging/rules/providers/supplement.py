"""Identity providers, with what AWS adds to their details and leaves out of them.

Source: Cognito API Reference, CreateIdentityProvider, ProviderDetails ("Describe response").
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import Supplement, SupplementCall

from ...facts.identity_providers import shown_details


class IdentityProviders(Supplement):
    """Identity providers as AWS shows them."""

    service = "cognito-idp"

    async def create_identity_provider(self, call: SupplementCall) -> Mapping[str, Any]:
        """Create a provider."""
        return _shown(await call.forward())

    async def update_identity_provider(self, call: SupplementCall) -> Mapping[str, Any]:
        """Update a provider."""
        return _shown(await call.forward())

    async def describe_identity_provider(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show a provider."""
        return _shown(await call.forward())

    async def get_identity_provider_by_identifier(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show a provider."""
        return _shown(await call.forward())


def _shown(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    provider = answer["IdentityProvider"]
    details = shown_details(
        provider["ProviderType"], provider.get("ProviderDetails", {}), _certificate(provider)
    )
    return {"IdentityProvider": {**provider, "ProviderDetails": details}}


def _certificate(provider: Mapping[str, Any]) -> str:
    """A text in the place of the certificate: always the same one for the same provider."""
    name = f"{provider['UserPoolId']}/{provider['ProviderName']}"
    return base64.b64encode(hashlib.sha512(name.encode()).digest()).decode()
