"""The policy of an SES identity must be valid, including its condition keys."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import InvalidPolicy, statements


class IdentityPolicyKeys(Rule):
    """SES refuses an invalid policy, and `AWS:SourceArn` instead of `aws:SourceArn`."""

    id = "email-identity-policy-keys"
    text = (
        "The policy of an identity must be valid, and its global condition keys begin with `aws:`."
    )
    source = "DG, email settings, on the policy of an identity"
    operations = frozenset({"sesv2.CreateEmailIdentityPolicy", "sesv2.UpdateEmailIdentityPolicy"})
    code = "BadRequestException"
    message = "Policy is not valid: {what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        try:
            found = statements(call.parameters["Policy"])
        except InvalidPolicy as error:
            return self.refusal(what=error)
        for statement in found:
            for keys in statement.get("Condition", {}).values():
                wrong = next((key for key in keys if key.startswith("AWS:")), None)
                if wrong is not None:
                    return self.refusal(what=f"unknown condition key {wrong}")
        return None
