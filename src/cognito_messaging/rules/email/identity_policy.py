"""The identity's policy."""

from cognito_messaging.facts.policies import (
    COGNITO_EMAIL,
    Decision,
    InvalidPolicy,
    identity_policy_allows,
)
from cognito_messaging.facts.regions import needs_identity_policy
from cognito_messaging.rules.email.senders import identity, is_developer
from cognito_messaging.rules.pools import WRITES, pool_arn
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class IdentityPolicy(Rule):
    """An identity in another region, or one that Cognito's own sender uses, needs a policy."""

    id = "email-identity-policy"
    text = (
        "The identity's policy lets Cognito send: the pool's regional principal where SES lies in "
        "another region by the guide, Cognito's mail principal for COGNITO_DEFAULT with a From."
    )
    source = "DG, email settings; API, InvalidEmailRoleAccessPolicyException"
    operations = WRITES
    code = "InvalidEmailRoleAccessPolicyException"
    message = "Cognito is not allowed to use your email identity."

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        found = identity(call)
        if found is None or found.arn.account != call.account:
            return None
        if not is_developer(call):
            principal = COGNITO_EMAIL
        elif needs_identity_policy(call.region, found.arn.region):
            principal = f"cognito-idp.{call.region}.amazonaws.com"
        else:
            return None
        answer = await world.ask(
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
        return None if decision in (Decision.ALLOW, Decision.UNKNOWN) else self.refusal()
