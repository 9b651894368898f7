"""The From address must belong to the SES identity."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.senders import Coverage, InvalidSender, Sender, coverage
from ..pools import WRITES
from .senders import identity, is_developer


class FromWithinIdentity(Rule):
    """The From must be an address of the identity, and is required if the identity is a domain."""

    id = "email-from-within-identity"
    text = "From must be an address of the SES identity, and is required if it is a domain."
    source = "DG, email settings; API, EmailConfigurationType.From; aws-cdk#18903; aws-cdk#18825"
    wording = "aws-cdk#18903, for a From that is not valid"
    operations = WRITES
    code = "InvalidParameterException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = identity(call)
        if found is None or not is_developer(call):
            return None
        text = call.parameters["EmailConfiguration"].get("From")
        try:
            sender = Sender.parse(text) if text else None
        except InvalidSender:
            return self.refusal(what="Provided From email address is invalid")
        covered = coverage(sender, found)
        if covered is Coverage.MISSING:
            return self.refusal(what="From is required when the email arn is a domain.")
        if covered is Coverage.OUTSIDE:
            return self.refusal(what=f"From {text} does not match the identity {found.name}.")
        return None
