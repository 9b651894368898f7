"""The features of a pool that a feature plan lacks, and the second factors of a pool."""

import pytest

from cognito_messaging.facts.user_pools import (
    TIERS,
    enabled_factors,
    features_beyond,
    passkeys_are_second_factors,
)


def sign_in(*factors):
    return {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *factors]}}}


def trigger(version):
    return {"LambdaConfig": {"PreTokenGenerationConfig": {"LambdaVersion": version}}}


@pytest.mark.parametrize(
    ("pool", "first"),
    [
        ({}, "LITE"),
        (sign_in(), "LITE"),
        (sign_in("EMAIL_OTP"), "ESSENTIALS"),
        ({"WebAuthnConfiguration": {"RelyingPartyId": "example.com"}}, "ESSENTIALS"),
        ({"EmailMfaConfiguration": {}}, "ESSENTIALS"),
        (trigger("V1_0"), "LITE"),
        (trigger("V2_0"), "ESSENTIALS"),
        ({"Policies": {"PasswordPolicy": {"PasswordHistorySize": 0}}}, "LITE"),
        ({"Policies": {"PasswordPolicy": {"PasswordHistorySize": 1}}}, "ESSENTIALS"),
        ({"UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}}, "LITE"),
        ({"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}, "PLUS"),
        ({"ExportsLogs": True}, "PLUS"),
    ],
)
def test_a_feature_is_in_its_feature_plan_and_in_those_above(pool, first):
    having = [tier for tier in TIERS if not features_beyond(tier, pool)]
    assert having == list(TIERS[TIERS.index(first) :])


def test_a_disabled_authenticator_app_is_no_second_factor_but_an_empty_configuration_is():
    assert enabled_factors({"SoftwareTokenMfaConfiguration": {"Enabled": False}}) == frozenset()
    mfa = {"SmsMfaConfiguration": {}, "EmailMfaConfiguration": {}}
    assert enabled_factors(mfa) == {"SMS", "EMAIL"}


def test_passkeys_are_second_factors_only_if_they_are_configured_so():
    assert not passkeys_are_second_factors({"WebAuthnConfiguration": {"RelyingPartyId": "a"}})
    multi = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
    assert passkeys_are_second_factors({"WebAuthnConfiguration": multi})
