"""Whom the SMS role trusts."""

from cognito_messaging.facts.policies import Decision, InvalidPolicy, evaluate_trust
from cognito_messaging.rules.pools import ALL_WRITES, pool_arn
from cognito_messaging.rules.sms.configurations import caller_role, sms_configuration
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class RoleTrust(Rule):
    """Cognito must be able to assume the SMS role, with the pool's external ID and ARN."""

    id = "sms-role-trust"
    text = "The SMS role exists, and trusts Cognito with the pool's external ID, account and ARN."
    source = "DG, SMS settings; API, InvalidSmsRoleTrustRelationshipException"
    operations = ALL_WRITES
    code = "InvalidSmsRoleTrustRelationshipException"
    message = "Role does not have a trust relationship allowing Cognito to assume the role"

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        if not sms_configuration(call).get("SnsCallerArn"):
            return None
        role = caller_role(call)
        if role is None or role.account != call.account:
            return self.refusal()
        try:
            answer = await world.ask("iam", "GetRole", RoleName=role.resource_name)
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
