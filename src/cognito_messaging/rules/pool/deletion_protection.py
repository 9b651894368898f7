"""A protected pool cannot be deleted."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import DELETE


class DeletionProtection(Rule):
    """A pool cannot be deleted while its deletion protection is active."""

    id = "pool-deletion-protection"
    text = "A pool cannot be deleted while its deletion protection is active."
    source = "DG, user pool deletion protection"
    operations = frozenset({DELETE})
    code = "InvalidParameterException"
    message = (
        "The user pool cannot be deleted because deletion protection is activated. Deletion "
        "protection must be inactivated first."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool_id = call.parameters["UserPoolId"]
        pool = await context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool_id)
        active = pool["UserPool"].get("DeletionProtection") == "ACTIVE"
        return self.refusal() if active else None
