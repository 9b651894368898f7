"""What messages carry besides their text: attributes, groups and IDs.

LocalStack's tests, which run on AWS, have the words: tests/aws/services/sns/test_sns.snapshot.json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PUBLISH, _BATCH = "sns.Publish", "sns.PublishBatch"
_TESTED = "LocalStack, tests/aws/services/sns/test_sns.snapshot.json"
_TYPE = re.compile(r"(String|Number|Binary)(\..+)?")
_OTHER = re.compile(r"[^A-Za-z0-9_.-]")
_ENTRY = re.compile(r"[A-Za-z0-9_-]+")
_ENTRY_LENGTH = 80
_NAME_LENGTH = 256


def _messages(call: ApiCall) -> Iterator[Mapping[str, Any]]:
    """The messages of a call: the entries of a batch, or the call itself."""
    yield from call.parameters.get("PublishBatchRequestEntries", [call.parameters])


class MessageAttributes(Rule):
    """An attribute of a message has a name, a type and a value of this type."""

    id = "sns-publish-attributes"
    text = (
        "The name of a message attribute must have letters, digits, -, _ and single dots inside; "
        "its type must begin with String, Number or Binary, and its value be of this type."
    )
    source = "SNS Developer Guide, message attributes; " + _TESTED
    wording = _TESTED
    operations = frozenset({_PUBLISH, _BATCH})
    code = "ParameterValueInvalid"
    message = "{problem}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for message in _messages(call):
            for name, attribute in message.get("MessageAttributes", {}).items():
                problem = _name_problem(name) or _value_problem(name, attribute)
                if problem:
                    return self.refusal(problem=problem)
        return None


def _name_problem(name: str) -> str | None:
    other = _OTHER.search(name)
    if len(name) > _NAME_LENGTH:
        return "Length of message attribute name must be less than 256 bytes."
    if other:
        return (
            f"Invalid non-alphanumeric character '#x{ord(other[0]):X}' was found in the message "
            "attribute name. Can only include alphanumeric characters, hyphens, underscores, or "
            "dots."
        )
    for is_wrong, place in ((name.startswith("."), "starting"), (name.endswith("."), "ending")):
        if is_wrong:
            return f"Invalid message attribute name {place} with character '.' was found."
    if ".." in name:
        return "Message attribute name can not have successive '.' character."
    return None


def _value_problem(name: str, attribute: Mapping[str, Any]) -> str | None:
    kind = attribute.get("DataType", "")
    found = _TYPE.fullmatch(kind)
    if not found:
        return (
            f"The message attribute '{name}' has an invalid message attribute type, the set of "
            "supported type prefixes is Binary, Number, and String."
        )
    field = "Binary" if found[1] == "Binary" else "String"
    other = "StringValue" if field == "Binary" else "BinaryValue"
    if attribute.get(other):
        return f"The message attribute '{name}' with type '{kind}' must use field '{field}'."
    if not attribute.get(f"{field}Value"):
        return (
            f"The message attribute '{name}' must contain non-empty message attribute value for "
            f"message attribute type '{kind}'."
        )
    return None


class FifoMessage(Rule):
    """A FIFO topic orders messages by group, and delivers each once."""

    id = "sns-publish-fifo"
    text = (
        "A message to a FIFO topic needs MessageGroupId, and MessageDeduplicationId unless the "
        "topic compares contents; other topics do not take MessageDeduplicationId."
    )
    source = "SNS API, Publish; erlcloud/erlcloud#785; awspring/spring-cloud-aws#1046"
    wording = "erlcloud/erlcloud#785; awspring/spring-cloud-aws#1046; " + _TESTED
    operations = frozenset({_PUBLISH, _BATCH})
    code = "InvalidParameter"
    message = "Invalid parameter: {problem}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters.get("TopicArn") or call.parameters.get("TargetArn") or ""
        messages = list(_messages(call))
        has_ids = [bool(one.get("MessageDeduplicationId")) for one in messages]
        if not arn.endswith(".fifo"):
            problem = (
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId "
                "parameter that is not valid for this topic type"
            )
            return self.refusal(problem=problem) if arn and any(has_ids) else None
        if not all(one.get("MessageGroupId") for one in messages):
            return self.refusal(problem="The MessageGroupId parameter is required for FIFO topics")
        if all(has_ids):
            return None
        try:
            topic = await context.ask("sns", "GetTopicAttributes", TopicArn=arn)
        except AwsError:
            return None
        if topic["Attributes"].get("ContentBasedDeduplication", "").lower() == "true":
            return None
        return self.refusal(
            problem=(
                "The topic should either have ContentBasedDeduplication enabled or "
                "MessageDeduplicationId provided explicitly"
            )
        )


class BatchEntryId(Rule):
    """The entries of a batch have short IDs."""

    id = "sns-batch-entry-id"
    text = "The ID of a batch entry must have 1 to 80 letters, digits, hyphens and underscores."
    source = "SNS API, PublishBatchRequestEntry; " + _TESTED
    wording = _TESTED
    operations = frozenset({_BATCH})
    code = "InvalidBatchEntryId"
    message = "The Id of a batch entry in the batch request {problem}: {id}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in call.parameters.get("PublishBatchRequestEntries", []):
            if len(one["Id"]) > _ENTRY_LENGTH:
                return self.refusal(problem="is too long", id=one["Id"])
            if not _ENTRY.fullmatch(one["Id"]):
                return self.refusal(problem="contains an impermissible character", id=one["Id"])
        return None
