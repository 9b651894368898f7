"""Topics: names, attributes and policies."""

from __future__ import annotations

import re
from collections.abc import Mapping

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn, partition_of
from ...facts.policies import as_list, read_document
from ...facts.policies.grammar import resource_policy_fault
from ..iam.resource_policies import policy_in

_CREATE, _SET = "sns.CreateTopic", "sns.SetTopicAttributes"
_NAMED = frozenset(
    {_SET, "sns.GetTopicAttributes", "sns.DeleteTopic", "sns.Subscribe", "sns.Publish"}
)
_TESTED = "LocalStack, sns/v2/provider.py, whose tests run on AWS"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}")
# SNS API, SetTopicAttributes.
_FEEDBACK = re.compile(
    r"(HTTP|Firehose|Lambda|Application|SQS)"
    r"(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)"
)
_ATTRIBUTES = frozenset(
    {
        "DeliveryPolicy", "DisplayName", "MaximumMessageSize", "Policy", "TracingConfig",
        "KmsMasterKeyId", "SignatureVersion", "ArchivePolicy", "ContentBasedDeduplication",
        "FifoThroughputScope",
    }
)  # fmt: skip
# Actions of SNS that its topic policies do not take (hashicorp/terraform#12740, aws-cli#3143).
_OUT_OF_SCOPE = frozenset({"sns:createtopic", "sns:listtopics", "sns:setsubscriptionattributes"})

# The attributes that CreateTopic compares with those of a topic that exists, with their defaults.
_COMPARED = {
    "ContentBasedDeduplication": "false",
    "DisplayName": "",
    "FifoTopic": "false",
    "KmsMasterKeyId": "",
    "SignatureVersion": "1",
    "TracingConfig": "PassThrough",
}
# SNS Developer Guide, "Amazon SNS API permissions: Actions and resources reference".
_PERMITTED = frozenset(
    {
        "*", "AddPermission", "DeleteTopic", "GetDataProtectionPolicy", "GetTopicAttributes",
        "ListSubscriptionsByTopic", "ListTagsForResource", "Publish", "PutDataProtectionPolicy",
        "Receive", "RemovePermission", "SetTopicAttributes", "Subscribe", "TagResource",
        "UntagResource",
    }
)  # fmt: skip


def _attributes(call: ApiCall) -> Mapping[str, str]:
    """The attributes that a call gives a topic."""
    if call.name == _SET:
        value = call.parameters.get("AttributeValue", "")
        return {call.parameters["AttributeName"]: value}
    found: Mapping[str, str] = call.parameters.get("Attributes", {})
    return found


class TopicName(Rule):
    """A topic's name has letters, digits, hyphens and underscores."""

    id = "sns-topic-name"
    text = "Name must have 1 to 256 letters, digits, - and _; only a FIFO topic's ends in .fifo."
    source = "SNS API, CreateTopic"
    wording = "awsdocs/aws-cloudformation-user-guide#860"
    operations = frozenset({_CREATE})
    code = "InvalidParameter"
    message = "Invalid parameter: Topic Name"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["Name"]
        is_fifo = call.parameters.get("Attributes", {}).get("FifoTopic", "").lower() == "true"
        base = name.removesuffix(".fifo")
        valid = _NAME.fullmatch(base) and len(name) <= 256 and is_fifo == (base != name)
        return None if valid else self.refusal()


class TopicTags(Rule):
    """Creating a topic that exists changes nothing, so the call must not ask for a change."""

    id = "sns-topic-tags"
    text = "CreateTopic for a topic that exists must not give tags that it does not have."
    source = _TESTED
    wording = _TESTED
    operations = frozenset({_CREATE})
    code = "InvalidParameter"
    message = "Invalid parameter: Tags Reason: Topic already exists with different tags"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("Tags")
        if not given:
            return None
        name = call.parameters["Name"]
        arn = f"arn:{partition_of(call.region)}:sns:{call.region}:{call.account}:{name}"
        try:
            await context.ask("sns", "GetTopicAttributes", TopicArn=arn)
            listed = await context.ask("sns", "ListTagsForResource", ResourceArn=arn)
        except AwsError:
            return None
        kept = {one["Key"]: one["Value"] for one in listed["Tags"]}
        same = all(kept.get(one["Key"]) == one["Value"] for one in given)
        return None if same else self.refusal()


class TopicArn(Rule):
    """A topic is named by its ARN."""

    id = "sns-topic-arn"
    text = "TopicArn must be an ARN of six parts, in the region of the call."
    source = "SNS API, SetTopicAttributes"
    wording = _TESTED
    operations = _NAMED
    code = "InvalidParameter"
    message = "Invalid parameter: TopicArn{reason}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        text = call.parameters.get("TopicArn")
        if not text:
            return None
        count = len(text.split(":"))
        if count < 6:
            reason = f" Reason: An ARN must have at least 6 elements, not {count}"
            return self.refusal(reason=reason)
        try:
            arn = Arn.parse(text)
        except InvalidArn:
            return None
        return self.refusal(reason="") if arn.region != call.region else None


class TopicAttributeName(Rule):
    """Only the attributes that SNS knows can be changed."""

    id = "sns-topic-attribute-name"
    text = "SetTopicAttributes takes only attributes that SNS lists; FifoTopic cannot change."
    source = "SNS API, SetTopicAttributes"
    wording = _TESTED
    operations = frozenset({_SET})
    code = "InvalidParameter"
    message = "Invalid parameter: AttributeName"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["AttributeName"]
        known = name in _ATTRIBUTES or _FEEDBACK.fullmatch(name)
        return None if known else self.refusal()


class DisplayName(Rule):
    """A display name is short."""

    id = "sns-topic-display-name"
    text = "DisplayName must have at most 100 characters."
    source = "aws-solutions/cognito-user-profiles-export-reference-architecture#7"
    wording = "aws-solutions/cognito-user-profiles-export-reference-architecture#7"
    operations = frozenset({_CREATE, _SET})
    code = "InvalidParameter"
    message = "Invalid parameter: Attributes Reason: DisplayName"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return self.refusal() if len(_attributes(call).get("DisplayName", "")) > 100 else None


class TopicPolicyScope(Rule):
    """A topic's policy is about actions on a topic; `rules.iam` checks the rest of it."""

    id = "sns-topic-policy-scope"
    text = "The policy of a topic cannot allow CreateTopic, ListTopics, SetSubscriptionAttributes."
    source = "hashicorp/terraform#12740; aws-cli#3143"
    wording = "hashicorp/terraform#12740"
    operations = frozenset({_CREATE, _SET})
    code = "InvalidParameter"
    message = "Invalid parameter: Policy statement action out of service scope!"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = policy_in(call)
        if not policy or resource_policy_fault(policy):
            return None
        for statement in as_list(read_document(policy)["Statement"]):
            for action in as_list(statement.get("Action", [])):
                if str(action).lower() in _OUT_OF_SCOPE:
                    return self.refusal()
        return None


class TopicAttributesExist(Rule):
    """Creating a topic that exists changes nothing, so its attributes must be the same."""

    id = "sns-topic-exists"
    text = "CreateTopic for a topic that exists must not give attributes that it does not have."
    source = "LocalStack, tests/aws/services/sns/test_sns.snapshot.json"
    wording = "LocalStack, tests/aws/services/sns/test_sns.snapshot.json"
    operations = frozenset({_CREATE})
    code = "InvalidParameter"
    message = "Invalid parameter: Attributes Reason: Topic already exists with different attributes"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = {name: one for name, one in _attributes(call).items() if name in _COMPARED}
        if not given:
            return None
        name = call.parameters["Name"]
        arn = f"arn:{partition_of(call.region)}:sns:{call.region}:{call.account}:{name}"
        try:
            found = await context.ask("sns", "GetTopicAttributes", TopicArn=arn)
        except AwsError:
            return None
        kept = found["Attributes"]
        same = all(
            (kept.get(name) or _COMPARED[name]).lower() == (value or _COMPARED[name]).lower()
            for name, value in given.items()
        )
        return None if same else self.refusal()


class TagKeys(Rule):
    """A topic has one tag of each key."""

    id = "sns-tag-keys"
    text = "TagResource must not name a key twice."
    source = "LocalStack, tests/aws/services/sns/test_sns.snapshot.json"
    wording = "LocalStack, tests/aws/services/sns/test_sns.snapshot.json"
    operations = frozenset({"sns.TagResource"})
    code = "InvalidParameter"
    message = "Invalid parameter: Duplicated keys are not allowed."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        keys = [one["Key"] for one in call.parameters["Tags"]]
        return self.refusal() if len(set(keys)) < len(keys) else None


class PermissionActions(Rule):
    """A permission is for actions on a topic."""

    id = "sns-permission-actions"
    text = "AddPermission takes actions on topics: Publish, Subscribe, Receive and others."
    source = "SNS API, AddPermission; LocalStack, tests/aws/services/sns/test_sns.snapshot.json"
    wording = "LocalStack, tests/aws/services/sns/test_sns.snapshot.json"
    operations = frozenset({"sns.AddPermission"})
    code = "InvalidParameter"
    message = "Invalid parameter: Policy statement action out of service scope!"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        known = all(name in _PERMITTED for name in call.parameters["ActionName"])
        return None if known else self.refusal()
