"""The SMS role must trust Cognito."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import Decision, InvalidPolicy, evaluate_trust
from ..pools import ALL_WRITES, pool_arn
from .configurations import caller_role, sms_configuration


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
        if role is None or role.account != call.account:
            return self.refusal()
        try:
            answer = await context.ask("iam", "GetRole", RoleName=role.resource_name)
        except AwsError as error:
            if error.code != "NoSuchEntity":
                raise
            return self.refusal()
        try:
            trust = evaluate_trust(
                answer["Role"]["AssumeRolePolicyDocument"],
                pool_arn(call),
                sms_configuration(call).get("ExternalId"),
            )
        except InvalidPolicy:
            return self.refusal()
        return None if trust.decision in (Decision.ALLOW, Decision.UNKNOWN) else self.refusal()
