"""A From needs an SES identity."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES
from .senders import is_developer


class FromNeedsIdentity(Rule):
    """Cognito's own sender has its own address."""

    id = "email-from-needs-identity"
    text = "From needs an SES identity: without one, Cognito sends from its own address."
    source = "aws-cdk#9739"
    wording = "aws-cdk#9739"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Cannot configure From email address for default email configuration"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("EmailConfiguration", {})
        # Without an identity, DEVELOPER is refused for that reason.
        if not given.get("From") or given.get("SourceArn") or is_developer(call):
            return None
        return self.refusal()
