"""Configuration for AWS Amplify: amplify_outputs.json, and lines for amplify/backend.ts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .answers import mapping, text, texts
from .pool import UserPool

# AMP: the schemas 1.4 and 1.5 have the same `auth`; 1.5 adds notifications, which are not written.
_VERSION = "1.4"
# AMP: amplify_outputs.json has its own names for Cognito's settings.
_MFA = {"OFF": "NONE", "OPTIONAL": "OPTIONAL", "ON": "REQUIRED"}
_PROVIDERS = {
    "Google": "GOOGLE",
    "Facebook": "FACEBOOK",
    "LoginWithAmazon": "LOGIN_WITH_AMAZON",
    "SignInWithApple": "SIGN_IN_WITH_APPLE",
}


def outputs(
    pool: UserPool,
    client: Mapping[str, Any],
    mfa: Mapping[str, Any],
    groups: Sequence[Mapping[str, Any]],
    identity_pool_id: str | None = None,
) -> dict[str, Any]:
    """The `amplify_outputs.json` of a pool, the same as the module's output `amplify_outputs`.

    Args:
        pool: the answer of DescribeUserPool.
        client: the answer of DescribeUserPoolClient, for a client without a secret.
        mfa: the answer of GetUserPoolMfaConfig.
        groups: the answer of ListGroups.
        identity_pool_id: the ID of the identity pool that trusts the client.

    Source: AMP, the schema of amplify_outputs.json: `auth` allows these fields and no others.
    """
    auth: dict[str, Any] = {
        "aws_region": pool.region,
        "user_pool_id": pool.id,
        "user_pool_client_id": client["ClientId"],
        "mfa_configuration": _MFA.get(str(mfa.get("MfaConfiguration")), "NONE"),
        "mfa_methods": _mfa_methods(mfa),
        "user_verification_types": sorted(
            name for name in pool.auto_verified if name in ("email", "phone_number")
        ),
        "standard_required_attributes": sorted(
            name
            for attribute in map(mapping, pool.raw.get("SchemaAttributes") or ())
            if attribute.get("Required") is True
            and (name := text(attribute.get("Name"))) not in (None, "sub")
        ),
        "groups": [{str(group["GroupName"]): _precedence(group)} for group in groups],
    }
    if identity_pool_id:
        auth["identity_pool_id"] = identity_pool_id
        auth["unauthenticated_identities_enabled"] = False
    if usernames := sorted(texts(pool.raw.get("UsernameAttributes"))):
        auth["username_attributes"] = usernames
    if password := mapping(mapping(pool.raw.get("Policies")).get("PasswordPolicy")):
        auth["password_policy"] = {
            "min_length": password.get("MinimumLength", 8),
            "require_numbers": password.get("RequireNumbers", False),
            "require_lowercase": password.get("RequireLowercase", False),
            "require_uppercase": password.get("RequireUppercase", False),
            "require_symbols": password.get("RequireSymbols", False),
        }
    if oauth := _oauth(pool, client):
        auth["oauth"] = oauth
    if passwordless := _passwordless(pool, mfa):
        auth["passwordless"] = passwordless
    return {"version": _VERSION, "auth": auth}


def _mfa_methods(mfa: Mapping[str, Any]) -> list[str]:
    if mfa.get("MfaConfiguration") not in ("ON", "OPTIONAL"):
        return []
    methods = {
        "EMAIL": bool(mapping(mfa.get("EmailMfaConfiguration"))),
        "SMS": bool(mapping(mfa.get("SmsMfaConfiguration"))),
        "TOTP": mapping(mfa.get("SoftwareTokenMfaConfiguration")).get("Enabled") is True,
    }
    return [method for method, is_on in methods.items() if is_on]


def _precedence(group: Mapping[str, Any]) -> dict[str, int]:
    precedence = group.get("Precedence")
    return {"precedence": precedence} if isinstance(precedence, int) else {}


def _oauth(pool: UserPool, client: Mapping[str, Any]) -> dict[str, Any] | None:
    """The part about hosted sign-in pages; None if the pool or the client does not use them."""
    custom, prefix = text(pool.raw.get("CustomDomain")), text(pool.raw.get("Domain"))
    domain = custom or (prefix and f"{prefix}.auth.{pool.region}.amazoncognito.com")
    flows = {"code", "implicit"} & set(texts(client.get("AllowedOAuthFlows")))
    sign_in, sign_out = texts(client.get("CallbackURLs")), texts(client.get("LogoutURLs"))
    # AMP: the schema requires an address of each kind.
    if not (domain and flows and sign_in and sign_out):
        return None
    return {
        "identity_providers": [
            _PROVIDERS[name]
            for name in texts(client.get("SupportedIdentityProviders"))
            if name in _PROVIDERS
        ],
        "domain": domain,
        "scopes": list(texts(client.get("AllowedOAuthScopes"))),
        "redirect_sign_in_uri": list(sign_in),
        "redirect_sign_out_uri": list(sign_out),
        "response_type": "code" if "code" in flows else "token",
    }


def _passwordless(pool: UserPool, mfa: Mapping[str, Any]) -> dict[str, Any] | None:
    factors = set(pool.first_factors)
    if not factors & {"EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"}:
        return None
    passwordless: dict[str, Any] = {
        "email_otp_enabled": "EMAIL_OTP" in factors,
        "sms_otp_enabled": "SMS_OTP" in factors,
    }
    passkeys = mapping(mfa.get("WebAuthnConfiguration"))
    if "WEB_AUTHN" in factors and text(passkeys.get("RelyingPartyId")):
        passwordless["web_authn"] = {
            "relying_party_id": passkeys["RelyingPartyId"],
            "user_verification": passkeys.get("UserVerification", "preferred"),
        }
    return passwordless


def backend_lines(email: Mapping[str, Any] | None, sms: Mapping[str, Any] | None) -> str:
    """The lines for `amplify/backend.ts` that give Amplify's own pool a sender and an SMS role.

    Args:
        email: `emailSendingAccount`, `sourceArn`, `from`, … by CloudFormation's names.
        sms: `externalId`, `snsCallerArn` and `snsRegion`.
    """
    lines = [
        "// After `const backend = defineBackend({ auth, … })` in amplify/backend.ts:",
        "const { cfnUserPool } = backend.auth.resources.cfnResources;",
    ]
    for name, settings in (("emailConfiguration", email), ("smsConfiguration", sms)):
        given = {key: value for key, value in (settings or {}).items() if value is not None}
        if given:
            lines.append(f"cfnUserPool.{name} = {json.dumps(given, indent=2)};")
    return "\n".join(lines)


def cdk_email(pool: UserPool) -> dict[str, Any]:
    """The pool's email configuration by CloudFormation's names."""
    return _renamed(
        pool.email,
        EmailSendingAccount="emailSendingAccount",
        SourceArn="sourceArn",
        From="from",
        ReplyToEmailAddress="replyToEmailAddress",
        ConfigurationSet="configurationSet",
    )


def cdk_sms(pool: UserPool) -> dict[str, Any]:
    """The pool's SMS configuration by CloudFormation's names."""
    return _renamed(
        mapping(pool.raw.get("SmsConfiguration")),
        ExternalId="externalId",
        SnsCallerArn="snsCallerArn",
        SnsRegion="snsRegion",
    )


def _renamed(settings: Mapping[str, Any], **names: str) -> dict[str, Any]:
    return {new: settings[old] for old, new in names.items() if settings.get(old)}
