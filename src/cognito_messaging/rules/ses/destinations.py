"""Event destinations of configuration sets."""

import re
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from ...facts.ses import DESTINATIONS_PER_SET, DIMENSION_NAME, DIMENSION_VALUE, NAME
from .mail import find

_CREATE = frozenset({"sesv2.CreateConfigurationSetEventDestination"})
_CREATE_V1 = frozenset({"ses.CreateConfigurationSetEventDestination"})
_WRITES = _CREATE | {"sesv2.UpdateConfigurationSetEventDestination"}
_WRITES_V1 = _CREATE_V1 | {"ses.UpdateConfigurationSetEventDestination"}
_ROLE = re.compile(r"arn:[\w-]+:iam::\d{12}:role/.+")
_STREAM = re.compile(r"arn:[\w-]+:firehose:[\w-]+:\d{12}:deliverystream/.+")


class DestinationName(Rule):
    """The name of an event destination has letters, digits, `_` and `-`."""

    id = "ses-destination-name"
    text = "The name of an event destination has 1 to 64 letters, digits, `_` and `-`."
    source = "API, ses EventDestination.Name"
    wording = "floci-io/floci#1079"
    operations = _CREATE
    code = "BadRequestException"
    message = (
        "Invalid event destination name <{name}>: only alphanumeric ASCII characters, '_', and '-' "
        "are allowed."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = _name(call)
        return None if NAME.fullmatch(name) else self.refusal(name=name)


class DestinationNameV1(DestinationName):
    """The same in version 1 of the API."""

    id = "ses-destination-name-v1"
    operations = _CREATE_V1
    code = "InvalidParameterValue"


class DestinationCount(Rule):
    """A configuration set has at most ten event destinations."""

    id = "ses-destination-count"
    text = f"A configuration set has at most {DESTINATIONS_PER_SET} event destinations."
    source = "SES, Service quotas, event publishing"
    operations = _CREATE
    code = "LimitExceededException"
    message = "The configuration set {name} has the maximum number of event destinations."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["ConfigurationSetName"]
        found = (
            await find(context, "GetConfigurationSetEventDestinations", ConfigurationSetName=name)
            or {}
        )
        existing = {one["Name"] for one in found.get("EventDestinations", [])}
        if len(existing) < DESTINATIONS_PER_SET or _name(call) in existing:
            return None
        return self.refusal(name=name)


class DestinationCountV1(DestinationCount):
    """The same in version 1 of the API."""

    id = "ses-destination-count-v1"
    operations = _CREATE_V1
    code = "LimitExceeded"


class OneDestination(Rule):
    """An event destination is of one kind."""

    id = "ses-one-destination"
    text = "An event destination must name one kind of destination, and an event type."
    source = "API, ses CreateConfigurationSetEventDestination; floci-io/floci#1079"
    wording = "floci-io/floci#1079"
    operations = _WRITES
    code = "BadRequestException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("EventDestination", {})
        if not given.get("MatchingEventTypes"):
            return self.refusal(what="At least one event type must be specified.")
        kinds = [name for name in given if name.endswith("Destination")]
        if not kinds:
            return self.refusal(what="Event destination is not provided.")
        if len(kinds) > 1:
            return self.refusal(
                what="Please provide only one destination with each request. Either a Firehose "
                "Destination or a Cloudwatch Destination or an SNS Destination or an EventBridge "
                "Destination."
            )
        return None


class OneDestinationV1(OneDestination):
    """The same in version 1 of the API."""

    id = "ses-one-destination-v1"
    operations = _WRITES_V1
    code = "InvalidParameterValue"


class Dimensions(Rule):
    """CloudWatch gets at least one dimension, with a name and a value that it takes."""

    id = "ses-dimensions"
    text = (
        "A CloudWatch destination needs a dimension; names have letters, digits, `_`, `-` and `:`, "
        "default values `_`, `-`, `@` and `.`."
    )
    source = "API, CloudWatchDimensionConfiguration; floci-io/floci#1079"
    wording = "floci-io/floci#1079, if there is no dimension"
    operations = _WRITES
    code = "BadRequestException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        metrics = call.parameters.get("EventDestination", {}).get("CloudWatchDestination")
        if metrics is None:
            return None
        dimensions = metrics.get("DimensionConfigurations", [])
        if not dimensions:
            return self.refusal(
                what="CloudWatch metrics dimension configuration list cannot be empty."
            )
        for one in dimensions:
            if not DIMENSION_NAME.fullmatch(one["DimensionName"]):
                return self.refusal(what=f"Invalid dimension name <{one['DimensionName']}>.")
            if not DIMENSION_VALUE.fullmatch(one["DefaultDimensionValue"]):
                value = one["DefaultDimensionValue"]
                return self.refusal(what=f"Invalid default dimension value <{value}>.")
        return None


class DimensionsV1(Dimensions):
    """The same in version 1 of the API."""

    id = "ses-dimensions-v1"
    source = "API, CloudWatchDimensionConfiguration; InvalidCloudWatchDestinationException"
    operations = _WRITES_V1
    code = "InvalidCloudWatchDestination"


class Topic(Rule):
    """SES tests the topic, so it must exist."""

    id = "ses-topic"
    text = "The SNS topic of an event destination must exist."
    source = "localstack#7251, whose tests were recorded on AWS"
    wording = "localstack#7251"
    operations = _WRITES
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


class TopicV1(Topic):
    """The same in version 1 of the API."""

    id = "ses-topic-v1"
    operations = _WRITES_V1
    code = "InvalidSNSDestination"


class Firehose(Rule):
    """A Firehose destination names a role and a stream."""

    id = "ses-firehose"
    text = "A Firehose destination needs the ARNs of an IAM role and of a delivery stream."
    source = "API, KinesisFirehoseDestination"
    operations = _WRITES
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


class FirehoseV1(Firehose):
    """The same in version 1 of the API."""

    id = "ses-firehose-v1"
    source = "API, KinesisFirehoseDestination; InvalidFirehoseDestinationException"
    operations = _WRITES_V1
    code = "InvalidFirehoseDestination"


class DefaultBus(Rule):
    """Events go to the default bus only."""

    id = "ses-default-bus"
    text = "An EventBridge destination must be the default bus."
    source = "API, EventBridgeDestination.EventBusArn"
    operations = _WRITES
    code = "BadRequestException"
    message = "Only the default event bus is supported, not {arn}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("EventDestination", {}).get("EventBridgeDestination")
        if given is None or given["EventBusArn"].endswith(":event-bus/default"):
            return None
        return self.refusal(arn=given["EventBusArn"])


def _name(call: ApiCall) -> str:
    given = call.parameters
    return str(given.get("EventDestinationName") or given["EventDestination"].get("Name"))


def _topic(destination: Mapping[str, Any]) -> str | None:
    if sns := destination.get("SnsDestination"):
        return str(sns["TopicArn"])
    if sns := destination.get("SNSDestination"):
        return str(sns["TopicARN"])
    return None
