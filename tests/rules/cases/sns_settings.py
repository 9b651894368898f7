"""SNS: the attributes of messages and subscriptions."""

from __future__ import annotations

import json

from .setting import REGION, Pair, case
from .sns import publishes, topic


def subscription(it, *, attributes=None):
    """A call that subscribes a queue to a topic, with settings."""
    arn = topic(it)
    queue = f"arn:aws:sqs:{REGION}:{it.number}:mails"
    it.client("sqs").create_queue(QueueName="mails")
    return lambda: it.client("sns").subscribe(
        TopicArn=arn,
        Protocol="sqs",
        Endpoint=queue,
        ReturnSubscriptionArn=True,
        Attributes=attributes or {},
    )


def sets(it, name, value):
    arn = subscription(it)()["SubscriptionArn"]
    return lambda: it.client("sns").set_subscription_attributes(
        SubscriptionArn=arn, AttributeName=name, AttributeValue=value
    )


def attributed(it, name):
    given = {name: {"DataType": "String", "StringValue": "a"}}
    return publishes(it, TopicArn=topic(it), MessageAttributes=given)


@case("sns-publish-attributes")
def _(it):
    return Pair(attributed(it, "event..type"), attributed(it, "event.type"))


@case("sns-publish-fifo")
def _(it):
    arn = topic(it, "orders.fifo", Attributes={"FifoTopic": "true"})
    given = {"TopicArn": arn, "MessageDeduplicationId": "1"}
    return Pair(publishes(it, **given), publishes(it, **given, MessageGroupId="g"))


@case("sns-batch-entry-id")
def _(it):
    arn = topic(it)

    def sends(name):
        entries = [{"Id": name, "Message": "a"}]
        return lambda: it.client("sns").publish_batch(
            TopicArn=arn, PublishBatchRequestEntries=entries
        )

    return Pair(sends("message.1"), sends("message_1"))


@case("sns-subscription-arn")
def _(it):
    def reads(arn):
        return lambda: it.client("sns").get_subscription_attributes(SubscriptionArn=arn)

    return Pair(reads("mails"), reads(subscription(it)()["SubscriptionArn"]))


@case("sns-subscription-setting-name")
def _(it):
    return Pair(sets(it, "RawMessages", "true"), sets(it, "RawMessageDelivery", "true"))


@case("sns-subscription-settings")
def _(it):
    wrong, right = json.dumps({"type": "bounce"}), json.dumps({"type": ["bounce"]})
    return Pair(sets(it, "FilterPolicy", wrong), sets(it, "FilterPolicy", right))


@case("sns-subscription-exists")
def _(it):
    subscription(it)()
    return Pair(
        subscription(it, attributes={"RawMessageDelivery": "true"}),
        subscription(it, attributes={"RawMessageDelivery": "false"}),
    )


@case("sns-topic-exists")
def _(it):
    topic(it, Attributes={"DisplayName": "Mails"})

    def makes(name):
        return lambda: topic(it, Attributes={"DisplayName": name})

    return Pair(makes("Bounces"), makes("Mails"))


@case("sns-tag-keys")
def _(it):
    arn = topic(it)

    def tags(*keys):
        listed = [{"Key": key, "Value": str(at)} for at, key in enumerate(keys)]
        return lambda: it.client("sns").tag_resource(ResourceArn=arn, Tags=listed)

    return Pair(tags("team", "team"), tags("team", "Team"))


@case("sns-permission-actions")
def _(it):
    arn = topic(it)

    def permits(action):
        return lambda: it.client("sns").add_permission(
            TopicArn=arn, Label=action, AWSAccountId=[it.number], ActionName=[action]
        )

    return Pair(permits("Send"), permits("Publish"))
