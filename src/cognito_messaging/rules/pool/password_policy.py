"""How long a temporary password is valid."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES


class PasswordValidity(Rule):
    """How long a temporary password is valid has an old setting and a new one."""

    id = "pool-password-validity"
    text = "UnusedAccountValidityDays and TemporaryPasswordValidityDays exclude each other."
    source = "aws-sdk-js#3817; terraform-provider-aws PR 8845; API, PasswordPolicyType"
    wording = "aws-sdk-js#3817"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of "
        "UnusedAccountValidityDays"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        invites = call.parameters.get("AdminCreateUserConfig") or {}
        policy = (call.parameters.get("Policies") or {}).get("PasswordPolicy") or {}
        # 0 means the default for both (API; terraform-provider-aws PR 8845).
        both = invites.get("UnusedAccountValidityDays") and policy.get(
            "TemporaryPasswordValidityDays"
        )
        return self.refusal() if both else None
