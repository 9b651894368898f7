"""The endpoints of subscriptions, and what is possible with each protocol."""

from __future__ import annotations

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .topic_values import given, read

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_SUBSCRIBE = frozenset({"sns.Subscribe"})
_REASON = "Invalid parameter: Attributes Reason: "
_ARNS = {
    "sqs": (re.compile(r"arn:[^:]+:sqs:.+"), "SQS endpoint ARN"),
    "lambda": (re.compile(r"arn:[^:]+:lambda:.+"), "Lambda endpoint ARN"),
    "firehose": (re.compile(r"arn:[^:]+:firehose:.+"), "Firehose endpoint ARN"),
    "application": (
        re.compile(r"arn:[^:]+:sns:[^:]*:[^:]*:endpoint/.+"),
        "Application endpoint arn invalid",
    ),
}
_RAW = frozenset({"sqs", "http", "https", "firehose"})


class EndpointArn(Rule):
    """Queues, functions, streams and apps are named by ARNs."""

    id = "sns-subscription-endpoint-arn"
    text = "The endpoint of sqs, lambda, firehose and application must be an ARN of its service."
    source = "API, sns.Subscribe, Endpoint"
    operations = _SUBSCRIBE
    code = "InvalidParameter"
    message = "Invalid parameter: {what}"
    wording = f"{_PREFLIGHT}, pf-sns-subscription-endpoint"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pattern, what = _ARNS.get(call.parameters["Protocol"], (None, ""))
        if pattern is None or pattern.fullmatch(call.parameters.get("Endpoint") or ""):
            return None
        return self.refusal(what=what)


class FifoSubscription(Rule):
    """Messages in order go to queues."""

    id = "sns-subscription-fifo"
    text = "A FIFO topic takes only queues, and a standard topic no FIFO queue."
    source = "SNS Developer Guide, message delivery for FIFO topics"
    operations = _SUBSCRIBE
    code = "InvalidParameter"
    message = "Invalid parameter: {what}"
    wording = f"{_PREFLIGHT}, pf-sns-fifo-topic-protocol and pf-sns-fifo-queue-on-standard-topic"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        protocol = call.parameters["Protocol"]
        is_fifo = call.parameters["TopicArn"].endswith(".fifo")
        if is_fifo and protocol != "sqs":
            return self.refusal(what=f"Invalid protocol type: {protocol}")
        queue = protocol == "sqs" and (call.parameters.get("Endpoint") or "").endswith(".fifo")
        if queue and not is_fifo:
            return self.refusal(
                what="Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"
            )
        return None


class FirehoseRole(Rule):
    """SNS writes to Firehose in a role."""

    id = "sns-subscription-role"
    text = "A subscription by firehose needs SubscriptionRoleArn."
    source = "API, sns.Subscribe, Attributes"
    operations = _SUBSCRIBE
    code = "InvalidParameter"
    message = (
        "Invalid parameter: Delivery protocol firehose can only be subscribed with subscription "
        "role arn"
    )
    wording = f"{_PREFLIGHT}, pf-sns-firehose-subscription-role"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        has_role = given(call).get("SubscriptionRoleArn")
        return (
            self.refusal() if call.parameters["Protocol"] == "firehose" and not has_role else None
        )


class RawDelivery(Rule):
    """Only programs read raw messages."""

    id = "sns-subscription-raw"
    text = "RawMessageDelivery needs the protocol sqs, http, https or firehose."
    source = "API, sns.Subscribe, Attributes"
    operations = _SUBSCRIBE
    code = "InvalidParameter"
    message = _REASON + "Delivery protocol [{protocol}] does not support raw message delivery."
    wording = f"{_PREFLIGHT}, pf-sns-raw-message-delivery"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        protocol = call.parameters["Protocol"]
        raw = str(given(call).get("RawMessageDelivery")).lower() == "true"
        return self.refusal(protocol=protocol) if raw and protocol not in _RAW else None


class RedrivePolicy(Rule):
    """Dead letters go to a queue."""

    id = "sns-subscription-redrive"
    text = "RedrivePolicy must name a queue of the region in deadLetterTargetArn."
    source = "SNS Developer Guide, dead-letter queues"
    operations = _SUBSCRIBE | {"sns.SetSubscriptionAttributes"}
    code = "InvalidParameter"
    message = _REASON + "RedrivePolicy: {what}"
    wording = f"{_PREFLIGHT}, pf-sns-subscription-redrive"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = read(given(call).get("RedrivePolicy"))
        if policy is None:
            return None
        target = policy.get("deadLetterTargetArn")
        if target is None:
            return self.refusal(what="Missing deadLetterTargetArn attribute")
        parts = str(target).split(":")
        if len(parts) < 6 or parts[0] != "arn":
            return self.refusal(what="deadLetterTargetArn is an invalid arn")
        if parts[2] != "sqs":
            return self.refusal(what="deadLetterTargetArn must be a SQS queue")
        return None
