"""Values of topics, and subscriptions."""

from __future__ import annotations

import json

from .setting import REGION, Pair, case


def creates(it, name="t", **attributes):
    return lambda: it.client("sns").create_topic(Name=name, Attributes=attributes)


def subscribes(it, protocol="sqs", endpoint="q", topic="t", **attributes):
    fifo = {"FifoTopic": "true"} if topic.endswith(".fifo") else {}
    made = creates(it, topic, **fifo)()["TopicArn"]
    name = endpoint if "@" in endpoint else f"arn:aws:{protocol}:{REGION}:{it.number}:{endpoint}"
    return lambda: it.client("sns").subscribe(
        TopicArn=made, Protocol=protocol, Endpoint=name, Attributes=attributes
    )


@case("sns-topic-values")
def _(it):
    return Pair(creates(it, SignatureVersion="3"), creates(it, SignatureVersion="2"))


@case("sns-topic-fifo-attributes")
def _(it):
    order = {"ContentBasedDeduplication": "true"}
    return Pair(creates(it, **order), creates(it, "t.fifo", FifoTopic="true", **order))


@case("sns-delivery-policy")
def _(it):
    def retries(number):
        policy = {"http": {"defaultHealthyRetryPolicy": {"numRetries": number}}}
        return creates(it, DeliveryPolicy=json.dumps(policy))

    return Pair(retries(101), retries(100))


@case("sns-subscription-endpoint-arn")
def _(it):
    subscribe = it.client("sns").subscribe
    topic = creates(it)()["TopicArn"]
    return Pair(lambda: subscribe(TopicArn=topic, Protocol="sqs", Endpoint="q"), subscribes(it))


@case("sns-subscription-fifo")
def _(it):
    return Pair(
        subscribes(it, endpoint="q.fifo"), subscribes(it, endpoint="q.fifo", topic="t.fifo")
    )


@case("sns-subscription-role")
def _(it):
    stream = {"protocol": "firehose", "endpoint": "deliverystream/s"}
    role = it.role()
    return Pair(subscribes(it, **stream), subscribes(it, **stream, SubscriptionRoleArn=role))


@case("sns-subscription-raw")
def _(it):
    raw = {"RawMessageDelivery": "true"}
    return Pair(subscribes(it, "email", "a@example.com", **raw), subscribes(it, **raw))


@case("sns-subscription-redrive")
def _(it):
    def dead(service):
        arn = f"arn:aws:{service}:{REGION}:{it.number}:d"
        return subscribes(it, RedrivePolicy=json.dumps({"deadLetterTargetArn": arn}))

    return Pair(dead("sns"), dead("sqs"))
