"""Attributes that require verification before an update must be auto-verified."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES


class AttributeUpdate(Rule):
    """An attribute that requires verification before an update must be auto-verified."""

    id = "pool-attribute-update"
    text = "AttributesRequireVerificationBeforeUpdate may only list AutoVerifiedAttributes."
    source = "aws-cli#7151; TF, user_attribute_update_settings"
    wording = "aws-cli#7151"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in "
        "AutoVerifiedAttributes"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        settings = call.parameters.get("UserAttributeUpdateSettings", {})
        required = set(settings.get("AttributesRequireVerificationBeforeUpdate", []))
        verified = set(call.parameters.get("AutoVerifiedAttributes", []))
        return None if required <= verified else self.refusal()
