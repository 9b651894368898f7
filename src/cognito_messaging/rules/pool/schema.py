"""Attributes of a schema must have different names."""

from collections import Counter

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import CREATE


class Schema(Rule):
    """A schema can only get attributes that it does not have yet."""

    id = "pool-schema"
    text = "Attribute names must be unique, and new to the pool in AddCustomAttributes."
    source = "API, AddCustomAttributes; terraform-provider-aws#21654"
    wording = "terraform-provider-aws#21654"
    operations = frozenset({CREATE, "cognito-idp.AddCustomAttributes"})
    code = "InvalidParameterException"
    message = "{name}: Existing attribute already has name {name}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        key = "Schema" if call.name == CREATE else "CustomAttributes"
        names = Counter(one.get("Name", "") for one in call.parameters.get(key, []))
        duplicate = next((name for name, count in names.items() if count > 1), None)
        if duplicate is not None:
            return self.refusal(name=duplicate)
        if call.name == CREATE:
            return None
        pool_id = call.parameters["UserPoolId"]
        pool = await context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool_id)
        existing = {one["Name"] for one in pool["UserPool"].get("SchemaAttributes", [])}
        for name in names:
            full = name if name.startswith("custom:") else f"custom:{name}"
            if full in existing:
                return self.refusal(name=full)
        return None
