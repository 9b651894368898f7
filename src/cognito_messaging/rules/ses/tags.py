"""The tags of SES resources."""

from collections.abc import Mapping

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.ses import TAGS_PER_RESOURCE
from .mail import find

_KEY_LENGTH, _VALUE_LENGTH = 128, 256
_TAG = "sesv2.TagResource"


class SesResourceTags(Rule):
    """Tags have keys of their own, and there are at most fifty."""

    id = "ses-resource-tags"
    text = (
        "A resource has at most 50 tags; keys have 1 to 128 characters and do not begin with "
        "`aws:`, values have at most 256."
    )
    source = "API, sesv2 TagResource and Tag; Tagging AWS Resources, on `aws:`"
    operations = frozenset(
        {
            _TAG,
            "sesv2.CreateEmailIdentity",
            "sesv2.CreateConfigurationSet",
            "sesv2.CreateEmailTemplate",
            "sesv2.CreateDedicatedIpPool",
        }
    )
    code = "BadRequestException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        tags = {tag["Key"]: tag["Value"] for tag in call.parameters.get("Tags", [])}
        for key, value in tags.items():
            if not 1 <= len(key) <= _KEY_LENGTH:
                return self.refusal(what=f"Tag Key must be 1-{_KEY_LENGTH} characters.")
            if key.startswith("aws:"):
                return self.refusal(what=f"Tag Key {key} must not begin with aws:.")
            if len(value) > _VALUE_LENGTH:
                return self.refusal(what=f"Tag Value must be 0-{_VALUE_LENGTH} characters.")
        if len({**await _existing(call, context, tags), **tags}) > TAGS_PER_RESOURCE:
            return self.refusal(what=f"A resource can have at most {TAGS_PER_RESOURCE} tags.")
        return None


async def _existing(
    call: ApiCall, context: RuleContext, tags: Mapping[str, str]
) -> Mapping[str, str]:
    if call.name != _TAG or not tags:
        return {}
    arn = call.parameters["ResourceArn"]
    found = await find(context, "ListTagsForResource", ResourceArn=arn) or {}
    return {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
