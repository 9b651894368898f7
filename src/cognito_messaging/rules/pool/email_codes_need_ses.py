"""Codes by email need a pool that sends through SES."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import ALL_WRITES, first_factors, prospect


class EmailCodesNeedSes(Rule):
    """MFA and sign-in by email need a pool that sends through SES."""

    id = "pool-email-codes-need-ses"
    text = "Email MFA and EMAIL_OTP as a first factor need EmailSendingAccount DEVELOPER."
    source = "DG, email MFA"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = "Email codes require EmailSendingAccount DEVELOPER in EmailConfiguration."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await prospect(call, context)
        sends_codes = pool.get("EmailMfaConfiguration") is not None or "EMAIL_OTP" in first_factors(
            pool
        )
        sender = (pool.get("EmailConfiguration") or {}).get("EmailSendingAccount")
        return self.refusal() if sends_codes and sender != "DEVELOPER" else None
