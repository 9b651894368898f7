"""The values of a topic's attributes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_WRITES = frozenset({"sns.CreateTopic", "sns.SetTopicAttributes"})
_FIFO_ONLY = ("ContentBasedDeduplication", "ArchivePolicy", "FifoThroughputScope")
_REASON = "Invalid parameter: Attributes Reason: "
_LEAST = {
    "minDelayTarget": 1,
    "numRetries": 0,
    "numNoDelayRetries": 0,
    "numMinDelayRetries": 0,
    "numMaxDelayRetries": 0,
}
_MOST = {"maxDelayTarget": 3600, "numRetries": 100}
_BACKOFFS = ("arithmetic", "exponential", "geometric", "linear")
_PHASES = ("numMinDelayRetries", "numNoDelayRetries", "numMaxDelayRetries")


def given(call: ApiCall) -> Mapping[str, Any]:
    """The attributes that a call gives a topic or a subscription, by name."""
    if "AttributeName" in call.parameters:
        return {call.parameters["AttributeName"]: call.parameters.get("AttributeValue") or ""}
    return call.parameters.get("Attributes") or {}


def read(text: str | None) -> Mapping[str, Any] | None:
    """A JSON object in an attribute; None for other texts."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class TopicValues(Rule):
    """Some attributes have two values."""

    id = "sns-topic-values"
    text = "SignatureVersion must be 1 or 2, TracingConfig PassThrough or Active."
    source = "API, sns.CreateTopic, Attributes"
    operations = _WRITES
    code = "InvalidParameter"
    message = _REASON + "{what}"
    wording = f"{_PREFLIGHT}, pf-sns-topic-attribute-values"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        values = given(call)
        if values.get("SignatureVersion") not in (None, "1", "2"):
            return self.refusal(what="SignatureVersion: Invalid value. Must be 1 or 2.")
        tracing = values.get("TracingConfig")
        if tracing not in (None, "PassThrough", "Active"):
            return self.refusal(what=f"TracingConfig: Invalid value [{tracing}].")
        return None


class FifoAttributes(Rule):
    """A standard topic has no order."""

    id = "sns-topic-fifo-attributes"
    text = "ContentBasedDeduplication, ArchivePolicy and FifoThroughputScope need a FIFO topic."
    source = "API, sns.CreateTopic, Attributes"
    operations = _WRITES
    code = "InvalidParameter"
    message = _REASON + "Unknown attribute {name}"
    wording = f"{_PREFLIGHT}, pf-sns-fifo-only-attributes"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        topic = call.parameters.get("Name") or call.parameters.get("TopicArn") or ""
        if topic.endswith(".fifo"):
            return None
        name = next((one for one in _FIFO_ONLY if one in given(call)), None)
        return self.refusal(name=name) if name else None


class DeliveryPolicy(Rule):
    """Retries have limits, and a topic's policy is about HTTP."""

    id = "sns-delivery-policy"
    text = (
        "In a delivery policy, delays are from 1 to 3600 seconds, retries from 0 to 100 and at "
        "least those of the phases, and the throttle is 1 or more."
    )
    source = "SNS Developer Guide, creating a delivery policy"
    operations = _WRITES | {"sns.Subscribe", "sns.SetSubscriptionAttributes"}
    code = "InvalidParameter"
    message = "Invalid parameter: DeliveryPolicy: {what}"
    wording = f"{_PREFLIGHT}, pf-sns-delivery-policy"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = read(given(call).get("DeliveryPolicy"))
        if policy is None:
            return None
        for one in (policy, policy.get("http")):
            if isinstance(one, dict):
                what = next(_policy_faults(one), None)
                if what:
                    return self.refusal(what=what)
        return None


def _policy_faults(policy: Mapping[str, Any]) -> Iterator[str]:
    for name in ("healthyRetryPolicy", "defaultHealthyRetryPolicy"):
        retries = policy.get(name)
        if isinstance(retries, dict):
            yield from (f"{name}.{fault}" for fault in _retry_faults(retries))
    for name in ("throttlePolicy", "defaultThrottlePolicy"):
        throttle = policy.get(name)
        rate = throttle.get("maxReceivesPerSecond") if isinstance(throttle, dict) else None
        if isinstance(rate, int) and rate < 1:
            yield "throttlePolicy.maxReceivesPerSecond must be >= 1"


def _retry_faults(retries: Mapping[str, Any]) -> Iterator[str]:
    numbers = {name: value for name, value in retries.items() if isinstance(value, int)}
    for name, limit in _LEAST.items():
        if numbers.get(name, limit) < limit:
            yield f"{name} must be greater than or equal to {limit}"
    for name, limit in _MOST.items():
        if numbers.get(name, limit) > limit:
            yield f"{name} must be less than or equal to {limit}"
    low, high = numbers.get("minDelayTarget"), numbers.get("maxDelayTarget")
    if low is not None and high is not None and high < low:
        yield "maxDelayTarget must be greater than or equal to minDelayTarget"
    total = sum(numbers.get(name, 0) for name in _PHASES)
    if numbers.get("numRetries", total) < total:
        yield (
            "numRetries must be greater than or equal to total of numMinDelayRetries, "
            "numNoDelayRetries and numMaxDelayRetries"
        )
    backoff = retries.get("backoffFunction")
    if isinstance(backoff, str) and backoff not in _BACKOFFS:
        yield f"the value [{backoff}] is not a valid backoff function"
