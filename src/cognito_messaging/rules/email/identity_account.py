"""The SES identity must be in the account of the pool."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES
from .senders import identity


class IdentityAccount(Rule):
    """An SES identity must be in the same account as the pool."""

    id = "email-identity-account"
    text = "The SES identity must be in the same account as the pool."
    source = "DG, email settings; aws-cdk#25115"
    wording = "aws-cdk#25115"
    operations = WRITES
    code = "NotAuthorizedException"
    message = "Email arn does not belong to your account."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = identity(call)
        if found is None or found.arn.account == call.account:
            return None
        return self.refusal()
