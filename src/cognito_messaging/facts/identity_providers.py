"""What identity providers of a user pool need, and what AWS adds when it shows them.

Source: Cognito API Reference, CreateIdentityProvider, ProviderDetails ("Create or update request"
and "Describe response" by type).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

# These providers exist once in a pool, with the name of their type.
SOCIAL = frozenset({"Facebook", "Google", "LoginWithAmazon", "SignInWithApple"})

_OAUTH = ("client_id", "client_secret", "authorize_scopes")
REQUIRED_DETAILS: Mapping[str, tuple[str, ...]] = {
    "Facebook": _OAUTH,
    "Google": _OAUTH,
    "LoginWithAmazon": _OAUTH,
    "SignInWithApple": ("client_id", "private_key", "team_id", "key_id"),
    "OIDC": ("client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"),
}

# The version is the one of the example: AWS chooses another one over the years.
_GRAPH_VERSION = "v17.0"
_ADDED: Mapping[str, Mapping[str, str]] = {
    "Google": {
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
    },
    "LoginWithAmazon": {
        "attributes_url": "https://api.amazon.com/user/profile",
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://www.amazon.com/ap/oa",
        "token_request_method": "POST",
        "token_url": "https://api.amazon.com/auth/o2/token",
    },
    "SignInWithApple": {
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://appleid.apple.com/auth/authorize",
        "oidc_issuer": "https://appleid.apple.com",
        "token_request_method": "POST",
        "token_url": "https://appleid.apple.com/auth/token",
    },
    "OIDC": {"attributes_url_add_attributes": "false"},
}
_HIDDEN: Mapping[str, frozenset[str]] = {"SignInWithApple": frozenset({"private_key"})}

_METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


def shown_details(kind: str, details: Mapping[str, str], certificate: str) -> dict[str, str]:
    """The details of a provider as AWS shows them; the certificate is the one for SAML.

    What a request gives wins over what AWS would add.
    """
    hidden = _HIDDEN.get(kind, frozenset())
    given = {key: value for key, value in details.items() if key not in hidden}
    if kind == "SAML":
        return {**_saml_details(given), "ActiveEncryptionCertificate": certificate, **given}
    if kind == "Facebook":
        return {**_facebook_details(given.get("api_version", _GRAPH_VERSION)), **given}
    return {**_ADDED.get(kind, {}), **given}


def _facebook_details(version: str) -> dict[str, str]:
    return {
        "api_version": version,
        "attributes_url": f"https://graph.facebook.com/{version}/me?fields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": f"https://www.facebook.com/{version}/dialog/oauth",
        "token_request_method": "GET",
        "token_url": f"https://graph.facebook.com/{version}/oauth/access_token",
    }


@dataclass(frozen=True)
class SamlMetadata:
    """Where the metadata of a SAML provider sends users to sign in and out; empty if unknown."""

    sign_in: str
    sign_out: str


def read_metadata(text: str) -> SamlMetadata | None:
    """The URLs in a SAML metadata document; None if the text is not one."""
    if "<!DOCTYPE" in text:  # no entities: they can grow without limit
        return None
    try:
        root = ElementTree.fromstring(text.strip())  # noqa: S314 (no entities: see above)
    except ElementTree.ParseError:
        return None
    if root.tag not in (f"{_METADATA}EntityDescriptor", f"{_METADATA}EntitiesDescriptor"):
        return None
    return SamlMetadata(
        _location(root, "SingleSignOnService"), _location(root, "SingleLogoutService")
    )


def _location(root: ElementTree.Element, name: str) -> str:
    services = root.iter(f"{_METADATA}{name}")
    found = (one.get("Location", "") for one in services if one.get("Binding") == _REDIRECT)
    return next(found, "")


def _saml_details(given: Mapping[str, str]) -> dict[str, str]:
    """The sign-in and sign-out URLs, from the metadata; at a URL, the paths of the example."""
    if "MetadataFile" in given:
        metadata = read_metadata(given["MetadataFile"]) or SamlMetadata("", "")
    else:
        parts = urlsplit(given.get("MetadataURL", ""))
        host = f"{parts.scheme}://{parts.netloc}"
        metadata = SamlMetadata(f"{host}/sso/saml", f"{host}/slo/saml")
    urls = {
        "SSORedirectBindingURI": metadata.sign_in,
        "SLORedirectBindingURI": metadata.sign_out,
    }
    return {key: value for key, value in urls.items() if value}
