"""Keys: their tags and state.

LocalStack's tests, which run on AWS, have the words: tests/aws/services/kms/test_kms.snapshot.json.
"""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_TESTED = "LocalStack, tests/aws/services/kms/test_kms.snapshot.json"
_TAGS = 50


class KeyTags(Rule):
    """A key has up to 50 tags, one of each key, and none of AWS's."""

    id = "kms-tags"
    text = "A key takes up to 50 tags with different keys, which do not begin with aws:."
    source = "API of KMS, TagResource; " + _TESTED
    wording = _TESTED
    operations = frozenset({"kms.CreateKey", "kms.TagResource"})
    code = "TagException"
    message = "{problem}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        keys = [one["TagKey"] for one in call.parameters.get("Tags", [])]
        if any(key.lower().startswith("aws:") for key in keys):
            return self.refusal(problem="Tags beginning with aws: are reserved")
        if len(set(keys)) < len(keys):
            return self.refusal(problem="Duplicate tag keys")
        return self.refusal(problem="Too many tags") if len(keys) > _TAGS else None


class KeyState(Rule):
    """A key that is about to be deleted does not change."""

    id = "kms-pending-deletion"
    text = "A key that is pending deletion cannot be changed, except that the deletion is canceled."
    source = "API of KMS, KMSInvalidStateException; KMS Developer Guide, key states"
    operations = frozenset(
        {
            "kms.CreateAlias", "kms.DisableKey", "kms.EnableKey", "kms.EnableKeyRotation",
            "kms.ScheduleKeyDeletion", "kms.TagResource", "kms.UpdateKeyDescription",
        }
    )  # fmt: skip
    code = "KMSInvalidStateException"
    message = "{arn} is pending deletion."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        key = call.parameters.get("TargetKeyId") or call.parameters.get("KeyId")
        try:
            found = await context.ask("kms", "DescribeKey", KeyId=key)
        except AwsError:
            return None
        metadata = found["KeyMetadata"]
        is_leaving = metadata.get("KeyState") == "PendingDeletion"
        return self.refusal(arn=metadata["Arn"]) if is_leaving else None
