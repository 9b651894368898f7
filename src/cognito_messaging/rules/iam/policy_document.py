"""Policy documents must be valid."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import InvalidPolicy, statements

_TRUST = frozenset({"iam.CreateRole", "iam.UpdateAssumeRolePolicy"})


class PolicyDocument(Rule):
    """IAM checks the syntax of a policy when it is created or updated."""

    id = "iam-policy-document"
    text = (
        "Statements in the policies of a role must have Effect Allow or Deny and an action. "
        "In a trust policy they must have a principal and no resource, in a permission policy a "
        "resource and no principal."
    )
    source = "IAM User Guide, IAM JSON policy elements; IAM API Reference, MalformedPolicyDocument"
    operations = _TRUST | {"iam.PutRolePolicy"}
    code = "MalformedPolicyDocument"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        trust = call.name in _TRUST
        key = "AssumeRolePolicyDocument" if call.operation == "CreateRole" else "PolicyDocument"
        try:
            found = statements(call.parameters[key])
        except InvalidPolicy:
            return self.refusal(what="Syntax errors in policy.")
        if not found:
            return self.refusal(what="Syntax errors in policy.")
        for statement in found:
            if statement.get("Effect") not in ("Allow", "Deny"):
                return self.refusal(what="Syntax errors in policy.")
            if not {"Action", "NotAction"} & statement.keys():
                return self.refusal(what="Policy statement must contain actions.")
            if trust and {"Resource", "NotResource"} & statement.keys():
                return self.refusal(what="Has prohibited field Resource")
            if trust and not {"Principal", "NotPrincipal"} & statement.keys():
                return self.refusal(what="AssumeRole policy must contain principals.")
            if not trust and {"Principal", "NotPrincipal"} & statement.keys():
                return self.refusal(what="Policy document should not specify a principal.")
            if not trust and not {"Resource", "NotResource"} & statement.keys():
                return self.refusal(what="Policy statement must contain resources.")
        return None
