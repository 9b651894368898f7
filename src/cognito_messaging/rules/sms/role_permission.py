"""The SMS role must allow sns:Publish."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import Decision, InvalidPolicy, sms_publish
from ..pools import ALL_WRITES
from .configurations import caller_role


class RolePermission(Rule):
    """An inline policy of the SMS role must allow sns:Publish before the pool uses the role."""

    id = "sms-role-permission"
    text = "An inline policy of the SMS role must allow sns:Publish, without conditions."
    source = "CDK, user-pool.ts; API, InvalidSmsRoleAccessPolicyException"
    operations = ALL_WRITES
    code = "InvalidSmsRoleAccessPolicyException"
    message = "Role does not have permission to publish with SNS"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        role = caller_role(call)
        if role is None:
            return None
        name = role.resource_name
        try:
            listed = await context.ask("iam", "ListRolePolicies", RoleName=name)
            documents = [
                (await context.ask("iam", "GetRolePolicy", RoleName=name, PolicyName=one))[
                    "PolicyDocument"
                ]
                for one in listed["PolicyNames"]
            ]
            decision = sms_publish(documents)
        except AwsError as error:
            if error.code != "NoSuchEntity":
                raise
            # `sms-role-trust` reports a role that does not exist, as AWS does.
            return None
        except InvalidPolicy:
            return self.refusal()
        return None if decision in (Decision.ALLOW, Decision.UNKNOWN) else self.refusal()
