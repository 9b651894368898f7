"""Phone number verification needs an SMS configuration."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import ALL_WRITES, SET_MFA, prospect
from ..sms.configurations import sms_configuration


class PhoneVerificationNeedsSms(Rule):
    """Phone number verification needs SMS; MFA settings without SMS would remove it."""

    id = "pool-phone-verification-needs-sms"
    text = (
        "A pool that verifies phone numbers must have an SMS configuration, and every call of "
        "SetUserPoolMfaConfig must repeat it."
    )
    source = "terraform-provider-aws#28294: why a pool cannot change its external ID"
    wording = "terraform-provider-aws#28294"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = "SMS configuration is required when phone_number is selected for auto verification"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if call.name == SET_MFA and sms_configuration(call):
            return None
        pool = await prospect(call, context)
        if "phone_number" not in (pool.get("AutoVerifiedAttributes") or []):
            return None
        kept = call.name != SET_MFA and pool.get("SmsConfiguration")
        return None if kept else self.refusal()
