"""What event destinations lead to: topics, streams and buses."""

import re
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from .destinations import WRITES, WRITES_V1

_ROLE = re.compile(r"arn:[\w-]+:iam::\d{12}:role/.+")
_STREAM = re.compile(r"arn:[\w-]+:firehose:[\w-]+:\d{12}:deliverystream/.+")


class EventTopic(Rule):
    """SES tests the topic, so it must exist."""

    id = "ses-topic"
    text = "The SNS topic of an event destination must exist."
    source = "localstack#7251, whose tests were recorded on AWS"
    wording = "localstack#7251"
    operations = WRITES
    code = "BadRequestException"
    message = "SNS topic <{arn}> not found."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = _topic(call.parameters.get("EventDestination", {}))
        if arn is None:
            return None
        try:
            topic = Arn.parse(arn)
        except InvalidArn:
            return self.refusal(arn=arn)
        if topic.service != "sns" or not topic.region or not topic.account:
            return self.refusal(arn=arn)
        if topic.account != call.account:
            return None
        try:
            await context.ask("sns", "GetTopicAttributes", region=topic.region, TopicArn=arn)
        except AwsError as error:
            if error.code in ("NotFound", "NotFoundException"):
                return self.refusal(arn=arn)
        return None


class EventTopicV1(EventTopic):
    """The same in version 1 of the API."""

    id = "ses-topic-v1"
    operations = WRITES_V1
    code = "InvalidSNSDestination"


class EventFirehose(Rule):
    """A Firehose destination names a role and a stream."""

    id = "ses-firehose"
    text = "A Firehose destination needs the ARNs of an IAM role and of a delivery stream."
    source = "API, KinesisFirehoseDestination"
    operations = WRITES
    code = "BadRequestException"
    message = "Invalid Firehose destination: {arn} is not the ARN of a {what}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("EventDestination", {}).get("KinesisFirehoseDestination")
        if given is None:
            return None
        lower = {name.lower(): str(value) for name, value in given.items()}
        if not _ROLE.fullmatch(lower["iamrolearn"]):
            return self.refusal(arn=lower["iamrolearn"], what="role")
        if not _STREAM.fullmatch(lower["deliverystreamarn"]):
            return self.refusal(arn=lower["deliverystreamarn"], what="delivery stream")
        return None


class EventFirehoseV1(EventFirehose):
    """The same in version 1 of the API."""

    id = "ses-firehose-v1"
    source = "API, KinesisFirehoseDestination; InvalidFirehoseDestinationException"
    operations = WRITES_V1
    code = "InvalidFirehoseDestination"


class EventBus(Rule):
    """Events go to the default bus only."""

    id = "ses-default-bus"
    text = "An EventBridge destination must be the default bus."
    source = "API, EventBridgeDestination.EventBusArn"
    operations = WRITES
    code = "BadRequestException"
    message = "Only the default event bus is supported, not {arn}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("EventDestination", {}).get("EventBridgeDestination")
        if given is None or given["EventBusArn"].endswith(":event-bus/default"):
            return None
        return self.refusal(arn=given["EventBusArn"])


def _topic(destination: Mapping[str, Any]) -> str | None:
    if sns := destination.get("SnsDestination"):
        return str(sns["TopicArn"])
    if sns := destination.get("SNSDestination"):
        return str(sns["TopicARN"])
    return None
