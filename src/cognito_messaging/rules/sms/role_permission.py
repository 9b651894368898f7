"""What the SMS role may do."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import Decision, InvalidPolicyError, sms_publish
from ..pools import ALL_WRITES
from .configurations import caller_role


class RolePermission(Rule):
    """The SMS role needs sns:Publish in an inline policy, before the pool is written."""

    id = "sms-role-permission"
    text = "An inline policy of the SMS role allows sns:Publish, without narrowing it."
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
            # A role that is not there trusts nobody either, and that is what AWS says first.
            return None
        except InvalidPolicyError:
            return self.refusal()
        return None if decision in (Decision.ALLOW, Decision.UNKNOWN) else self.refusal()
