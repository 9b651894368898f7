"""The attributes of a pool: their names and types. Their limits are in `schema_limits`."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.user_pools import MAX_CUSTOM_ATTRIBUTES, STANDARD_ATTRIBUTES
from ..pools import CREATE, current

ADD = "cognito-idp.AddCustomAttributes"
BOTH = frozenset({CREATE, ADD})


def attributes(call: ApiCall) -> list[Mapping[str, Any]]:
    """The attributes in a call."""
    found: list[Mapping[str, Any]] = call.parameters.get(
        "Schema" if call.name == CREATE else "CustomAttributes", []
    )
    return found


def is_standard(call: ApiCall, attribute: Mapping[str, Any]) -> bool:
    """Whether an attribute in a call is a standard one, which AddCustomAttributes cannot have."""
    return call.name == CREATE and attribute.get("Name") in STANDARD_ATTRIBUTES


def full_name(call: ApiCall, attribute: Mapping[str, Any]) -> str:
    """The name that the pool will show; a name that has a prefix already gets another one.

    Source: API, SchemaAttributeType; aws-cloudformation-user-guide#932 for the second prefix.
    """
    name: str = attribute.get("Name", "")
    if is_standard(call, attribute):
        return name
    return f"{'dev' if attribute.get('DeveloperOnlyAttribute') else 'custom'}:{name}"


class Schema(Rule):
    """A schema can only get attributes that it does not have yet."""

    id = "pool-schema"
    text = "Attribute names must be unique, and new to the pool in AddCustomAttributes."
    source = "API, AddCustomAttributes; terraform-provider-aws#21654"
    wording = "terraform-provider-aws#21654; badmintoncryer/cdk-preflight, pf-cognito-schema-*"
    operations = BOTH
    code = "InvalidParameterException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        names = Counter(full_name(call, one) for one in attributes(call))
        duplicate = next((name for name, count in names.items() if count > 1), None)
        if duplicate is None and call.name == ADD:
            existing = {
                one["Name"] for one in (await current(call, context)).get("SchemaAttributes", [])
            }
            duplicate = next((name for name in names if name in existing), None)
        if duplicate is None:
            return None
        if call.name == ADD:
            return self.refusal(
                what=f"{duplicate}: Existing attribute already has name {duplicate}."
            )
        return self.refusal(
            what=f"Duplicate custom attribute names {duplicate} are not allowed in a user pool "
            "schema."
        )


class StandardAttribute(Rule):
    """The data type of a standard attribute is fixed."""

    id = "pool-schema-standard"
    text = "A standard attribute keeps its data type, and cannot be for developers only."
    source = "terraform-provider-aws#23181"
    wording = "terraform-provider-aws#23181"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = (
        "You can not change AttributeDataType or set developerOnlyAttribute for standard schema "
        "attribute {name}"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in attributes(call):
            kind = STANDARD_ATTRIBUTES.get(one.get("Name", ""))
            if kind is None:
                continue
            if one.get("AttributeDataType", kind) != kind or one.get("DeveloperOnlyAttribute"):
                return self.refusal(name=one["Name"])
        return None


class CustomRequired(Rule):
    """Users cannot be required to have a custom attribute."""

    id = "pool-schema-required"
    text = "A custom attribute cannot be Required."
    source = "boto/boto3#2317; trek10inc/serverless-cognito-manager#4; DG, custom attributes"
    wording = "boto/boto3#2317"
    operations = BOTH
    code = "InvalidParameterException"
    message = "Required custom attributes are not supported currently."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        required = (one for one in attributes(call) if one.get("Required"))
        return self.refusal() if any(not is_standard(call, one) for one in required) else None


class CustomType(Rule):
    """A custom attribute needs a data type."""

    id = "pool-schema-type"
    text = "A custom attribute must have an AttributeDataType; a standard attribute has its own."
    source = "aws-amplify/amplify-backend#3299; aws-cdk#8585"
    wording = "aws-amplify/amplify-backend#3299"
    operations = BOTH
    code = "InvalidParameterException"
    message = "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        untyped = (one for one in attributes(call) if not one.get("AttributeDataType"))
        return self.refusal() if any(not is_standard(call, one) for one in untyped) else None


class CustomLimit(Rule):
    """A pool has at most 50 custom attributes."""

    id = "pool-schema-custom-limit"
    text = "A pool cannot have more than 50 custom attributes."
    source = "DG, quotas"
    operations = frozenset({ADD})
    code = "InvalidParameterException"
    message = "A user pool can have up to 50 custom attributes."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await current(call, context)
        names = [one["Name"] for one in pool.get("SchemaAttributes", [])]
        custom = sum(1 for name in names if name.startswith(("custom:", "dev:")))
        full = custom + len(attributes(call)) > MAX_CUSTOM_ATTRIBUTES
        return self.refusal() if full else None
