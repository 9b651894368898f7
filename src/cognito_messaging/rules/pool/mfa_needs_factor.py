"""MFA needs a second factor."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import SET_MFA, mfa_is_on


class MfaNeedsFactor(Rule):
    """Required or optional MFA needs at least one second factor."""

    id = "pool-mfa-needs-factor"
    text = "SetUserPoolMfaConfig with ON or OPTIONAL must enable at least one second factor."
    source = "anomalyco/sst#5177; TF, mfa_configuration"
    wording = "anomalyco/sst#5177"
    operations = frozenset({SET_MFA})
    code = "InvalidParameterException"
    message = (
        "Invalid MFA configuration given, can't disable all MFAs with a required or optional "
        "configuration."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        token = given.get("SoftwareTokenMfaConfiguration", {}).get("Enabled")
        factors = [given.get("SmsMfaConfiguration"), given.get("EmailMfaConfiguration")]
        # An email factor with the default texts is an empty structure, and counts.
        if not mfa_is_on(given) or token or any(one is not None for one in factors):
            return None
        passkeys = given.get("WebAuthnConfiguration", {}).get("FactorConfiguration")
        return None if passkeys == "MULTI_FACTOR_WITH_USER_VERIFICATION" else self.refusal()
