"""The prefix of a pool's domain."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

RESERVED = ("aws", "amazon", "cognito")


class DomainPrefix(Rule):
    """A prefix domain has no reserved word in it; a domain of one's own may."""

    id = "pool-domain-prefix"
    text = "A prefix domain has none of the words aws, amazon and cognito in it."
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
