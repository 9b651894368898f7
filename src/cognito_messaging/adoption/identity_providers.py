"""Identity providers that users can sign in with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .. import hcl
from ..answers import mapping, text, texts
from .model import Adoption, ExistingPool, without_input, without_nulls

_SECRETS = ("client_secret", "private_key")
_KNOWN = frozenset(
    {
        "AttributeMapping",
        "CreationDate",
        "IdpIdentifiers",
        "LastModifiedDate",
        "ProviderDetails",
        "ProviderName",
        "ProviderType",
        "UserPoolId",
    }
)
_ADDED_BY_COGNITO = (
    "ActiveEncryptionCertificate",
    "SLORedirectBindingURI",
    "SSORedirectBindingURI",
)


def adopt_identity_providers(existing: ExistingPool) -> Adoption:
    """The input `identity_providers`; its secrets become variables."""
    adoption = Adoption()
    providers: dict[str, object] = {}
    for provider in existing.identity_providers:
        name = str(provider.get("ProviderName"))
        details, variables = _details(provider, name)
        providers[name] = without_nulls(
            type=text(provider.get("ProviderType")),
            details=details,
            attribute_mapping=dict(mapping(provider.get("AttributeMapping"))) or None,
            idp_identifiers=list(texts(provider.get("IdpIdentifiers"))) or None,
        )
        adoption.variables += variables
        adoption.remarks += without_input(provider, _KNOWN, f"the identity provider {name}")
        address = f"aws_cognito_identity_provider.this[{hcl.literal(name)}]"
        adoption.imports[address] = f"{existing.pool.id}:{name}"
    if providers:
        adoption.inputs["identity_providers"] = providers
    return adoption


def _details(provider: Mapping[str, Any], name: str) -> tuple[dict[str, object], list[str]]:
    """The details of a provider, and the variables that replace its secrets."""
    details: dict[str, object] = {}
    variables = []
    for key, value in mapping(provider.get("ProviderDetails")).items():
        if key in _SECRETS:
            variable = re.sub(r"\W", "_", f"{name}_{key}".lower())
            variables.append(variable)
            details[key] = hcl.Reference(f"var.{variable}")
        elif key not in _ADDED_BY_COGNITO:
            details[key] = str(value)
    return details, variables
