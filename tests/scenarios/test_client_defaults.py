"""Clients share the values of client_defaults, unless they set their own."""

import pytest

from ..reading import client_of

CLIENT = "aws_cognito_user_pool_client.this"
SHARED = {
    "explicit_auth_flows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "prevent_user_existence_errors": "LEGACY",
    "enable_token_revocation": False,
    "access_token_validity": 2,
    "id_token_validity": 3,
    "refresh_token_validity": 40,
    "token_validity_units": {"access_token": "hours", "id_token": "hours"},
    "auth_session_validity": 10,
    "read_attributes": ["email", "name"],
    "write_attributes": ["email"],
    "supported_identity_providers": ["COGNITO", "Okta"],
    "allowed_oauth_flows": ["code"],
    "allowed_oauth_scopes": ["openid"],
    "callback_urls": ["https://app.example.com/"],
    "logout_urls": ["https://app.example.com/out"],
    "default_redirect_uri": "https://app.example.com/",
}
OWN = {
    "generate_secret": True,
    "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH"],
    "prevent_user_existence_errors": "ENABLED",
    "enable_token_revocation": True,
    "enable_propagate_additional_user_context_data": True,
    "access_token_validity": 10,
    "token_validity_units": {"access_token": "minutes"},
    "refresh_token_rotation": {"retry_grace_period_seconds": 7},
    "auth_session_validity": 5,
    "read_attributes": ["email"],
    "write_attributes": ["email", "name"],
    "supported_identity_providers": ["COGNITO"],
    "callback_urls": ["https://b.example.com/"],
    "logout_urls": [],
    "default_redirect_uri": "https://b.example.com/",
}
# The client takes no part in OAuth, and its lists have nothing.
NONE = {
    "allowed_oauth_flows": [],
    "allowed_oauth_scopes": [],
    "logout_urls": [],
    "supported_identity_providers": [],
}
POOL = {
    "name": "defaults",
    "domain": {"prefix": "{scenario}-defaults"},
    "identity_providers": {
        "Okta": {
            "type": "OIDC",
            "details": {
                "client_id": "id",
                "authorize_scopes": "openid",
                "oidc_issuer": "https://okta.example.com",
                "attributes_request_method": "GET",
            },
        }
    },
}
FIELDS = (
    "PreventUserExistenceErrors",
    "EnableTokenRevocation",
    "AccessTokenValidity",
    "IdTokenValidity",
    "RefreshTokenValidity",
    "TokenValidityUnits",
    "AuthSessionValidity",
    "DefaultRedirectURI",
    "AllowedOAuthFlowsUserPoolClient",
)
LISTS = (
    "ExplicitAuthFlows",
    "ReadAttributes",
    "WriteAttributes",
    "SupportedIdentityProviders",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "CallbackURLs",
    "LogoutURLs",
)


def settings_of(applied, key):
    client = client_of(applied, key)
    fields = {name: client.get(name) for name in FIELDS}
    return fields | {name: sorted(client.get(name, [])) for name in LISTS}


@pytest.mark.scenario(
    **POOL, client_defaults=SHARED, clients={"web": {}, "server": OWN, "quiet": NONE}
)
class TestSharedValues:
    def test_a_client_without_values_has_the_shared_ones(self, applied):
        assert settings_of(applied, "web") == {
            "PreventUserExistenceErrors": "LEGACY",
            "EnableTokenRevocation": False,
            "AccessTokenValidity": 2,
            "IdTokenValidity": 3,
            "RefreshTokenValidity": 40,
            "TokenValidityUnits": {
                "AccessToken": "hours",
                "IdToken": "hours",
                "RefreshToken": "days",
            },
            "AuthSessionValidity": 10,
            "DefaultRedirectURI": "https://app.example.com/",
            "AllowedOAuthFlowsUserPoolClient": True,
            "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
            "ReadAttributes": ["email", "name"],
            "WriteAttributes": ["email"],
            "SupportedIdentityProviders": ["COGNITO", "Okta"],
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": ["https://app.example.com/"],
            "LogoutURLs": ["https://app.example.com/out"],
        }

    def test_a_client_keeps_its_own_values(self, applied):
        assert settings_of(applied, "server") == {
            "PreventUserExistenceErrors": "ENABLED",
            "EnableTokenRevocation": True,
            "AccessTokenValidity": 10,
            "IdTokenValidity": 3,
            "RefreshTokenValidity": 40,
            "TokenValidityUnits": {
                "AccessToken": "minutes",
                "IdToken": "hours",
                "RefreshToken": "days",
            },
            "AuthSessionValidity": 5,
            "DefaultRedirectURI": "https://b.example.com/",
            "AllowedOAuthFlowsUserPoolClient": True,
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "ReadAttributes": ["email"],
            "WriteAttributes": ["email", "name"],
            "SupportedIdentityProviders": ["COGNITO"],
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": ["https://b.example.com/"],
            "LogoutURLs": [],
        }
        client = client_of(applied, "server")
        assert client["EnablePropagateAdditionalUserContextData"] is True
        assert client["RefreshTokenRotation"] == {
            "Feature": "ENABLED",
            "RetryGracePeriodSeconds": 7,
        }

    def test_an_empty_list_of_a_client_is_not_the_shared_one(self, applied):
        quiet = settings_of(applied, "quiet")
        assert quiet["AllowedOAuthFlowsUserPoolClient"] is False
        for name in (
            "AllowedOAuthFlows",
            "AllowedOAuthScopes",
            "LogoutURLs",
            "SupportedIdentityProviders",
        ):
            assert quiet[name] == [], name

    def test_amplify_gets_the_shared_values(self, applied):
        oauth = applied.outputs["amplify_outputs"]["auth"]["oauth"]
        assert oauth["scopes"] == ["openid"]
        assert oauth["redirect_sign_in_uri"] == ["https://app.example.com/"]
        assert oauth["redirect_sign_out_uri"] == ["https://app.example.com/out"]

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


ANALYTICS = {
    "application_id": "0123456789abcdef",
    "external_id": "known",
    "role_arn": "arn:aws:iam::000000000000:role/analytics",
}
APPLICATION = "arn:aws:mobiletargeting:us-east-1:000000000000:apps/0123456789abcdef"


@pytest.mark.scenario(
    name="shared",
    client_defaults={"refresh_token_rotation": {}, "analytics_configuration": ANALYTICS},
    clients={"a": {}, "b": {"auth_session_validity": 4}},
)
@pytest.mark.change(
    client_defaults={
        "refresh_token_rotation": {"retry_grace_period_seconds": 9},
        "analytics_configuration": {"application_arn": APPLICATION, "user_data_shared": True},
    },
)
@pytest.mark.change(
    client_defaults={"refresh_token_rotation": {"feature": "DISABLED"}, "auth_session_validity": 7},
    clients={"a": {}, "b": {"auth_session_validity": 4, "refresh_token_rotation": {}}},
)
class TestAnotherSharedValue:
    def test_it_changes_every_client_in_place(self, transitions):
        first, second = transitions
        assert first.updated == [f'{CLIENT}["a"]', f'{CLIENT}["b"]']
        for one in (first, second):
            assert one.created == one.deleted == one.replaced == []
            assert one.settled.empty, one.settled
        for address in first.updated:
            client = first.after.resources[address]
            assert client["refresh_token_rotation"][0]["retry_grace_period_seconds"] == 9
            (analytics,) = client["analytics_configuration"]
            assert analytics["application_arn"] == APPLICATION
            assert analytics["user_data_shared"] is True

    def test_a_client_with_its_own_value_keeps_it(self, transitions):
        after = transitions[-1].after
        assert client_of(after, "a")["RefreshTokenRotation"]["Feature"] == "DISABLED"
        assert client_of(after, "b")["RefreshTokenRotation"]["Feature"] == "ENABLED"
        assert "AnalyticsConfiguration" not in client_of(after, "a")
        sessions = [client_of(after, key)["AuthSessionValidity"] for key in ("a", "b")]
        assert sessions == [7, 4]
