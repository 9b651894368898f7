"""An SES identity can be created only once."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext


class IdentityDuplicate(Rule):
    """An identity can be created only once in an account and region."""

    id = "email-identity-duplicate"
    text = "An identity can be created only once in an account and region."
    source = "API, sesv2 CreateEmailIdentity: AlreadyExistsException"
    operations = frozenset({"sesv2.CreateEmailIdentity"})
    code = "AlreadyExistsException"
    message = "Email identity {name} already exist."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["EmailIdentity"]
        try:
            await context.ask("sesv2", "GetEmailIdentity", EmailIdentity=name)
        except AwsError as error:
            if error.code == "NotFoundException":
                return None
            raise
        return self.refusal(name=name)
