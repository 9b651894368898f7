"""Which second factors a pool can have, and who sends their codes.

Measured on AWS in go-to-k/cdkd (#1923, #1968, #1975, #1977, #1925), whose transcripts give the
order of the checks too: OFF beside a factor is refused before the email sender is looked at.
"""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.user_pools import FACTOR_PARTS, enabled_factors, passkeys_are_second_factors
from ..pools import (
    CREATE,
    SET_MFA,
    UPDATE,
    current,
    current_mfa,
    has_custom_sender,
    mfa_is_on,
    prospect,
)


class MfaOff(Rule):
    """MFA cannot be off while the same call configures a second factor."""

    id = "pool-mfa-off-with-factor"
    text = (
        "SetUserPoolMfaConfig with OFF, or without MfaConfiguration, must have no configuration of "
        "a second factor, not even a disabled one; passkeys are none."
    )
    source = "terraform-provider-aws#46801; go-to-k/cdkd#1977"
    wording = "terraform-provider-aws#46801"
    operations = frozenset({SET_MFA})
    code = "InvalidParameterException"
    message = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        configured = {name for name in FACTOR_PARTS if given.get(name) is not None}
        if given.get("MfaConfiguration") is None:
            # The provider sends this with passkeys; what AWS does was measured for the others only.
            configured.discard("SmsMfaConfiguration")
        return self.refusal() if configured and not mfa_is_on(given) else None


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
        lacks = mfa_is_on(given) and not enabled_factors(given)
        return self.refusal() if lacks and not given.get("WebAuthnConfiguration") else None


class MfaNeedsOtherFactor(Rule):
    """Passkeys alone are no second factor, unless they verify their user."""

    id = "pool-mfa-needs-other-factor"
    text = (
        "SetUserPoolMfaConfig with ON or OPTIONAL and passkeys must enable SMS, email or "
        "authenticator apps too, unless the passkeys are MULTI_FACTOR_WITH_USER_VERIFICATION."
    )
    source = "go-to-k/cdkd#1920"
    wording = "go-to-k/cdkd#1920"
    operations = frozenset({SET_MFA})
    code = "InvalidParameterException"
    message = (
        "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be "
        "enabled."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        lacks = mfa_is_on(given) and not enabled_factors(given)
        only_passkeys = bool(given.get("WebAuthnConfiguration"))
        satisfied = passkeys_are_second_factors(given)
        return self.refusal() if lacks and only_passkeys and not satisfied else None


class MfaAtCreation(Rule):
    """CreateUserPool supports only SMS as second factor; SetUserPoolMfaConfig sets the others."""

    id = "pool-mfa-at-creation"
    text = "CreateUserPool with MfaConfiguration ON or OPTIONAL needs an SMS configuration."
    source = "aws-cdk#12075; cloudformation-coverage-roadmap#2221"
    wording = "aws-cdk#12075"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = (
        "SMS configuration and Auto verification for phone_number are required when MFA is "
        "required/optional"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        return self.refusal() if mfa_is_on(given) and not given.get("SmsConfiguration") else None


class MfaOnLater(Rule):
    """UpdateUserPool cannot require MFA of a pool that has no second factor."""

    id = "pool-mfa-on-later"
    text = "UpdateUserPool with MfaConfiguration ON needs a second factor that is already enabled."
    source = "cloudformation-coverage-roadmap#1176; go-to-k/cdkd#1925: not if a factor is enabled"
    wording = "cloudformation-coverage-roadmap#1176"
    operations = frozenset({UPDATE})
    code = "InvalidParameterException"
    message = "Cannot turn MFA functionality ON, once the user pool has been created."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if call.parameters.get("MfaConfiguration") != "ON":
            return None
        mfa = await current_mfa(call, context)
        ready = mfa.get("MfaConfiguration") == "ON" or (mfa_is_on(mfa) and enabled_factors(mfa))
        return None if ready else self.refusal()


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
        if given is None or given.get("SmsConfiguration") or not mfa_is_on(call.parameters):
            return None
        pool = await current(call, context)
        sends = pool.get("SmsConfiguration") or has_custom_sender(pool, "CustomSMSSender")
        return None if sends else self.refusal()


class SmsMfaStays(Rule):
    """A pool that can send SMS offers SMS MFA as long as it has MFA."""

    id = "pool-sms-mfa-stays"
    text = (
        "SetUserPoolMfaConfig with ON or OPTIONAL must have SmsMfaConfiguration if the pool has an "
        "SMS configuration."
    )
    source = "aws-amplify/amplify-backend#1481 and PR 1523"
    wording = "aws-amplify/amplify-backend#1481"
    operations = frozenset({SET_MFA})
    code = "InvalidParameterException"
    message = "Can't turn off SMS_MFA when SMS configuration is set for the user pool"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        if not mfa_is_on(given) or given.get("SmsMfaConfiguration") is not None:
            return None
        pool = await current(call, context)
        return self.refusal() if pool.get("SmsConfiguration") else None


class EmailMfaNeedsSes(Rule):
    """MFA by email needs a pool that sends through SES."""

    id = "pool-email-mfa-needs-ses"
    text = "Email MFA needs EmailSendingAccount DEVELOPER, or a CustomEmailSender."
    source = "DG, email MFA; go-to-k/cdkd#1977"
    wording = "go-to-k/cdkd#1977"
    operations = frozenset({SET_MFA, UPDATE})
    code = "InvalidParameterException"
    message = (
        "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an "
        "EmailSendingAccount of COGNITO_DEFAULT"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        if call.name == UPDATE:
            # What AWS does if an update omits the sender is not known.
            sender = (given.get("EmailConfiguration") or {}).get("EmailSendingAccount")
            if sender != "COGNITO_DEFAULT":
                return None
        elif given.get("EmailMfaConfiguration") is None:
            return None
        pool = await prospect(call, context)
        if not mfa_is_on(pool) or "EMAIL" not in enabled_factors(pool):
            return None
        sender = (pool.get("EmailConfiguration") or {}).get("EmailSendingAccount")
        sends = sender == "DEVELOPER" or has_custom_sender(pool, "CustomEmailSender")
        return None if sends else self.refusal()
