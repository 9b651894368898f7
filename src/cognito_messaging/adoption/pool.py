"""The pool itself: name, tags, tier, sign-in, password policy, devices."""

from __future__ import annotations

from ..answers import mapping, text, texts
from .model import LOST, Adoption, ExistingPool, without_input, without_nulls

# The settings of a pool that this package adopts, and those that only AWS sets (API, UserPoolType).
_KNOWN = frozenset(
    {
        "AccountRecoverySetting",
        "AdminCreateUserConfig",
        "AliasAttributes",
        "Arn",
        "AutoVerifiedAttributes",
        "CreationDate",
        "CustomDomain",
        "DeletionProtection",
        "DeviceConfiguration",
        "Domain",
        "EmailConfiguration",
        "EmailConfigurationFailure",
        "EmailVerificationMessage",
        "EmailVerificationSubject",
        "EstimatedNumberOfUsers",
        "Id",
        "IssuerConfiguration",
        "KeyConfiguration",
        "LambdaConfig",
        "LastModifiedDate",
        "MfaConfiguration",
        "Name",
        "Policies",
        "SchemaAttributes",
        "SmsAuthenticationMessage",
        "SmsConfiguration",
        "SmsConfigurationFailure",
        "SmsVerificationMessage",
        "Status",
        "UserAttributeUpdateSettings",
        "UserPoolAddOns",
        "UserPoolTags",
        "UserPoolTier",
        "UsernameAttributes",
        "UsernameConfiguration",
        "VerificationMessageTemplate",
    }
)


def adopt_pool(existing: ExistingPool) -> Adoption:
    """The inputs of the pool's own settings, and the pool's import."""
    raw = existing.pool.raw
    adoption = Adoption(imports={"aws_cognito_user_pool.this": existing.pool.id})
    inputs = adoption.inputs
    inputs["name"] = existing.pool.name
    if tags := {
        str(key): str(value)
        for key, value in mapping(raw.get("UserPoolTags")).items()
        if not str(key).startswith("aws:")
    }:
        inputs["tags"] = tags
    inputs["deletion_protection"] = raw.get("DeletionProtection") == "ACTIVE"
    if tier := text(raw.get("UserPoolTier")):
        inputs["tier"] = tier
    inputs["sign_in"] = _sign_in(existing)
    if password_policy := _password_policy(existing):
        inputs["password_policy"] = password_policy
    if devices := mapping(raw.get("DeviceConfiguration")):
        inputs["devices"] = {
            "challenge_required_on_new_device": devices.get("ChallengeRequiredOnNewDevice", False),
            "device_only_remembered_on_user_prompt": devices.get(
                "DeviceOnlyRememberedOnUserPrompt", False
            ),
        }
    adoption.remarks += _remarks(existing)
    return adoption


def _sign_in(existing: ExistingPool) -> dict[str, object]:
    raw = existing.pool.raw
    sign_in: dict[str, object] = {}
    if username := mapping(raw.get("UsernameConfiguration")):
        sign_in["case_sensitive"] = username.get("CaseSensitive", True)
    else:
        # Like pools of CDK, and pools created before 2020. A plan that adds it replaces the pool.
        sign_in["no_case_setting"] = True
    if aliases := list(texts(raw.get("AliasAttributes"))):
        sign_in["alias_attributes"] = aliases
    else:
        sign_in["username_attributes"] = list(texts(raw.get("UsernameAttributes")))
    if existing.pool.first_factors not in ((), ("PASSWORD",)):
        sign_in["first_factors"] = list(existing.pool.first_factors)
    if passkeys := mapping(existing.mfa.get("WebAuthnConfiguration")):
        sign_in["passkeys"] = without_nulls(
            relying_party_id=text(passkeys.get("RelyingPartyId")),
            user_verification=text(passkeys.get("UserVerification")),
        )
    return sign_in


def _password_policy(existing: ExistingPool) -> dict[str, object]:
    password = mapping(mapping(existing.pool.raw.get("Policies")).get("PasswordPolicy"))
    if not password:
        return {}
    return without_nulls(
        minimum_length=password.get("MinimumLength"),
        require_lowercase=password.get("RequireLowercase", False),
        require_uppercase=password.get("RequireUppercase", False),
        require_numbers=password.get("RequireNumbers", False),
        require_symbols=password.get("RequireSymbols", False),
        password_history_size=password.get("PasswordHistorySize") or None,
        temporary_password_validity_days=password.get("TemporaryPasswordValidityDays"),
    )


def _remarks(existing: ExistingPool) -> list[str]:
    raw = existing.pool.raw
    remarks = []
    passkeys = mapping(existing.mfa.get("WebAuthnConfiguration"))
    if passkeys.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION":
        remarks.append(
            "passkeys count as a second factor; the module has no input for it "
            f"(terraform-provider-aws#48388), and {LOST}"
        )
    key = mapping(raw.get("KeyConfiguration"))
    if key.get("KeyType") == "CUSTOMER_MANAGED_KEY":
        remarks.append(
            f"the pool is encrypted with the customer managed key {key.get('KmsKeyArn')}; the "
            f"module has no input for it (terraform-provider-aws#48574), and {LOST}"
        )
    if mapping(raw.get("IssuerConfiguration")).get("Type") == "UPDATED":
        remarks.append(
            f"the pool uses the updated issuer; the module has no input for it, and {LOST}"
        )
    others = without_input(raw, _KNOWN, "the pool")
    return remarks + [f"{remark}, and {LOST}" for remark in others]
