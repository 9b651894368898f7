"""The pool itself: name, tags, tier, sign-in, password policy, devices."""

from __future__ import annotations

from ..answers import mapping, text, texts
from .model import Adoption, ExistingPool, without_nulls


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
    inputs["password_policy"] = _password_policy(existing)
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
        remarks.append("passkeys count as a second factor; the module has no input for it")
    if mapping(raw.get("KeyConfiguration")).get("KeyType") == "CUSTOMER_MANAGED_KEY":
        remarks.append(
            "the pool is encrypted with a customer managed key; the module has no input for it"
        )
    if mapping(raw.get("IssuerConfiguration")).get("Type") == "UPDATED":
        remarks.append("the pool uses the updated issuer; the module has no input for it")
    return remarks
