"""The attributes of a pool that a provider fills."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.app_clients import STANDARD_ATTRIBUTES
from .common import WRITES

# The name that a user gets, which is not an attribute of the pool.
_USERNAME = "username"


class AttributeMapping(Rule):
    """A provider fills only attributes that the pool has."""

    id = "provider-attribute-mapping"
    text = "The keys of AttributeMapping must be attributes of the pool, or username."
    source = "aws/aws-cli#9729; DG, attribute mapping"
    wording = "aws/aws-cli#9729"
    operations = WRITES
    code = "InvalidParameterException"
    message = "AttributeMapping contains invalid mapping: [{names}]"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("AttributeMapping", {})
        unusual = [name for name in given if name not in STANDARD_ATTRIBUTES | {_USERNAME}]
        if not unusual:
            return None
        pool_id = call.parameters["UserPoolId"]
        pool = await context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool_id)
        known = {one["Name"] for one in pool["UserPool"].get("SchemaAttributes", [])}
        unknown = [name for name in unusual if name not in known]
        return self.refusal(names=", ".join(unknown)) if unknown else None
