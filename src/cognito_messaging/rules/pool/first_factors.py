"""Which first factors a pool can offer, and which of them go with MFA.

Measured on AWS in go-to-k/cdkd (#1975, #2064, PR 2069): MFA OPTIONAL goes with each of them, and
EMAIL_OTP needs no sender of its own.
"""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.user_pools import passkeys_are_second_factors
from ..pools import (
    ALL_WRITES,
    SET_MFA,
    WRITES,
    current_mfa,
    first_factors,
    has_custom_sender,
    prospect,
)


def _given(call: ApiCall) -> frozenset[str] | None:
    """The first factors in a call; None if it has none."""
    policy = (call.parameters.get("Policies") or {}).get("SignInPolicy") or {}
    factors = policy.get("AllowedFirstAuthFactors")
    return None if factors is None else frozenset(factors)


class PasswordFactor(Rule):
    """Each pool lets its users sign in with a password."""

    id = "pool-first-factor-password"
    text = "AllowedFirstAuthFactors must contain PASSWORD."
    source = "CDK, AllowedFirstAuthFactors.password"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Password should be configured as one of the allowed first auth factors."
    wording = "badmintoncryer/cdk-preflight, pf-cognito-signin-policy-password-required"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        factors = _given(call)
        return None if factors is None or "PASSWORD" in factors else self.refusal()


class TokenFactor(Rule):
    """An authenticator app is a second factor only."""

    id = "pool-first-factor-token"
    text = "AllowedFirstAuthFactors must not contain SOFTWARE_TOKEN."
    source = "API, SignInPolicyType.AllowedFirstAuthFactors"
    operations = WRITES
    code = "InvalidParameterException"
    message = "SOFTWARE_TOKEN is not supported as a first auth factor."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return self.refusal() if "SOFTWARE_TOKEN" in (_given(call) or ()) else None


class CodesWithMfa(Rule):
    """If MFA is required, a code alone is not enough to sign in."""

    id = "pool-first-factor-codes"
    text = "MFA ON excludes EMAIL_OTP and SMS_OTP as first factors."
    source = "DG, authentication flows; terraform-provider-aws#50110; go-to-k/cdkd#1975"
    wording = "terraform-provider-aws#50110; go-to-k/cdkd#1975"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = (
        "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is "
        "enabled"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if call.name in WRITES and not (_given(call) or call.parameters.get("MfaConfiguration")):
            return None
        pool = await prospect(call, context)
        codes = first_factors(pool) & {"EMAIL_OTP", "SMS_OTP"}
        return self.refusal() if codes and pool.get("MfaConfiguration") == "ON" else None


class PasskeysWithMfa(Rule):
    """If MFA is required, a passkey is enough only if it counts as two factors."""

    id = "pool-first-factor-passkeys"
    text = (
        "MFA ON excludes WEB_AUTHN as a first factor, unless passkeys are "
        "MULTI_FACTOR_WITH_USER_VERIFICATION."
    )
    source = "terraform-provider-aws#50110"
    wording = "terraform-provider-aws#50110"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if not (_given(call) or call.parameters.get("MfaConfiguration")):
            return None
        pool = await prospect(call, context)
        passkeys = "WEB_AUTHN" in first_factors(pool) and not passkeys_are_second_factors(pool)
        return self.refusal() if passkeys and pool.get("MfaConfiguration") == "ON" else None


class MfaWithPasskeys(Rule):
    """MFA can be required only if the passkeys that users sign in with count as two factors."""

    id = "pool-mfa-with-passkeys"
    text = (
        "SetUserPoolMfaConfig with ON needs MULTI_FACTOR_WITH_USER_VERIFICATION if WEB_AUTHN is a "
        "first factor."
    )
    source = "go-to-k/cdkd#2064"
    wording = "go-to-k/cdkd#2064"
    operations = frozenset({SET_MFA})
    code = "InvalidParameterException"
    message = (
        "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn "
        "is an allowed first auth factor"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if call.parameters.get("MfaConfiguration") != "ON":
            return None
        pool = await prospect(call, context)
        if "WEB_AUTHN" not in first_factors(pool) or passkeys_are_second_factors(pool):
            return None
        # Whether a call that omits the passkeys resets them is not known.
        omits = call.parameters.get("WebAuthnConfiguration") is None
        kept = omits and passkeys_are_second_factors(await current_mfa(call, context))
        return None if kept else self.refusal()


class SmsFactor(Rule):
    """Sign-in by SMS needs an SMS configuration."""

    id = "pool-first-factor-sms"
    text = "SMS_OTP as a first factor needs an SMS configuration, or a CustomSMSSender."
    source = "go-to-k/cdkd#1975"
    wording = "go-to-k/cdkd#1975"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS "
        "configuration"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if "SMS_OTP" not in (_given(call) or ()):
            return None
        pool = await prospect(call, context)
        sends = pool.get("SmsConfiguration") or has_custom_sender(pool, "CustomSMSSender")
        return None if sends else self.refusal()
