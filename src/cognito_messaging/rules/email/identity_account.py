"""The identity's account."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES
from .senders import identity


class IdentityAccount(Rule):
    """An SES identity must be the pool's account's own."""

    id = "email-identity-account"
    text = "The SES identity is in the pool's own account."
    source = "DG, email settings; aws-cdk#25115"
    operations = WRITES
    code = "NotAuthorizedException"
    message = "Email arn does not belong to your account."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = identity(call)
        if found is None or found.arn.account == call.account:
            return None
        return self.refusal()
