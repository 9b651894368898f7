"""SMS MFA needs an SMS configuration."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import SET_MFA, prospect


class SmsMfaNeedsSms(Rule):
    """SMS MFA needs an SMS configuration, in the call or in the pool."""

    id = "pool-sms-mfa-needs-sms"
    text = "SMS MFA needs an SMS configuration, in the call or in the pool."
    source = "DG, SMS MFA"
    operations = frozenset({SET_MFA})
    code = "InvalidParameterException"
    message = "SMS MFA requires an SMS configuration."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("SmsMfaConfiguration")
        if given is None or given.get("SmsConfiguration"):
            return None
        pool = await prospect(call, context)
        return None if pool.get("SmsConfiguration") else self.refusal()
