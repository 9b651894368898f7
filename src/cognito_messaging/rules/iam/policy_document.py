"""Policy documents that are none."""

from cognito_messaging.facts.policies import InvalidPolicy, statements
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World

_TRUST = frozenset({"iam.CreateRole", "iam.UpdateAssumeRolePolicy"})


class PolicyDocument(Rule):
    """IAM reads a policy when it is put."""

    id = "iam-policy-document"
    text = (
        "A role's policies have statements with Effect Allow or Deny and an action, trust policies "
        "a principal and no resource, permission policies a resource and no principal."
    )
    source = "IAM User Guide, IAM JSON policy elements; IAM API Reference, MalformedPolicyDocument"
    operations = _TRUST | {"iam.PutRolePolicy"}
    code = "MalformedPolicyDocument"
    message = "{what}"

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
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
