"""EmailSendingAccount DEVELOPER needs an SES identity."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES
from .senders import identity, is_developer


class DeveloperNeedsIdentity(Rule):
    """A pool that sends through SES needs an SES identity."""

    id = "email-developer-needs-identity"
    text = "With EmailSendingAccount DEVELOPER, SourceArn must be the ARN of an SES identity."
    source = "API, EmailConfigurationType.SourceArn"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Source ARN is required to use DEVELOPER email sending owner"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-email-developer-requires-sourcearn"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return self.refusal() if is_developer(call) and identity(call) is None else None
