"""Publishing a message with SNS.

Sources: SNS API, Publish; SNS Developer Guide, "Publishing SMS messages". In the SMS sandbox and
to a number that has opted out, SNS accepts a message and does not deliver it
(cds-snc/notification-api#2207, aws-sdk-js#3843), so neither is refused.
"""

from __future__ import annotations

import json
import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.phone_numbers import is_sender_id, is_sms_destination

_PUBLISH = frozenset({"sns.Publish"})
_SOURCE = "SNS API, Publish"
_TESTED = "LocalStack, sns/v2/provider.py, whose tests run on AWS"
_TARGETS = ("TopicArn", "TargetArn", "PhoneNumber")
_SMS_CHARACTERS = 1600
_BYTES = 1024 * 1024  # a topic may allow as much; 256 KiB is the default
_PREFIX = "AWS.SNS.SMS."


class PublishTarget(Rule):
    """A message has a target."""

    id = "sns-publish-target"
    text = "Publish needs one of TopicArn, TargetArn and PhoneNumber."
    source = _SOURCE
    wording = _TESTED
    operations = _PUBLISH
    code = "InvalidParameter"
    message = "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = any(call.parameters.get(name) for name in _TARGETS)
        return None if given else self.refusal()


class PublishOneTarget(Rule):
    """A message to a phone number goes to no topic."""

    id = "sns-publish-one-target"
    text = "Publish takes PhoneNumber or an ARN, not both."
    source = "aws-sdk-js#1217; SNS API, Publish"
    operations = _PUBLISH
    code = "InvalidParameter"
    message = "Invalid parameter: only one of TopicArn, TargetArn and PhoneNumber can be given"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        arn = given.get("TopicArn") or given.get("TargetArn")
        return self.refusal() if arn and given.get("PhoneNumber") else None


class PublishNumber(Rule):
    """An SMS goes to a phone number in E.164 format."""

    id = "sns-publish-number"
    text = "PhoneNumber must be in E.164 format; separators and a missing + are accepted."
    source = _SOURCE
    wording = "aws-sdk-js#1368"
    operations = _PUBLISH
    code = "InvalidParameter"
    message = "Invalid parameter: PhoneNumber Reason: {number} is not valid to publish to"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        number = call.parameters.get("PhoneNumber")
        return None if not number or is_sms_destination(number) else self.refusal(number=number)


class PublishEmpty(Rule):
    """A message has a text."""

    id = "sns-publish-empty"
    text = "Message must not be empty."
    source = _SOURCE
    wording = _TESTED
    operations = _PUBLISH
    code = "InvalidParameter"
    message = "Invalid parameter: Empty message"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if call.parameters["Message"] else self.refusal()


class PublishLength(Rule):
    """An SMS has at most 1600 characters, and no message more than 1 MiB."""

    id = "sns-publish-length"
    text = "Message must have at most 1600 characters for an SMS, and at most 1 MiB otherwise."
    source = _SOURCE
    wording = "wellcomecollection/platform#1460"
    operations = _PUBLISH
    code = "InvalidParameter"
    message = "Invalid parameter: Message too long"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        text = call.parameters["Message"]
        if call.parameters.get("PhoneNumber"):
            is_json = call.parameters.get("MessageStructure") == "json"
            return self.refusal() if len(text) > _SMS_CHARACTERS and not is_json else None
        return self.refusal() if len(text.encode()) > _BYTES else None


class PublishStructure(Rule):
    """A message with a text for each protocol is JSON with a default."""

    id = "sns-publish-structure"
    text = "With MessageStructure json, Message must be a JSON object with a `default`."
    source = _SOURCE
    wording = _TESTED
    operations = _PUBLISH
    code = "InvalidParameter"
    message = "Invalid parameter: Message Structure - {problem}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if call.parameters.get("MessageStructure") != "json":
            return None
        try:
            parts = json.loads(call.parameters["Message"])
        except ValueError:
            return self.refusal(problem="JSON message body failed to parse")
        is_endpoint = ":endpoint/" in call.parameters.get("TargetArn", "")
        if is_endpoint or (isinstance(parts, dict) and isinstance(parts.get("default"), str)):
            return None
        return self.refusal(problem="No default entry in JSON message body")


class PublishSubject(Rule):
    """A subject is one short line."""

    id = "sns-publish-subject"
    text = "Subject must have 1 to 100 characters, without line breaks and control characters."
    source = _SOURCE
    wording = _TESTED
    operations = _PUBLISH
    code = "InvalidParameter"
    message = "Invalid parameter: Subject"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        subject = call.parameters.get("Subject")
        if subject is None:
            return None
        valid = 1 <= len(subject) <= 100 and not re.search(r"[\x00-\x1f\x7f]", subject)
        return None if valid else self.refusal()


class SmsAttributes(Rule):
    """The attributes of an SMS are its type, its sender and its price."""

    id = "sns-publish-sms-attributes"
    text = "AWS.SNS.SMS.SMSType, SenderID and MaxPrice must be as in the settings of the account."
    source = "SNS Developer Guide, Publishing SMS messages"
    operations = _PUBLISH
    code = "InvalidParameter"
    message = "Invalid parameter: {name}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if not call.parameters.get("PhoneNumber"):
            return None
        for name, attribute in call.parameters.get("MessageAttributes", {}).items():
            value = attribute.get("StringValue", "")
            valid = (
                not name.startswith(_PREFIX)
                or (name == f"{_PREFIX}SMSType" and value in ("Promotional", "Transactional"))
                or (name == f"{_PREFIX}SenderID" and is_sender_id(value))
                or (name == f"{_PREFIX}MaxPrice" and re.fullmatch(r"[0-9]*\.?[0-9]+", value))
                or name.removeprefix(_PREFIX) not in ("SMSType", "SenderID", "MaxPrice")
            )
            if not valid:
                return self.refusal(name=name)
        return None
