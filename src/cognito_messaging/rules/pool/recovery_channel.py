"""MFA and account recovery must not use the same channel only."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import ALL_WRITES, mfa_is_on, prospect, recovery_names


class RecoveryChannel(Rule):
    """The second factor and the only recovery mechanism must not use the same channel."""

    id = "pool-recovery-channel"
    text = "With email MFA, email must not be the only recovery mechanism; with SMS MFA, not phone."
    source = "DG, email MFA and account recovery"
    wording = "aws-cdk#11478, where a comment also reports it for recovery by email or phone"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = (
        "Invalid account recovery setting parameter. Account Recovery Setting cannot use {name} as "
        "a recovery mechanism when {channel} MFA is configured."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await prospect(call, context)
        if not mfa_is_on(pool):
            return None
        names = recovery_names(pool)
        if names == {"verified_email"} and pool.get("EmailMfaConfiguration") is not None:
            return self.refusal(name="verified_email", channel="email")
        if names == {"verified_phone_number"} and pool.get("SmsMfaConfiguration") is not None:
            return self.refusal(name="verified_phone_number", channel="SMS")
        return None
