"""The attributes of a pool: their names, types and limits.

The words of the rules without a report of their own are those of moto, whose validation was
written after AWS's answers (getmoto/moto PR 4493).
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.user_pools import MAX_ATTRIBUTE_LENGTH, MAX_CUSTOM_ATTRIBUTES, STANDARD_ATTRIBUTES
from ..pools import CREATE, current

ADD = "cognito-idp.AddCustomAttributes"
_BOTH = frozenset({CREATE, ADD})
_LIMITS = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength", "length"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue", "value"),
}


def _attributes(call: ApiCall) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = call.parameters.get(
        "Schema" if call.name == CREATE else "CustomAttributes", []
    )
    return found


def _is_standard(call: ApiCall, attribute: Mapping[str, Any]) -> bool:
    return call.name == CREATE and attribute.get("Name") in STANDARD_ATTRIBUTES


def _full_name(call: ApiCall, attribute: Mapping[str, Any]) -> str:
    """The name that the pool will show; a name that has a prefix already gets another one.

    Source: API, SchemaAttributeType; aws-cloudformation-user-guide#932 for the second prefix.
    """
    name: str = attribute.get("Name", "")
    if _is_standard(call, attribute):
        return name
    return f"{'dev' if attribute.get('DeveloperOnlyAttribute') else 'custom'}:{name}"


class Schema(Rule):
    """A schema can only get attributes that it does not have yet."""

    id = "pool-schema"
    text = "Attribute names must be unique, and new to the pool in AddCustomAttributes."
    source = "API, AddCustomAttributes; terraform-provider-aws#21654"
    wording = "terraform-provider-aws#21654"
    operations = _BOTH
    code = "InvalidParameterException"
    message = "{name}: Existing attribute already has name {name}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        names = Counter(_full_name(call, one) for one in _attributes(call))
        duplicate = next((name for name, count in names.items() if count > 1), None)
        if duplicate is None and call.name == ADD:
            existing = {
                one["Name"] for one in (await current(call, context)).get("SchemaAttributes", [])
            }
            duplicate = next((name for name in names if name in existing), None)
        return None if duplicate is None else self.refusal(name=duplicate)


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
        for one in _attributes(call):
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
    operations = _BOTH
    code = "InvalidParameterException"
    message = "Required custom attributes are not supported currently."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        required = (one for one in _attributes(call) if one.get("Required"))
        return self.refusal() if any(not _is_standard(call, one) for one in required) else None


class CustomType(Rule):
    """A custom attribute needs a data type."""

    id = "pool-schema-type"
    text = "A custom attribute must have an AttributeDataType; a standard attribute has its own."
    source = "aws-amplify/amplify-backend#3299; aws-cdk#8585"
    wording = "aws-amplify/amplify-backend#3299"
    operations = _BOTH
    code = "InvalidParameterException"
    message = "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        untyped = (one for one in _attributes(call) if not one.get("AttributeDataType"))
        return self.refusal() if any(not _is_standard(call, one) for one in untyped) else None


class ConstraintNumbers(Rule):
    """The limits of an attribute are numbers, written as strings."""

    id = "pool-schema-limits"
    text = "MinLength and MaxLength are whole numbers from 0, MinValue and MaxValue are numbers."
    source = "API, StringAttributeConstraintsType and NumberAttributeConstraintsType"
    wording = "getmoto/moto PR 4493"
    operations = _BOTH
    code = "InvalidParameterException"
    message = "Invalid {kind} for schema attribute {name}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in _attributes(call):
            for data_type, (kind, low, high, _) in _LIMITS.items():
                limits = one.get(kind) or {}
                texts = [limits[key] for key in (low, high) if limits.get(key)]
                if any(not _is_limit(data_type, text) for text in texts):
                    return self.refusal(kind=kind, name=_full_name(call, one))
        return None


class ConstraintLength(Rule):
    """An attribute's value has at most 2048 characters."""

    id = "pool-schema-length"
    text = "MinLength and MaxLength must not be more than 2048."
    source = "DG, quotas; CDK, StringAttribute"
    wording = "getmoto/moto PR 4493"
    operations = _BOTH
    code = "InvalidParameterException"
    message = "user.{name}: String attributes cannot have a length of more than 2048"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in _attributes(call):
            limits = one.get("StringAttributeConstraints") or {}
            texts = [limits.get(key) or "" for key in ("MinLength", "MaxLength")]
            numbers = [int(text) for text in texts if _is_limit("String", text)]
            if any(number > MAX_ATTRIBUTE_LENGTH for number in numbers):
                return self.refusal(name=_full_name(call, one))
        return None


class ConstraintOrder(Rule):
    """The minimum of an attribute is not more than its maximum."""

    id = "pool-schema-order"
    text = "MaxLength must not be less than MinLength, MaxValue not less than MinValue."
    source = "API, StringAttributeConstraintsType and NumberAttributeConstraintsType"
    wording = "getmoto/moto PR 4493"
    operations = _BOTH
    code = "InvalidParameterException"
    message = "user.{name}: Max {what} cannot be less than min {what}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in _attributes(call):
            for data_type, (kind, low, high, what) in _LIMITS.items():
                limits = one.get(kind) or {}
                ends = [limits.get(low) or "", limits.get(high) or ""]
                known = all(_is_limit(data_type, text) for text in ends)
                if known and float(ends[0]) > float(ends[1]):
                    return self.refusal(name=_full_name(call, one), what=what)
        return None


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
        full = custom + len(_attributes(call)) > MAX_CUSTOM_ATTRIBUTES
        return self.refusal() if full else None


def _is_limit(data_type: str, text: str) -> bool:
    if data_type == "String":
        return text.isascii() and text.isdigit()
    try:
        float(text)
    except ValueError:
        return False
    return True
