"""App clients, identity providers, groups and identity pools read back as AWS shows them."""

from __future__ import annotations

import pytest

SAML = (
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="idp">'
    "<IDPSSODescriptor>"
    '<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
    ' Location="https://idp.example.com/out"/>'
    '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"'
    ' Location="https://idp.example.com/post"/>'
    '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
    ' Location="https://idp.example.com/in"/>'
    "</IDPSSODescriptor></EntityDescriptor>"
)


@pytest.fixture
def cognito(account):
    return account.client("cognito-idp")


@pytest.fixture
def pool(cognito):
    return cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]


@pytest.fixture
def provider(cognito, pool):
    def make(kind, details, name=""):
        named = {"UserPoolId": pool, "ProviderName": name or kind}
        cognito.create_identity_provider(**named, ProviderType=kind, ProviderDetails=details)
        return cognito.describe_identity_provider(**named)["IdentityProvider"]["ProviderDetails"]

    return make


@pytest.fixture
def client(cognito, pool):
    """Make a client, and return the parameters that name it."""

    def make(**settings):
        made = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c", **settings)
        return {"UserPoolId": pool, "ClientId": made["UserPoolClient"]["ClientId"]}

    return make


def shown(cognito, named):
    return cognito.describe_user_pool_client(**named)["UserPoolClient"]


def test_an_update_of_a_client_resets_what_it_omits(cognito, client):
    named = client(
        GenerateSecret=True,
        RefreshTokenValidity=60,
        AccessTokenValidity=2,
        TokenValidityUnits={"AccessToken": "hours"},
        CallbackURLs=["https://a.example/"],
        DefaultRedirectURI="https://a.example/",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        ReadAttributes=["email"],
        PreventUserExistenceErrors="ENABLED",
        AuthSessionValidity=5,
        AnalyticsConfiguration={
            "ApplicationId": "0123456789abcdef",
            "ExternalId": "known",
            "RoleArn": "arn:aws:iam::000000000000:role/analytics",
        },
    )
    cognito.update_user_pool_client(**named, LogoutURLs=["https://a.example/out"])
    found = shown(cognito, named)
    assert (found["ClientName"], found["LogoutURLs"]) == ("c", ["https://a.example/out"])
    assert found["ClientSecret"]
    assert found["RefreshTokenValidity"] == 30
    assert (found["AuthSessionValidity"], found["PreventUserExistenceErrors"]) == (3, "LEGACY")
    assert found["AllowedOAuthFlowsUserPoolClient"] is False
    for name in ("AccessTokenValidity", "TokenValidityUnits", "CallbackURLs", "ReadAttributes"):
        assert not found.get(name)
    assert "DefaultRedirectURI" not in found
    assert "AnalyticsConfiguration" not in found


def test_a_refresh_token_of_0_is_valid_for_30_days(cognito, client):
    assert shown(cognito, client(RefreshTokenValidity=0))["RefreshTokenValidity"] == 30


def test_a_given_secret_is_the_secret_of_the_client(cognito, client):
    assert shown(cognito, client(ClientSecret="b" * 24))["ClientSecret"] == "b" * 24


def test_the_secrets_of_a_client_rotate(cognito, client):
    named = client(GenerateSecret=True)
    added = cognito.add_user_pool_client_secret(**named)["ClientSecretDescriptor"]
    assert len(added["ClientSecretValue"]) >= 24
    first, second = cognito.list_user_pool_client_secrets(**named)["ClientSecrets"]
    assert second["ClientSecretId"] == added["ClientSecretId"]
    assert "ClientSecretValue" not in second
    cognito.delete_user_pool_client_secret(**named, ClientSecretId=first["ClientSecretId"])
    assert cognito.list_user_pool_client_secrets(**named)["ClientSecrets"] == [second]


def test_a_saml_provider_shows_a_certificate_and_the_urls_of_its_document(provider):
    found = provider("SAML", {"MetadataFile": SAML}, "Corporate")
    assert found["MetadataFile"] == SAML
    assert found["SSORedirectBindingURI"] == "https://idp.example.com/in"
    assert found["SLORedirectBindingURI"] == "https://idp.example.com/out"
    assert found["ActiveEncryptionCertificate"]


def test_a_saml_provider_with_a_url_shows_three_more_details(provider):
    given = {"MetadataURL": "https://idp.example.com/metadata"}
    found = provider("SAML", given, "Corporate")
    assert given.items() <= found.items()
    assert set(found) - set(given) == {
        "ActiveEncryptionCertificate",
        "SLORedirectBindingURI",
        "SSORedirectBindingURI",
    }


def test_the_key_of_apple_is_not_shown(provider):
    given = {"client_id": "a", "private_key": "b", "team_id": "c", "key_id": "d"}
    found = provider("SignInWithApple", given)
    assert "private_key" not in found
    assert found["oidc_issuer"] == "https://appleid.apple.com"


def test_the_urls_of_facebook_have_the_version_of_its_api(provider):
    given = {"client_id": "a", "client_secret": "b", "authorize_scopes": "c"}
    found = provider("Facebook", given | {"api_version": "v21.0"})
    assert found["token_url"] == "https://graph.facebook.com/v21.0/oauth/access_token"
    assert found["attributes_url_add_attributes"] == "true"


def test_what_a_provider_is_given_wins_over_what_aws_adds(provider):
    given = {
        "client_id": "a",
        "authorize_scopes": "openid",
        "oidc_issuer": "https://idp.example.com",
        "attributes_request_method": "GET",
    }
    assert provider("OIDC", given, "First")["attributes_url_add_attributes"] == "false"
    added = given | {"attributes_url_add_attributes": "true"}
    assert provider("OIDC", added, "Second")["attributes_url_add_attributes"] == "true"


def test_a_group_shows_only_what_it_was_given(cognito, pool):
    named = {"UserPoolId": pool, "GroupName": "a"}
    cognito.create_group(**named, Precedence=0)
    found = cognito.get_group(**named)["Group"]
    assert found["Precedence"] == 0
    assert not {"Description", "RoleArn"} & set(found)
    cognito.update_group(**named, Description="The first")
    (listed,) = cognito.list_groups(UserPoolId=pool)["Groups"]
    assert (listed["Description"], listed["Precedence"]) == ("The first", 0)


def test_an_update_of_a_resource_server_without_scopes_removes_them(cognito, pool):
    named = {"UserPoolId": pool, "Identifier": "api", "Name": "api"}
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    cognito.create_resource_server(**named, Scopes=scopes)
    assert cognito.update_resource_server(**named)["ResourceServer"]["Scopes"] == []


def test_an_update_of_an_identity_pool_resets_what_it_omits_but_not_its_tags(account):
    identity = account.client("cognito-identity")
    named = {"IdentityPoolName": "p", "AllowUnauthenticatedIdentities": False}
    made = identity.create_identity_pool(
        **named,
        AllowClassicFlow=True,
        SupportedLoginProviders={"graph.facebook.com": "1"},
        IdentityPoolTags={"a": "b"},
    )
    pool = {"IdentityPoolId": made["IdentityPoolId"]}
    identity.update_identity_pool(**pool, **named)
    found = identity.describe_identity_pool(**pool)
    assert not found.get("AllowClassicFlow")
    assert not found.get("SupportedLoginProviders")
    assert found["IdentityPoolTags"] == {"a": "b"}
