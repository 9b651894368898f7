"""What the SMS role may do."""

from cognito_messaging.facts.policies import Decision, InvalidPolicy, sms_publish
from cognito_messaging.rules.pools import ALL_WRITES
from cognito_messaging.rules.sms.configurations import caller_role
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class RolePermission(Rule):
    """The SMS role needs sns:Publish in an inline policy, before the pool is written."""

    id = "sms-role-permission"
    text = "An inline policy of the SMS role allows sns:Publish, without narrowing it."
    source = "CDK, user-pool.ts; API, InvalidSmsRoleAccessPolicyException"
    operations = ALL_WRITES
    code = "InvalidSmsRoleAccessPolicyException"
    message = "Role does not have permission to publish with SNS"

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        role = caller_role(call)
        if role is None:
            return None
        name = role.resource_name
        try:
            listed = await world.ask("iam", "ListRolePolicies", RoleName=name)
            documents = [
                (await world.ask("iam", "GetRolePolicy", RoleName=name, PolicyName=one))[
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
        except InvalidPolicy:
            return self.refusal()
        return None if decision in (Decision.ALLOW, Decision.UNKNOWN) else self.refusal()
