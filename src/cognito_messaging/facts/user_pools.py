"""What Cognito allows in the settings of a user pool: attributes, factors, feature plans."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# DG, "Working with user attributes", with the data types that DescribeUserPool shows. The flags
# `email_verified` and `phone_number_verified` are not among them: a schema that names one gets a
# custom attribute of this name (aws-cdk PR 14699).
STANDARD_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "address",
                "birthdate",
                "email",
                "family_name",
                "gender",
                "given_name",
                "locale",
                "middle_name",
                "name",
                "nickname",
                "phone_number",
                "picture",
                "preferred_username",
                "profile",
                "sub",
                "website",
                "zoneinfo",
            ),
            "String",
        ),
        "updated_at": "Number",
    }
)

# DG, "Quotas in Amazon Cognito": custom attributes of a pool; characters of an attribute's value.
MAX_CUSTOM_ATTRIBUTES = 50
MAX_ATTRIBUTE_LENGTH = 2048

# API, TagResource: "A user pool can have as many as 50 tags".
MAX_TAGS = 50

# DG, "User pool feature plans": what each plan has, the plan without the feature first.
TIERS = ("LITE", "ESSENTIALS", "PLUS")

# The parts of SetUserPoolMfaConfig that configure a second factor. Passkeys are none: AWS accepts
# them with MFA OFF, and refuses MFA with passkeys only (go-to-k/cdkd#1923 and #1920, measured).
FACTOR_PARTS = (
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
)


def enabled_factors(mfa: Mapping[str, Any]) -> frozenset[str]:
    """The second factors that MFA settings enable: `SMS`, `TOTP`, `EMAIL`.

    A factor by SMS or email with the default texts is an empty structure, and counts; an
    authenticator app counts only if it is enabled.
    """
    token = (mfa.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled")
    found = {
        "SMS": mfa.get("SmsMfaConfiguration") is not None,
        "TOTP": bool(token),
        "EMAIL": mfa.get("EmailMfaConfiguration") is not None,
    }
    return frozenset(name for name, enabled in found.items() if enabled)


def passkeys_are_second_factors(mfa: Mapping[str, Any]) -> bool:
    """Whether a passkey that verifies its user satisfies MFA.

    Source: API, WebAuthnConfigurationType.FactorConfiguration.
    """
    passkeys = mfa.get("WebAuthnConfiguration") or {}
    return bool(passkeys.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION")


# API, LogConfigurationType: the level and the destinations of each event source.
LOG_LEVELS: Mapping[str, str] = MappingProxyType(
    {"userNotification": "ERROR", "userAuthEvents": "INFO"}
)
LOG_DESTINATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "userNotification": ("CloudWatchLogsConfiguration",),
        "userAuthEvents": (
            "CloudWatchLogsConfiguration",
            "S3Configuration",
            "FirehoseConfiguration",
        ),
    }
)


def features_beyond(tier: str, pool: Mapping[str, Any]) -> tuple[str, ...]:
    """The features of a pool that a feature plan lacks, as AWS's error names them.

    Sources: DG, "User pool feature plans" and "Turning off features to change feature plans"; the
    names `Passwordless Sign-In` and `Threat Protection` from amplify-backend#2805 and
    terraform-provider-aws PR 40734; nobody has reported the names of the others.
    """
    policies = pool.get("Policies") or {}
    factors = set((policies.get("SignInPolicy") or {}).get("AllowedFirstAuthFactors") or ())
    history = (policies.get("PasswordPolicy") or {}).get("PasswordHistorySize")
    trigger = (pool.get("LambdaConfig") or {}).get("PreTokenGenerationConfig") or {}
    add_ons = pool.get("UserPoolAddOns") or {}
    protected = add_ons.get("AdvancedSecurityMode", "OFF") != "OFF" or bool(
        add_ons.get("AdvancedSecurityAdditionalFlows")
    )
    from_essentials = {
        "Passwordless Sign-In": bool(factors - {"PASSWORD"})
        or bool(pool.get("WebAuthnConfiguration")),
        "Email MFA": pool.get("EmailMfaConfiguration") is not None,
        "Access Token Customization": trigger.get("LambdaVersion", "V1_0") != "V1_0",
        "Password History": bool(history),
    }
    from_plus = {"Threat Protection": protected, "Log Export": bool(pool.get("ExportsLogs"))}
    lacking = (from_essentials if tier == "LITE" else {}) | (from_plus if tier != "PLUS" else {})
    return tuple(name for name, used in lacking.items() if used)
