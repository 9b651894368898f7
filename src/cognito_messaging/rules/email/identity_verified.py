"""The SES identity must be verified."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES
from .senders import identity, verified


class IdentityVerified(Rule):
    """The identity itself must be verified; for an address, a verified domain is not enough."""

    id = "email-identity-verified"
    text = "The SES identity in SourceArn must exist and be verified."
    source = "aws-cdk#18964; amplify-backend#3134"
    wording = "aws-cdk#18964"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "Cognito received the following error from Amazon SES when attempting to send email: "
        "Email address is not verified. The following identities failed the check in region "
        "{region}: {arn}"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = identity(call)
        if found is None or found.arn.account != call.account or await verified(found, context):
            return None
        return self.refusal(region=found.arn.region.upper(), arn=found.arn)
