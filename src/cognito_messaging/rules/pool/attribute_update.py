"""Attributes that are verified before they change."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES


class AttributeUpdate(Rule):
    """What is to be verified before an update must be verified at all."""

    id = "pool-attribute-update"
    text = "AttributesRequireVerificationBeforeUpdate names only AutoVerifiedAttributes."
    source = "aws-cli#7151; TF, user_attribute_update_settings"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in "
        "AutoVerifiedAttributes"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        settings = call.parameters.get("UserAttributeUpdateSettings", {})
        wanted = set(settings.get("AttributesRequireVerificationBeforeUpdate", []))
        verified = set(call.parameters.get("AutoVerifiedAttributes", []))
        return None if wanted <= verified else self.refusal()
