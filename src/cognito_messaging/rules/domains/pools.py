"""The domains that a pool has."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import DELETE as DELETE_POOL
from ..pools import user_pool
from .common import CREATE, DELETE, is_custom


class OneOfEach(Rule):
    """A pool has one prefix and one custom domain."""

    id = "domain-one-of-each"
    text = "A pool can have one prefix domain and one custom domain."
    source = "DG, user pool domain; aws-cdk#10062"
    wording = "aws-cdk#10062"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = "User pool already has a domain configured."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await user_pool(call, context)
        return self.refusal() if pool.get("CustomDomain" if is_custom(call) else "Domain") else None


class DomainExists(Rule):
    """Only a domain of the pool can be deleted."""

    id = "domain-exists"
    text = "DeleteUserPoolDomain needs a domain of the pool."
    source = "aws-amplify/amplify-cli, its tests of hosted UI domains"
    wording = "aws-amplify/amplify-cli, its tests of hosted UI domains"
    operations = frozenset({DELETE})
    code = "InvalidParameterException"
    message = "No such domain or user pool exists."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await user_pool(call, context)
        owned = (pool.get("Domain"), pool.get("CustomDomain"))
        return None if call.parameters["Domain"] in owned else self.refusal()


class DomainFirst(Rule):
    """A pool is deleted after its domains."""

    id = "domain-first"
    text = "A pool with a domain cannot be deleted."
    source = "terraform-provider-aws#16479"
    wording = "terraform-provider-aws#16479"
    operations = frozenset({DELETE_POOL})
    code = "InvalidParameterException"
    message = (
        "User pool cannot be deleted. It has a domain configured that should be deleted first."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await user_pool(call, context)
        return self.refusal() if pool.get("Domain") or pool.get("CustomDomain") else None
