"""What Amplify wants to know of a pool, and what an Amplify-owned pool must be told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .answers import mapping, text, texts
from .pool import UserPool

_VERSION = "1.4"
# AMP: amplify_outputs.json names multi-factor authentication in words of its own.
_MFA = {"OFF": "NONE", "OPTIONAL": "OPTIONAL", "ON": "REQUIRED"}
_FLOWS = {"code": "code", "implicit": "token"}


def outputs(
    pool: UserPool,
    client: Mapping[str, Any],
    mfa: Mapping[str, Any],
    groups: Sequence[Mapping[str, Any]],
    identity_pool_id: str | None = None,
) -> dict[str, Any]:
    """The ``amplify_outputs.json`` of a pool.

    Args:
        pool: as DescribeUserPool shows it.
        client: as DescribeUserPoolClient shows it; without a secret.
        mfa: as GetUserPoolMfaConfig shows it.
        groups: as ListGroups shows them.
        identity_pool_id: of the identity pool that trusts the client.

    Source: AMP, the schema of amplify_outputs.json: ``auth`` takes these fields and no others.
    """
    auth: dict[str, Any] = {
        "aws_region": pool.region,
        "user_pool_id": pool.id,
        "user_pool_client_id": client["ClientId"],
        "unauthenticated_identities_enabled": False,
        "mfa_configuration": _MFA.get(str(mfa.get("MfaConfiguration")), "NONE"),
        "mfa_methods": _mfa_methods(mfa),
        "user_verification_types": [
            name for name in pool.auto_verified if name in ("email", "phone_number")
        ],
        "standard_required_attributes": sorted(
            name
            for attribute in map(mapping, pool.raw.get("SchemaAttributes") or ())
            if attribute.get("Required") is True
            and (name := text(attribute.get("Name"))) not in (None, "sub")
        ),
    }
    if identity_pool_id:
        auth["identity_pool_id"] = identity_pool_id
    if usernames := list(texts(pool.raw.get("UsernameAttributes"))):
        auth["username_attributes"] = usernames
    if password := mapping(mapping(pool.raw.get("Policies")).get("PasswordPolicy")):
        auth["password_policy"] = {
            "min_length": password.get("MinimumLength", 8),
            "require_numbers": password.get("RequireNumbers", False),
            "require_lowercase": password.get("RequireLowercase", False),
            "require_uppercase": password.get("RequireUppercase", False),
            "require_symbols": password.get("RequireSymbols", False),
        }
    if named := [{str(group["GroupName"]): _precedence(group)} for group in groups]:
        auth["groups"] = named
    if oauth := _oauth(pool, client):
        auth["oauth"] = oauth
    if passwordless := _passwordless(pool, mfa):
        auth["passwordless"] = passwordless
    return {"version": _VERSION, "auth": auth}


def _mfa_methods(mfa: Mapping[str, Any]) -> list[str]:
    if mfa.get("MfaConfiguration") not in ("ON", "OPTIONAL"):
        return []
    on = {
        "SMS": bool(mapping(mfa.get("SmsMfaConfiguration"))),
        "TOTP": mapping(mfa.get("SoftwareTokenMfaConfiguration")).get("Enabled") is True,
        "EMAIL": bool(mapping(mfa.get("EmailMfaConfiguration"))),
    }
    return [method for method, is_on in on.items() if is_on]


def _precedence(group: Mapping[str, Any]) -> dict[str, int]:
    precedence = group.get("Precedence")
    return {"precedence": precedence} if isinstance(precedence, int) else {}


def _oauth(pool: UserPool, client: Mapping[str, Any]) -> dict[str, Any] | None:
    flows = [_FLOWS[flow] for flow in texts(client.get("AllowedOAuthFlows")) if flow in _FLOWS]
    custom, prefix = text(pool.raw.get("CustomDomain")), text(pool.raw.get("Domain"))
    domain = custom or (prefix and f"{prefix}.auth.{pool.region}.amazoncognito.com")
    if not flows or not domain:
        return None
    names = {"Google": "GOOGLE", "Facebook": "FACEBOOK", "LoginWithAmazon": "LOGIN_WITH_AMAZON"}
    names["SignInWithApple"] = "SIGN_IN_WITH_APPLE"
    return {
        "identity_providers": [
            names[name] for name in texts(client.get("SupportedIdentityProviders")) if name in names
        ],
        "domain": domain,
        "scopes": list(texts(client.get("AllowedOAuthScopes"))),
        "redirect_sign_in_uri": list(texts(client.get("CallbackURLs"))),
        "redirect_sign_out_uri": list(texts(client.get("LogoutURLs"))),
        "response_type": flows[0],
    }


def _passwordless(pool: UserPool, mfa: Mapping[str, Any]) -> dict[str, Any] | None:
    factors = set(pool.first_factors)
    if not factors & {"EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"}:
        return None
    found: dict[str, Any] = {
        "email_otp_enabled": "EMAIL_OTP" in factors,
        "sms_otp_enabled": "SMS_OTP" in factors,
    }
    passkeys = mapping(mfa.get("WebAuthnConfiguration"))
    if "WEB_AUTHN" in factors and text(passkeys.get("RelyingPartyId")):
        found["web_authn"] = {
            "relying_party_id": passkeys["RelyingPartyId"],
            "user_verification": passkeys.get("UserVerification", "preferred"),
        }
    return found


def backend_lines(email: Mapping[str, Any] | None, sms: Mapping[str, Any] | None) -> str:
    """The lines for ``amplify/backend.ts`` that give Amplify's own pool a sender and a role.

    Args:
        email: ``emailSendingAccount``, ``sourceArn``, ``from``, … in CloudFormation's names.
        sms: ``externalId``, ``snsCallerArn``, ``snsRegion``.
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
    """The pool's email configuration in CloudFormation's names."""
    return _renamed(
        pool.email,
        EmailSendingAccount="emailSendingAccount",
        SourceArn="sourceArn",
        From="from",
        ReplyToEmailAddress="replyToEmailAddress",
        ConfigurationSet="configurationSet",
    )


def cdk_sms(pool: UserPool) -> dict[str, Any]:
    """The pool's SMS configuration in CloudFormation's names."""
    return _renamed(
        mapping(pool.raw.get("SmsConfiguration")),
        ExternalId="externalId",
        SnsCallerArn="snsCallerArn",
        SnsRegion="snsRegion",
    )


def _renamed(settings: Mapping[str, Any], **names: str) -> dict[str, Any]:
    return {new: settings[old] for old, new in names.items() if settings.get(old)}
