"""Policy documents have a maximum size."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

TRUST_LIMIT = 2048
INLINE_LIMIT = 10240


class PolicySize(Rule):
    """The policies of a role have a maximum size; whitespace does not count."""

    id = "iam-policy-size"
    text = "A trust policy may have up to 2048 characters, an inline policy up to 10240."
    source = "IAM User Guide, IAM and AWS STS quotas"
    operations = frozenset({"iam.CreateRole", "iam.UpdateAssumeRolePolicy", "iam.PutRolePolicy"})
    code = "LimitExceeded"
    message = "{what}"
    status = 409

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        key = "AssumeRolePolicyDocument" if call.operation == "CreateRole" else "PolicyDocument"
        size = len("".join(call.parameters[key].split()))
        if call.operation == "PutRolePolicy":
            name = call.parameters["RoleName"]
            what = f"Maximum policy size of {INLINE_LIMIT} bytes exceeded for role {name}"
            return self.refusal(what=what) if size > INLINE_LIMIT else None
        what = f"Cannot exceed quota for ACLSizePerRole: {TRUST_LIMIT}"
        return self.refusal(what=what) if size > TRUST_LIMIT else None
