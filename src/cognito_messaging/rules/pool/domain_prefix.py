"""Domain prefixes must not contain reserved words."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

RESERVED = ("aws", "amazon", "cognito")


class DomainPrefix(Rule):
    """A domain prefix must not contain a reserved word; a custom domain may."""

    id = "pool-domain-prefix"
    text = "A domain prefix must not contain the words aws, amazon or cognito."
    source = "DG, Amazon Cognito domain"
    operations = frozenset({"cognito-idp.CreateUserPoolDomain"})
    code = "InvalidParameterException"
    message = "Domain cannot contain reserved word: {word}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if "CustomDomainConfig" in call.parameters:
            return None
        domain = call.parameters["Domain"]
        word = next((word for word in RESERVED if word in domain), None)
        return None if word is None else self.refusal(word=word)
