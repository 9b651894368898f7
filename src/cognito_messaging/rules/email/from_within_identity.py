"""The From and the identity."""

from cognito_messaging.facts.senders import Coverage, InvalidSender, Sender, coverage
from cognito_messaging.rules.email.senders import identity, is_developer
from cognito_messaging.rules.pools import WRITES
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class FromWithinIdentity(Rule):
    """The From must be an address of the identity, and be there if that is a domain."""

    id = "email-from-within-identity"
    text = "From is an address of the SES identity, and is given where that is a domain."
    source = "DG, email settings; API, EmailConfigurationType.From; the message is not confirmed"
    operations = WRITES
    code = "InvalidParameterException"
    message = "{what}"

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        found = identity(call)
        if found is None or not is_developer(call):
            return None
        text = call.parameters["EmailConfiguration"].get("From")
        try:
            sender = Sender.parse(text) if text else None
        except InvalidSender:
            return self.refusal(what=f"Email from {text} is not valid.")
        covered = coverage(sender, found)
        if covered is Coverage.MISSING:
            return self.refusal(what="From is required when the email arn is a domain.")
        if covered is Coverage.OUTSIDE:
            return self.refusal(what=f"From {text} does not match the identity {found.name}.")
        return None
