"""Required MFA excludes passwordless sign-in."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import ALL_WRITES, first_factors, prospect


class FirstFactors(Rule):
    """If MFA is required, a single code or passkey is not enough to sign in."""

    id = "pool-first-factors"
    text = "MFA ON excludes EMAIL_OTP, SMS_OTP and WEB_AUTHN as first factors."
    source = "DG, authentication flows, choice-based sign-in"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = "{factors} cannot be first factors when MFA is required."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await prospect(call, context)
        passkeys = (pool.get("WebAuthnConfiguration") or {}).get("FactorConfiguration")
        excluded = {"EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"}
        if passkeys == "MULTI_FACTOR_WITH_USER_VERIFICATION":
            # A passkey that verifies its user is two factors in one (API).
            excluded.discard("WEB_AUTHN")
        wrong = first_factors(pool) & excluded
        if pool.get("MfaConfiguration") != "ON" or not wrong:
            return None
        return self.refusal(factors=", ".join(sorted(wrong)))
