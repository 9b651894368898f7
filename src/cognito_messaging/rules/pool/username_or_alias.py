"""Username attributes and aliases exclude each other."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import CREATE


class UsernameOrAlias(Rule):
    """A pool has username attributes or aliases, not both."""

    id = "pool-username-or-alias"
    text = "A pool may have UsernameAttributes or AliasAttributes, not both."
    source = "DG, login attributes; API, CreateUserPool"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-alias-username-exclusive"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        both = given.get("UsernameAttributes") and given.get("AliasAttributes")
        return self.refusal() if both else None
