"""Tags of user pools."""

from collections.abc import Mapping

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.user_pools import MAX_TAGS
from ..pools import WRITES

TAG = "cognito-idp.TagResource"


def _is_reserved(tags: Mapping[str, str]) -> bool:
    return any(key.lower().startswith("aws:") for key in tags)


class PoolTags(Rule):
    """A pool is created and updated with tags that are allowed."""

    id = "pool-tags"
    text = "The keys of UserPoolTags must not begin with aws:, and a pool has at most 50 tags."
    source = "AWS General Reference, tagging; API, TagResource and UserPoolTaggingException"
    operations = WRITES
    code = "UserPoolTaggingException"
    message = "The tags cannot be set: {problem}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        tags = call.parameters.get("UserPoolTags") or {}
        if _is_reserved(tags):
            return self.refusal(problem="aws: prefixed tag key names are not allowed")
        if len(tags) > MAX_TAGS:
            return self.refusal(problem=f"a user pool can have up to {MAX_TAGS} tags")
        return None


class TagResource(Rule):
    """A pool gets only tags that are allowed."""

    id = "pool-tag-resource"
    text = "The keys of Tags must not begin with aws:, and a pool has at most 50 tags."
    source = "AWS General Reference, tagging; API, TagResource"
    operations = frozenset({TAG})
    code = "InvalidParameterException"
    message = "The tags cannot be set: {problem}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        tags, arn = call.parameters["Tags"], call.parameters["ResourceArn"]
        if _is_reserved(tags):
            return self.refusal(problem="aws: prefixed tag key names are not allowed")
        kept = await context.ask("cognito-idp", "ListTagsForResource", ResourceArn=arn)
        if len({**(kept.get("Tags") or {}), **tags}) > MAX_TAGS:
            return self.refusal(problem=f"a user pool can have up to {MAX_TAGS} tags")
        return None
