"""The policy of an SES identity must be valid, including its condition keys."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import as_list, read_document
from ...facts.policies.grammar import resource_policy_fault

_WRITES = frozenset({"sesv2.CreateEmailIdentityPolicy", "sesv2.UpdateEmailIdentityPolicy"})


class IdentityPolicyKeys(Rule):
    """SES refuses an invalid policy, and `AWS:SourceArn` instead of `aws:SourceArn`."""

    id = "email-identity-policy-keys"
    text = (
        "The policy of an identity must be valid, and its global condition keys begin with `aws:`."
    )
    source = "DG, email settings, on the policy of an identity"
    operations = _WRITES
    code = "BadRequestException"
    message = "{what}"
    wording = "awsdocs/amazon-cognito-developer-guide#41, for condition keys"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = call.parameters["Policy"]
        if fault := resource_policy_fault(policy):
            return self.refusal(what=f"Policy is not valid: {fault}")
        for statement in as_list(read_document(policy)["Statement"]):
            for keys in statement.get("Condition", {}).values():
                wrong = next((key for key in keys if key.startswith("AWS:")), None)
                if wrong is not None:
                    return self.refusal(what=f"Unknown or unapplicable condition field '{wrong}'.")
        return None
