"""Identity providers of a user pool."""

from __future__ import annotations

from .setting import Pair, case

GOOGLE = {"client_id": "a", "client_secret": "b", "authorize_scopes": "email openid"}
OIDC = {
    "client_id": "a",
    "authorize_scopes": "openid",
    "oidc_issuer": "https://idp.example.com",
    "attributes_request_method": "GET",
}
SAML = {"MetadataURL": "https://idp.example.com/metadata"}
METADATA = (
    '<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
    'entityID="idp"><md:IDPSSODescriptor/></md:EntityDescriptor>'
)


def creates(it, pool, kind, details, name="", **settings):
    create = it.client("cognito-idp").create_identity_provider
    return lambda: create(
        UserPoolId=pool,
        ProviderName=name or kind,
        ProviderType=kind,
        ProviderDetails=details,
        **settings,
    )


def pair(it, kind, refused, allowed):
    pool = it.pool()
    name = kind if kind == "Google" else "Corporate"
    return Pair(
        creates(it, pool, kind, refused, name=name), creates(it, pool, kind, allowed, name=name)
    )


def without(details, key):
    return {name: value for name, value in details.items() if name != key}


@case("provider-social-name")
def _(it):
    pool = it.pool()
    return Pair(
        creates(it, pool, "Google", GOOGLE, name="Goggle"), creates(it, pool, "Google", GOOGLE)
    )


@case("provider-details")
def _(it):
    return pair(it, "Google", without(GOOGLE, "client_secret"), GOOGLE)


@case("provider-oidc-issuer")
def _(it):
    return pair(it, "OIDC", OIDC | {"oidc_issuer": "http://idp.example.com"}, OIDC)


@case("provider-oidc-method")
def _(it):
    return pair(it, "OIDC", OIDC | {"attributes_request_method": "PUT"}, OIDC)


@case("provider-saml-metadata")
def _(it):
    return pair(it, "SAML", {"IDPSignout": "true"}, SAML)


@case("provider-saml-one-metadata")
def _(it):
    return pair(it, "SAML", SAML | {"MetadataFile": METADATA}, {"MetadataFile": METADATA})


@case("provider-saml-readable-metadata")
def _(it):
    return pair(it, "SAML", {"MetadataFile": "<html></html>"}, {"MetadataFile": METADATA})


@case("provider-attribute-mapping")
def _(it):
    pool = it.pool(Schema=[{"Name": "team", "AttributeDataType": "String", "Mutable": True}])

    def mapping(**given):
        return creates(it, pool, "Google", GOOGLE, AttributeMapping=given)

    return Pair(
        mapping(**{"custom:teams": "team"}), mapping(**{"custom:team": "a", "username": "sub"})
    )
