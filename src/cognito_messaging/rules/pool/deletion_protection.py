"""Deleting a pool that is protected."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import DELETE


class DeletionProtection(Rule):
    """A pool whose deletion protection is active cannot be deleted."""

    id = "pool-deletion-protection"
    text = "A pool is deleted only after its deletion protection was made inactive."
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
