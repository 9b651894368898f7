"""The SMS role must trust Cognito."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import InvalidPolicy, trust_decision
from ..iam.entities import find
from ..pools import ALL_WRITES, pool_arn
from .configurations import caller_role, sms_configuration


class RoleAccount(Rule):
    """Nobody can pass a role of another account."""

    id = "sms-role-account"
    text = "The SMS role must be in the account of the pool."
    source = "IAM User Guide, granting a user permissions to pass a role to an AWS service"
    operations = ALL_WRITES
    code = "AccessDeniedException"
    message = "Cross-account pass role is not allowed."
    wording = "badmintoncryer/cdk-preflight, pf-cognito-sms-caller-arn-account"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        role = caller_role(call)
        return self.refusal() if role is not None and role.account != call.account else None


class RoleTrust(Rule):
    """Cognito must be allowed to assume the SMS role, with the external ID and ARN of the pool."""

    id = "sms-role-trust"
    text = (
        "The SMS role must exist, and trust Cognito with the pool's external ID, account and ARN."
    )
    source = "DG, SMS settings; API, InvalidSmsRoleTrustRelationshipException"
    operations = ALL_WRITES
    code = "InvalidSmsRoleTrustRelationshipException"
    message = "Role does not have a trust relationship allowing Cognito to assume the role"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if not sms_configuration(call).get("SnsCallerArn"):
            return None
        role = caller_role(call)
        if role is None:
            return self.refusal()
        if role.account != call.account:
            return None
        answer = await find(context, "GetRole", RoleName=role.resource_name)
        if answer is None:
            return self.refusal()
        external_id = sms_configuration(call).get("ExternalId")
        document = answer["Role"]["AssumeRolePolicyDocument"]
        try:
            decision = trust_decision(document, pool_arn(call), external_id)
        except InvalidPolicy:
            return self.refusal()
        return None if decision.possible else self.refusal()
