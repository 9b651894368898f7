"""The limits of a pool's attributes.

The words are those of moto, whose validation was written after AWS's answers (getmoto/moto PR
4493).
"""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.user_pools import MAX_ATTRIBUTE_LENGTH
from .schema import BOTH, attributes, full_name

_LIMITS = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength", "length"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue", "value"),
}


class ConstraintNumbers(Rule):
    """The limits of an attribute are numbers, written as strings."""

    id = "pool-schema-limits"
    text = "MinLength and MaxLength are whole numbers from 0, MinValue and MaxValue are numbers."
    source = "API, StringAttributeConstraintsType and NumberAttributeConstraintsType"
    wording = "getmoto/moto PR 4493"
    operations = BOTH
    code = "InvalidParameterException"
    message = "Invalid {kind} for schema attribute {name}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in attributes(call):
            for data_type, (kind, low, high, _) in _LIMITS.items():
                limits = one.get(kind) or {}
                texts = [limits[key] for key in (low, high) if limits.get(key)]
                if any(not _is_limit(data_type, text) for text in texts):
                    return self.refusal(kind=kind, name=full_name(call, one))
        return None


class ConstraintLength(Rule):
    """An attribute's value has at most 2048 characters."""

    id = "pool-schema-length"
    text = "MinLength and MaxLength must not be more than 2048."
    source = "DG, quotas; CDK, StringAttribute"
    wording = "getmoto/moto PR 4493"
    operations = BOTH
    code = "InvalidParameterException"
    message = "user.{name}: String attributes cannot have a length of more than 2048"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in attributes(call):
            limits = one.get("StringAttributeConstraints") or {}
            texts = [limits.get(key) or "" for key in ("MinLength", "MaxLength")]
            numbers = [int(text) for text in texts if _is_limit("String", text)]
            if any(number > MAX_ATTRIBUTE_LENGTH for number in numbers):
                return self.refusal(name=full_name(call, one))
        return None


class ConstraintOrder(Rule):
    """The minimum of an attribute is not more than its maximum."""

    id = "pool-schema-order"
    text = "MaxLength must not be less than MinLength, MaxValue not less than MinValue."
    source = "API, StringAttributeConstraintsType and NumberAttributeConstraintsType"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-schema-*-order"
    operations = BOTH
    code = "InvalidParameterException"
    message = "Attribute {name} cannot have a max {what} than it's min {kind}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in attributes(call):
            for data_type, (kind, low, high, what) in _LIMITS.items():
                limits = one.get(kind) or {}
                ends = [limits.get(low) or "", limits.get(high) or ""]
                known = all(_is_limit(data_type, text) for text in ends)
                if known and float(ends[0]) > float(ends[1]):
                    comparison = {"length": "shorter", "value": "smaller"}[what]
                    return self.refusal(
                        name=full_name(call, one), what=f"{what} {comparison}", kind=what
                    )
        return None


def _is_limit(data_type: str, text: str) -> bool:
    if data_type == "String":
        return text.isascii() and text.isdigit()
    try:
        float(text)
    except ValueError:
        return False
    return True
