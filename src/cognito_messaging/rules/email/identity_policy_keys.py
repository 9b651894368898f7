"""The condition keys of an identity's policy."""

from cognito_messaging.facts.policies import InvalidPolicy, statements
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class IdentityPolicyKeys(Rule):
    """SES refuses a policy that is no policy, or writes `AWS:SourceArn` for `aws:SourceArn`."""

    id = "email-identity-policy-keys"
    text = "An identity's policy is a policy, and its global condition keys begin with `aws:`."
    source = "DG, email settings, on the policy of an identity; the message is not confirmed"
    operations = frozenset({"sesv2.CreateEmailIdentityPolicy", "sesv2.UpdateEmailIdentityPolicy"})
    code = "BadRequestException"
    message = "Policy is not valid: {what}"

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        try:
            found = statements(call.parameters["Policy"])
        except InvalidPolicy as error:
            return self.refusal(what=error)
        for statement in found:
            for wanted in statement.get("Condition", {}).values():
                wrong = next((key for key in wanted if key.startswith("AWS:")), None)
                if wrong is not None:
                    return self.refusal(what=f"unknown condition key {wrong}")
        return None
