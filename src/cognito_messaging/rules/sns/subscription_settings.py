"""The settings of subscriptions: filters, raw delivery and queues for dead letters.

LocalStack's tests, which run on AWS, have the words: tests/aws/services/sns/test_sns.snapshot.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from .filters import filter_problem

_SUBSCRIBE, _SET = "sns.Subscribe", "sns.SetSubscriptionAttributes"
_TESTED = "LocalStack, tests/aws/services/sns/test_sns.snapshot.json"
# SNS API, SetSubscriptionAttributes.
_NAMES = frozenset(
    {
        "DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery",
        "RedrivePolicy", "ReplayPolicy", "SubscriptionRoleArn",
    }
)  # fmt: skip
_SCOPES = ("MessageAttributes", "MessageBody")
_ARN_PARTS = 6
_DEAD_LETTERS = "deadLetterTargetArn"
_DEFAULTS = {"RawMessageDelivery": "false", "FilterPolicyScope": "MessageAttributes"}
_COMPARED = frozenset({"RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"})


def _settings(call: ApiCall) -> Mapping[str, str]:
    if call.name == _SET:
        return {call.parameters["AttributeName"]: call.parameters.get("AttributeValue", "")}
    given: Mapping[str, str] = call.parameters.get("Attributes", {})
    return given


class SubscriptionArn(Rule):
    """A subscription is named by its ARN."""

    id = "sns-subscription-arn"
    text = "SubscriptionArn must be an ARN of six parts."
    source = "crossplane-contrib/provider-upjet-aws#935; " + _TESTED
    wording = "crossplane-contrib/provider-upjet-aws#935"
    operations = frozenset({_SET, "sns.GetSubscriptionAttributes", "sns.Unsubscribe"})
    code = "InvalidParameter"
    message = (
        "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, "
        "not {count}"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        count = len(call.parameters["SubscriptionArn"].split(":"))
        return self.refusal(count=count) if count < _ARN_PARTS else None


class SubscriptionSettingName(Rule):
    """Subscriptions have seven settings."""

    id = "sns-subscription-setting-name"
    text = "SetSubscriptionAttributes takes only the attributes that SNS lists."
    source = "SNS API, SetSubscriptionAttributes; " + _TESTED
    wording = _TESTED
    operations = frozenset({_SET})
    code = "InvalidParameter"
    message = "Invalid parameter: AttributeName"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if call.parameters["AttributeName"] in _NAMES else self.refusal()


class SubscriptionSettings(Rule):
    """Settings of subscriptions have forms."""

    id = "sns-subscription-settings"
    text = (
        "RawMessageDelivery must be true or false, FilterPolicyScope MessageAttributes or "
        "MessageBody, RedrivePolicy name a queue, and FilterPolicy be a filter policy."
    )
    source = "SNS API, SetSubscriptionAttributes; cloudposse/terraform-aws-sns-topic#48"
    wording = _TESTED + "; test_sns_filter_policy.snapshot.json"
    operations = frozenset({_SUBSCRIBE, _SET})
    code = "InvalidParameter"
    message = "Invalid parameter: {place}{problem}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = _settings(call)
        problem = _delivery_problem(given) or _redrive_problem(given.get("RedrivePolicy", ""))
        if not problem and given.get("FilterPolicy"):
            scope = given.get("FilterPolicyScope") or await self._scope(call, context)
            problem = filter_problem(given["FilterPolicy"], scope)
        place = "Attributes Reason: " if call.name == _SUBSCRIBE else ""
        return self.refusal(place=place, problem=problem) if problem else None

    async def _scope(self, call: ApiCall, context: RuleContext) -> str:
        arn = call.parameters.get("SubscriptionArn")
        if not arn:
            return _SCOPES[0]
        try:
            found = await context.ask("sns", "GetSubscriptionAttributes", SubscriptionArn=arn)
        except AwsError:
            return _SCOPES[1]
        return str(found["Attributes"].get("FilterPolicyScope") or _SCOPES[0])


def _delivery_problem(given: Mapping[str, str]) -> str | None:
    raw, scope = given.get("RawMessageDelivery"), given.get("FilterPolicyScope")
    if raw is not None and raw.lower() not in ("true", "false"):
        return f"RawMessageDelivery: Invalid value [{raw}]. Must be true or false."
    if scope and scope not in _SCOPES:
        return (
            f"FilterPolicyScope: Invalid value [{scope}]. Please use either MessageBody or "
            "MessageAttributes"
        )
    return None


def _redrive_problem(text: str) -> str | None:
    if not text:
        return None
    try:
        policy = json.loads(text)
    except ValueError:
        return "RedrivePolicy: failed to parse JSON. "
    if not isinstance(policy, dict):
        return "RedrivePolicy: failed to parse JSON. "
    for name in policy:
        if name != _DEAD_LETTERS:
            return f"RedrivePolicy: invalid JSON. Attribute {name} is unknown."
    try:
        Arn.parse(str(policy.get(_DEAD_LETTERS, "arn:aws:sqs:::")))
    except InvalidArn:
        return "RedrivePolicy: deadLetterTargetArn is an invalid arn"
    return None


class SubscriptionExists(Rule):
    """Subscribing again changes nothing, so the call must not ask for a change."""

    id = "sns-subscription-exists"
    text = "Subscribe for a subscription that exists must not give settings that it does not have."
    source = "localstack/localstack#8816, measured on AWS; " + _TESTED
    wording = "localstack/localstack#8816"
    operations = frozenset({_SUBSCRIBE})
    code = "InvalidParameter"
    message = (
        "Invalid parameter: Attributes Reason: Subscription already exists with different "
        "attributes"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = {name: one for name, one in _settings(call).items() if name in _COMPARED}
        if not given:
            return None
        arn = await self._existing(call, context)
        if not arn.startswith("arn:"):
            return None
        try:
            found = await context.ask("sns", "GetSubscriptionAttributes", SubscriptionArn=arn)
        except AwsError:
            return None
        kept = {**_DEFAULTS, **found["Attributes"]}
        same = all(_read(kept.get(name, "")) == _read(value) for name, value in given.items())
        return None if same else self.refusal()

    async def _existing(self, call: ApiCall, context: RuleContext) -> str:
        topic = call.parameters["TopicArn"]
        try:
            listed = await context.ask("sns", "ListSubscriptionsByTopic", TopicArn=topic)
        except AwsError:
            return ""
        wanted = (call.parameters["Protocol"], call.parameters.get("Endpoint"))
        for one in listed.get("Subscriptions", []):
            if (one["Protocol"], one.get("Endpoint")) == wanted:
                return str(one["SubscriptionArn"])
        return ""


def _read(text: str) -> object:
    """A setting as it is compared: JSON by its content, words without regard to case."""
    try:
        return json.loads(text.lower() if text.lower() in ("true", "false") else text)
    except ValueError:
        return text
