"""MFA and recovery by the same channel."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import ALL_WRITES, mfa_is_on, prospect, recovery_names


class RecoveryChannel(Rule):
    """A user's second factor and reset code cannot share the only channel there is."""

    id = "pool-recovery-channel"
    text = "With MFA by e-mail, recovery is not by e-mail only; with MFA by SMS, not by phone only."
    source = (
        "DG, email MFA and account recovery; the message is from aws-cdk#11478, where a comment "
        "had it with recovery by mail or phone too: not confirmed"
    )
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
