"""Event destinations of configuration sets: their names, number, kinds and dimensions."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.ses import DESTINATIONS_PER_SET, DIMENSION_NAME, DIMENSION_VALUE, NAME
from .mail import find

_CREATE = frozenset({"sesv2.CreateConfigurationSetEventDestination"})
_CREATE_V1 = frozenset({"ses.CreateConfigurationSetEventDestination"})
WRITES = _CREATE | {"sesv2.UpdateConfigurationSetEventDestination"}
WRITES_V1 = _CREATE_V1 | {"ses.UpdateConfigurationSetEventDestination"}


class EventDestinationName(Rule):
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


class EventDestinationNameV1(EventDestinationName):
    """The same in version 1 of the API."""

    id = "ses-destination-name-v1"
    operations = _CREATE_V1
    code = "InvalidParameterValue"


class EventDestinationCount(Rule):
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


class EventDestinationCountV1(EventDestinationCount):
    """The same in version 1 of the API."""

    id = "ses-destination-count-v1"
    operations = _CREATE_V1
    code = "LimitExceeded"


class EventDestinationKind(Rule):
    """An event destination is of one kind."""

    id = "ses-one-destination"
    text = "An event destination must name one kind of destination, and an event type."
    source = "API, ses CreateConfigurationSetEventDestination; floci-io/floci#1079"
    wording = "floci-io/floci#1079"
    operations = WRITES
    code = "BadRequestException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("EventDestination", {})
        if not given.get("MatchingEventTypes"):
            return self.refusal(what="At least one event type must be specified.")
        kinds = [name for name in given if name.endswith("Destination") and given[name]]
        if not kinds:
            return self.refusal(what="Event destination is not provided.")
        if len(kinds) > 1:
            return self.refusal(
                what="Please provide only one destination with each request. Either a Firehose "
                "Destination or a Cloudwatch Destination or an SNS Destination or an EventBridge "
                "Destination."
            )
        return None


class EventDestinationKindV1(EventDestinationKind):
    """The same in version 1 of the API."""

    id = "ses-one-destination-v1"
    operations = WRITES_V1
    code = "InvalidParameterValue"


class EventDimensions(Rule):
    """CloudWatch gets at least one dimension, with a name and a value that it takes."""

    id = "ses-dimensions"
    text = (
        "A CloudWatch destination needs a dimension; names have letters, digits, `_`, `-` and `:`, "
        "default values `_`, `-`, `@` and `.`."
    )
    source = "API, CloudWatchDimensionConfiguration; floci-io/floci#1079"
    wording = "floci-io/floci#1079, if there is no dimension"
    operations = WRITES
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


class EventDimensionsV1(EventDimensions):
    """The same in version 1 of the API."""

    id = "ses-dimensions-v1"
    source = "API, CloudWatchDimensionConfiguration; InvalidCloudWatchDestinationException"
    operations = WRITES_V1
    code = "InvalidCloudWatchDestination"


def _name(call: ApiCall) -> str:
    given = call.parameters
    return str(given.get("EventDestinationName") or given["EventDestination"].get("Name"))
