"""MFA in CreateUserPool needs an SMS configuration."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import CREATE, mfa_is_on


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
