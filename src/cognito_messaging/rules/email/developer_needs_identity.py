"""DEVELOPER and the identity."""

from cognito_messaging.rules.email.senders import identity, is_developer
from cognito_messaging.rules.pools import WRITES
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class DeveloperNeedsIdentity(Rule):
    """Sending through SES needs an SES identity to send from."""

    id = "email-developer-needs-identity"
    text = "EmailSendingAccount DEVELOPER comes with the SourceArn of an SES identity."
    source = "API, EmailConfigurationType.SourceArn; the message is not confirmed"
    operations = WRITES
    code = "InvalidParameterException"
    message = "SourceArn of an SES identity is required when EmailSendingAccount is DEVELOPER."

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        return self.refusal() if is_developer(call) and identity(call) is None else None
