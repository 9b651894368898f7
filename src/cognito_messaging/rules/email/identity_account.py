"""The identity's account."""

from cognito_messaging.rules.email.senders import identity
from cognito_messaging.rules.pools import WRITES
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class IdentityAccount(Rule):
    """An SES identity must be the pool's account's own."""

    id = "email-identity-account"
    text = "The SES identity is in the pool's own account."
    source = "DG, email settings; aws-cdk#25115"
    operations = WRITES
    code = "NotAuthorizedException"
    message = "Email arn does not belong to your account."

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        found = identity(call)
        if found is None or found.arn.account == call.account:
            return None
        return self.refusal()
