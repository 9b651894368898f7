"""The policy of the SES identity must allow Cognito to send."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import (
    COGNITO_EMAIL,
    InvalidPolicy,
    identity_policy_allows,
)
from ...facts.regions import needs_identity_policy
from ..pools import WRITES, pool_arn
from .senders import identity, is_developer


class IdentityPolicy(Rule):
    """An identity in certain other regions, or one for COGNITO_DEFAULT, needs a policy."""

    id = "email-identity-policy"
    text = (
        "The policy of the identity must allow Cognito to send: the regional principal of the pool "
        "if the guide requires it for the two regions, or Cognito's email principal for "
        "COGNITO_DEFAULT with an SES identity."
    )
    source = "DG, email settings; API, InvalidEmailRoleAccessPolicyException"
    operations = WRITES
    code = "InvalidEmailRoleAccessPolicyException"
    message = "Cognito is not allowed to use your email identity."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = identity(call)
        if found is None or found.arn.account != call.account:
            return None
        if not is_developer(call):
            principal = COGNITO_EMAIL
        elif needs_identity_policy(call.region, found.arn.region):
            principal = f"cognito-idp.{call.region}.amazonaws.com"
        else:
            return None
        answer = await context.ask(
            "sesv2", "GetEmailIdentityPolicies", region=found.arn.region, EmailIdentity=found.name
        )
        try:
            decision = identity_policy_allows(
                answer["Policies"].values(),
                principal=principal,
                identity_arn=str(found.arn),
                pool=pool_arn(call),
            )
        except InvalidPolicy:
            return self.refusal()
        return None if decision.possible else self.refusal()
