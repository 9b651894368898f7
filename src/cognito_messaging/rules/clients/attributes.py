"""The attributes that a client may read and write."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.app_clients import READ_ONLY_ATTRIBUTES, STANDARD_ATTRIBUTES
from ..pools import user_pool
from .common import CREATE, WRITES


def _verb(call: ApiCall) -> str:
    return "creating" if call.name == CREATE else "updating"


class ReadAttributes(Rule):
    """A client can read only what the pool has."""

    id = "client-read-attributes"
    text = (
        "ReadAttributes must be attributes of the pool; the names of its custom attributes begin "
        "with custom: or dev:."
    )
    source = "badmintoncryer/cdk-preflight, pf-cognito-read-attributes-exists; CDK, user-pool-attr"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-read-attributes-exists"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Invalid read attributes specified while {verb} a client"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        unusual = set(call.parameters.get("ReadAttributes", [])) - STANDARD_ATTRIBUTES
        if not unusual:
            return None
        pool = await user_pool(call, context)
        known = {one["Name"] for one in pool.get("SchemaAttributes", [])}
        return None if unusual <= known else self.refusal(verb=_verb(call))


class WriteAttributes(Rule):
    """A client can write what the pool has, and must be able to write what it requires.

    An attribute that is not mutable can be listed: users set it when they sign up. An empty list
    stands for the default, all standard attributes (terraform-provider-aws#28684).
    """

    id = "client-write-attributes"
    text = (
        "WriteAttributes must be attributes of the pool, include those that it requires, and not "
        "sub, email_verified or phone_number_verified."
    )
    source = "aws-cdk#20760, #2608; aws/aws-sdk-java#1395; terraform-provider-aws#4476"
    wording = "aws-cdk#20760; aws/aws-sdk-java#1395"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Invalid write attributes specified while {verb} a client"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = set(call.parameters.get("WriteAttributes", []))
        if not given:
            return None
        if given & READ_ONLY_ATTRIBUTES:
            return self.refusal(verb=_verb(call))
        schema = (await user_pool(call, context)).get("SchemaAttributes", [])
        known = {one["Name"] for one in schema} | STANDARD_ATTRIBUTES
        required = {one["Name"] for one in schema if one.get("Required")} - READ_ONLY_ATTRIBUTES
        return None if required <= given <= known else self.refusal(verb=_verb(call))
