"""The output amplify_outputs is valid by the types of Amplify, for every kind of pool."""

import json
from pathlib import Path

import jsonschema
import pytest

SCHEMA = jsonschema.Draft7Validator(
    json.loads(Path(__file__).with_name("amplify_outputs.schema.json").read_text())
)
HOSTED = {
    "callback_urls": ["https://app.example.com/"],
    "logout_urls": ["https://app.example.com/"],
    "allowed_oauth_scopes": ["openid"],
    "supported_identity_providers": ["COGNITO", "Google"],
}
GOOGLE = {
    "type": "Google",
    "details": {"client_id": "i", "client_secret": "s", "authorize_scopes": "email"},
}
SENDER = {"identity": {"address": "{scenario}@example.com"}}


def auth_of(applied):
    outputs = applied.outputs["amplify_outputs"]
    assert [error.message for error in SCHEMA.iter_errors(outputs)] == []
    return outputs["auth"]


@pytest.mark.scenario(name="amplify", clients={"web": {}})
def test_a_minimal_pool_has_the_required_settings(applied):
    auth = auth_of(applied)
    assert applied.outputs["amplify_outputs"]["version"] == "1.4"
    assert auth["aws_region"] == applied.target.region
    assert auth["user_pool_id"] == applied.outputs["user_pool_id"]
    assert auth["user_pool_client_id"] == applied.outputs["client_ids"]["web"]
    assert auth["username_attributes"] == auth["standard_required_attributes"] == ["email"]
    assert auth["user_verification_types"] == ["email"]
    assert (auth["mfa_configuration"], auth["mfa_methods"], auth["groups"]) == ("NONE", [], [])
    assert not {"oauth", "passwordless", "identity_pool_id"} & set(auth)


@pytest.mark.scenario(
    name="amplify",
    sms={},
    mfa={"configuration": "ON"},
    account_recovery=["verified_email", "verified_phone_number"],
    password_policy={"minimum_length": 12, "require_symbols": False},
    attributes={"family_name": {"required": True}},
    groups={"admins": {"precedence": 1}, "others": {}},
    identity_providers={"Google": GOOGLE},
    domain={"prefix": "{scenario}-amplify"},
    clients={"web": {**HOSTED, "allowed_oauth_flows": ["code"]}},
    identity_pool={"allow_guests": True},
)
def test_a_pool_with_all_features_has_all_settings(applied):
    auth = auth_of(applied)
    assert auth["mfa_configuration"] == "REQUIRED"
    assert auth["mfa_methods"] == ["SMS", "TOTP"]
    assert auth["password_policy"] == {
        "min_length": 12,
        "require_lowercase": True,
        "require_uppercase": True,
        "require_numbers": True,
        "require_symbols": False,
    }
    assert auth["standard_required_attributes"] == ["email", "family_name"]
    assert auth["groups"] == [{"admins": {"precedence": 1}}, {"others": {}}]
    assert auth["identity_pool_id"] == applied.outputs["identity_pool_id"]
    assert auth["unauthenticated_identities_enabled"] is True
    assert auth["oauth"] == {
        "identity_providers": ["GOOGLE"],
        "domain": applied.outputs["domain"]["host"],
        "scopes": ["openid"],
        "redirect_sign_in_uri": HOSTED["callback_urls"],
        "redirect_sign_out_uri": HOSTED["logout_urls"],
        "response_type": "code",
    }


@pytest.mark.scenario(
    name="amplify",
    sms={},
    sign_in={"username_attributes": ["phone_number"]},
    domain={"prefix": "{scenario}-amplify"},
    identity_providers={"Google": GOOGLE},
    clients={"web": {**HOSTED, "allowed_oauth_flows": ["implicit"]}},
)
def test_a_pool_with_phone_numbers_and_the_implicit_flow(applied):
    auth = auth_of(applied)
    assert auth["username_attributes"] == auth["user_verification_types"] == ["phone_number"]
    assert auth["oauth"]["response_type"] == "token"


@pytest.mark.scenario(
    name="amplify",
    sign_in={"alias_attributes": ["email"]},
    clients={"a": {"generate_secret": True}, "b": {}, "c": {}},
    amplify_client="c",
)
def test_usernames_have_no_attributes_and_the_client_can_be_chosen(applied):
    auth = auth_of(applied)
    assert "username_attributes" not in auth
    assert auth["user_pool_client_id"] == applied.outputs["client_ids"]["c"]


@pytest.mark.scenario(
    name="amplify",
    email=SENDER,
    sms={},
    sign_in={
        "first_factors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"],
        "preferred_factor": "WEB_AUTHN",
        "passkeys": {"relying_party_id": "example.com", "user_verification": "required"},
    },
    clients={"web": {}},
)
def test_first_factors_without_a_password(applied):
    assert applied.outputs["amplify_outputs"]["version"] == "1.4"
    assert auth_of(applied)["passwordless"] == {
        "email_otp_enabled": True,
        "sms_otp_enabled": False,
        "web_authn": {"relying_party_id": "example.com", "user_verification": "required"},
        "preferred_challenge": "WEB_AUTHN",
    }


@pytest.mark.scenario(
    name="amplify",
    sign_in={"preferred_factor": "PASSWORD", "first_factors": ["PASSWORD", "WEB_AUTHN"]},
    clients={"web": {}},
)
@pytest.mark.change(sign_in={"first_factors": ["PASSWORD", "WEB_AUTHN"]})
@pytest.mark.change(sign_in={"preferred_factor": "PASSWORD", "first_factors": ["PASSWORD"]})
def test_the_preferred_factor_changes_only_what_amplify_gets(transitions):
    factors = {"email_otp_enabled": False, "sms_otp_enabled": False}
    first, second = transitions
    assert first.updated == []
    shown = [auth_of(one).get("passwordless") for one in (first.before, first.after, second.after)]
    preferred = factors | {"preferred_challenge": "PASSWORD"}
    assert shown == [preferred, factors, preferred]


@pytest.mark.scenario(name="amplify", clients={"server": {"generate_secret": True}})
def test_a_pool_whose_client_has_a_secret_has_no_amplify_outputs(applied):
    assert applied.outputs["amplify_outputs"] is None


@pytest.mark.parametrize(
    "change",
    [{"user_pool_id": None}, {"more": 1}, {"username_attributes": []}, {"mfa_methods": ["PIGEON"]}],
)
def test_the_schema_refuses_values_that_amplify_does_not_accept(change):
    auth = {"aws_region": "r", "user_pool_id": "p", "user_pool_client_id": "c", **change}
    assert not SCHEMA.is_valid({"version": "1.4", "auth": auth})
