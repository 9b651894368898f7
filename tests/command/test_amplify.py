"""amplify_outputs.json as the command writes it, compared with Amplify's own schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cognito_messaging import amplify
from cognito_messaging.pool import UserPool

SCHEMA = jsonschema.Draft7Validator(
    json.loads((Path(__file__).parents[1] / "module" / "amplify_outputs.schema.json").read_text())
)
HOSTED = {
    "ClientId": "web",
    "AllowedOAuthFlows": ["implicit", "code"],
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": ["https://app.example.com/"],
    "LogoutURLs": ["https://app.example.com/bye"],
    "SupportedIdentityProviders": ["COGNITO", "Google"],
}


def auth_of(raw: Any, client: Any = HOSTED, mfa: Any = None, **more: Any) -> Any:
    pool = UserPool("eu-west-1_A", "eu-west-1", raw)
    document = amplify.outputs(pool, client, mfa or {}, more.pop("groups", []), **more)
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    assert document["version"] == "1.4"
    return document["auth"]


def test_a_minimal_pool_has_the_required_settings() -> None:
    assert auth_of({}) == {
        "aws_region": "eu-west-1",
        "user_pool_id": "eu-west-1_A",
        "user_pool_client_id": "web",
        "mfa_configuration": "NONE",
        "mfa_methods": [],
        "user_verification_types": [],
        "standard_required_attributes": [],
        "groups": [],
    }


def test_a_pool_with_all_features_has_all_settings() -> None:
    auth = auth_of(
        {
            "Domain": "app",
            "UsernameAttributes": ["phone_number", "email"],
            "AutoVerifiedAttributes": ["phone_number", "email"],
            "SchemaAttributes": [
                {"Name": "sub", "Required": True},
                {"Name": "email", "Required": True},
            ],
            "Policies": {
                "PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": True},
                "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
            },
        },
        mfa={
            "MfaConfiguration": "ON",
            "SmsMfaConfiguration": {"SmsAuthenticationMessage": "{####}"},
            "SoftwareTokenMfaConfiguration": {"Enabled": True},
            "WebAuthnConfiguration": {"RelyingPartyId": "example.com"},
        },
        groups=[{"GroupName": "admins", "Precedence": 1}, {"GroupName": "others"}],
        identity_pool_id="eu-west-1:1",
    )
    assert (
        auth["username_attributes"] == auth["user_verification_types"] == ["email", "phone_number"]
    )
    assert (auth["mfa_configuration"], auth["mfa_methods"]) == ("REQUIRED", ["SMS", "TOTP"])
    assert auth["standard_required_attributes"] == ["email"]
    assert auth["groups"] == [{"admins": {"precedence": 1}}, {"others": {}}]
    assert auth["unauthenticated_identities_enabled"] is False
    assert auth["passwordless"] == {
        "email_otp_enabled": True,
        "sms_otp_enabled": False,
        "web_authn": {"relying_party_id": "example.com", "user_verification": "preferred"},
    }
    assert auth["oauth"] == {
        "identity_providers": ["GOOGLE"],
        "domain": "app.auth.eu-west-1.amazoncognito.com",
        "scopes": ["openid"],
        "redirect_sign_in_uri": ["https://app.example.com/"],
        "redirect_sign_out_uri": ["https://app.example.com/bye"],
        "response_type": "code",
    }


@pytest.mark.parametrize("missing", ["CallbackURLs", "LogoutURLs", "AllowedOAuthFlows"])
def test_a_client_without_hosted_pages_has_no_oauth(missing: str) -> None:
    client = {key: value for key, value in HOSTED.items() if key != missing}
    assert "oauth" not in auth_of({"Domain": "app"}, client)
