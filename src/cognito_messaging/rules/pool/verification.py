"""What a pool verifies, and how its users recover their accounts."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.user_pools import enabled_factors
from ..pools import (
    ALL_WRITES,
    SET_MFA,
    UPDATE,
    WRITES,
    current,
    has_custom_sender,
    mfa_is_on,
    prospect,
    recovery_names,
)
from ..sms.configurations import sms_configuration


class AttributeUpdate(Rule):
    """An attribute that requires verification before an update must be auto-verified."""

    id = "pool-attribute-update"
    text = (
        "AttributesRequireVerificationBeforeUpdate may only list AutoVerifiedAttributes; an update "
        "keeps the first and resets the second if it omits them."
    )
    source = "aws-cli#7151; ekristen/aws-nuke#477; TF, user_attribute_update_settings"
    wording = "aws-cli#7151; ekristen/aws-nuke#477"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in "
        "AutoVerifiedAttributes"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        settings = given.get("UserAttributeUpdateSettings")
        if settings is None and call.name == UPDATE:
            settings = (await current(call, context)).get("UserAttributeUpdateSettings")
        required = set((settings or {}).get("AttributesRequireVerificationBeforeUpdate") or [])
        verified = set(given.get("AutoVerifiedAttributes") or [])
        return None if required <= verified else self.refusal()


class PhoneVerificationNeedsSms(Rule):
    """Phone number verification needs SMS; MFA settings without SMS would remove it."""

    id = "pool-phone-verification-needs-sms"
    text = (
        "A pool that verifies phone numbers must have an SMS configuration or a CustomSMSSender, "
        "and SetUserPoolMfaConfig must repeat the configuration, also with MFA OFF."
    )
    source = "terraform-provider-aws#28294: why a pool cannot change its external ID"
    wording = "terraform-provider-aws#28294"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = "SMS configuration is required when phone_number is selected for auto verification"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        if call.name != SET_MFA and "phone_number" not in given.get("AutoVerifiedAttributes", []):
            return None
        if call.name == SET_MFA and (sms_configuration(call) or mfa_is_on(given)):
            # `pool-sms-mfa-stays` refuses MFA without SMS.
            return None
        pool = await prospect(call, context)
        if "phone_number" not in (pool.get("AutoVerifiedAttributes") or []):
            return None
        kept = call.name != SET_MFA and pool.get("SmsConfiguration")
        sends = kept or has_custom_sender(pool, "CustomSMSSender")
        return None if sends else self.refusal()


class RecoveryChannel(Rule):
    """The second factor and the only recovery mechanism must not use the same channel."""

    id = "pool-recovery-channel"
    text = "With email MFA, email must not be the only recovery mechanism; with SMS MFA, not phone."
    source = "DG, email MFA and account recovery; terraform-provider-aws#41049"
    wording = "aws-cdk#11478, where a comment also reports it for recovery by email or phone"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = (
        "Invalid account recovery setting parameter. Account Recovery Setting cannot use {name} as "
        "a recovery mechanism when {channel} MFA is configured."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if call.name != SET_MFA and not recovery_names(call.parameters):
            return None
        pool = await prospect(call, context)
        if not mfa_is_on(pool):
            return None
        names, factors = recovery_names(pool), enabled_factors(pool)
        if names == {"verified_email"} and "EMAIL" in factors:
            return self.refusal(name="verified_email", channel="email")
        if names == {"verified_phone_number"} and "SMS" in factors:
            return self.refusal(name="verified_phone_number", channel="SMS")
        return None


class RecoveryMechanisms(Rule):
    """The recovery mechanisms have an order, and administrators do not share it."""

    id = "pool-recovery-mechanisms"
    text = (
        "Recovery mechanisms must have different names and priorities, and admin_only stands alone."
    )
    source = "API, RecoveryOptionType"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "Invalid account recovery setting parameter. Account Recovery Setting cannot {problem}."
    )
    wording = "badmintoncryer/cdk-preflight, pf-cognito-recovery-*; aws-cdk#11478"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        setting = call.parameters.get("AccountRecoverySetting") or {}
        mechanisms = setting.get("RecoveryMechanisms") or []
        names = {one["Name"] for one in mechanisms}
        if "admin_only" in names and len(mechanisms) > 1:
            return self.refusal(problem="use admin_only setting with any other recovery mechanisms")
        priorities = {one["Priority"] for one in mechanisms}
        if min(len(names), len(priorities)) < len(mechanisms):
            return self.refusal(problem="have duplicate priorities or recovery mechanisms")
        return None
