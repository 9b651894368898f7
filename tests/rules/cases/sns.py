"""SNS: SMS settings, messages, the sandbox, topics and subscriptions."""

from __future__ import annotations

import json

from .setting import Pair, case


def sets(it, **attributes):
    return lambda: it.client("sns").set_sms_attributes(attributes=attributes)


def publishes(it, **more):
    given = {"Message": "It is 123456", **more}
    return lambda: it.client("sns").publish(**given)


def texts(it, **more):
    return publishes(it, PhoneNumber="+12065550100", **more)


def topic(it, name="topic", **more):
    return it.client("sns").create_topic(Name=name, **more)["TopicArn"]


def changes(it, name, value):
    arn = topic(it)
    return lambda: it.client("sns").set_topic_attributes(
        TopicArn=arn, AttributeName=name, AttributeValue=value
    )


def policy(*actions):
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": [*actions]}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Resource": "*"}]})


def subscribes(it, protocol, endpoint):
    arn = topic(it)
    return lambda: it.client("sns").subscribe(TopicArn=arn, Protocol=protocol, Endpoint=endpoint)


@case("sns-sms-setting-names")
def _(it):
    return Pair(sets(it, DefaultSenderId="Example"), sets(it, DefaultSenderID="Example"))


@case("sns-sms-type")
def _(it):
    return Pair(sets(it, DefaultSMSType="transactional"), sets(it, DefaultSMSType="Transactional"))


@case("sns-sender-id")
def _(it):
    return Pair(sets(it, DefaultSenderID="12345"), sets(it, DefaultSenderID="a2345678901"))


@case("sns-spend-limit")
def _(it):
    return Pair(sets(it, MonthlySpendLimit="-1"), sets(it, MonthlySpendLimit="1"))


@case("sns-sampling-rate")
def _(it):
    name = "DeliveryStatusSuccessSamplingRate"
    return Pair(sets(it, **{name: "101"}), sets(it, **{name: "100"}))


@case("sns-delivery-role")
def _(it):
    user = f"arn:aws:iam::{it.number}:user/logs"
    role = f"arn:aws:iam::{it.number}:role/service/logs"
    return Pair(sets(it, DeliveryStatusIAMRole=user), sets(it, DeliveryStatusIAMRole=role))


@case("sns-report-bucket")
def _(it):
    return Pair(
        sets(it, UsageReportS3Bucket="s3://reports"), sets(it, UsageReportS3Bucket="reports")
    )


@case("sns-publish-target")
def _(it):
    return Pair(publishes(it), texts(it))


@case("sns-publish-one-target")
def _(it):
    arn = topic(it)
    return Pair(texts(it, TopicArn=arn), publishes(it, TopicArn=arn))


@case("sns-publish-number")
def _(it):
    return Pair(publishes(it, PhoneNumber="+1a234"), publishes(it, PhoneNumber="12065550100"))


@case("sns-publish-empty")
def _(it):
    return Pair(texts(it, Message=""), texts(it, Message=" "))


@case("sns-publish-length")
def _(it):
    return Pair(texts(it, Message="a" * 1601), texts(it, Message="a" * 1600))


@case("sns-publish-structure")
def _(it):
    return Pair(
        texts(it, MessageStructure="json", Message='{"sms": "a"}'),
        texts(it, MessageStructure="json", Message='{"default": "a"}'),
    )


@case("sns-publish-subject")
def _(it):
    arn = topic(it)
    return Pair(
        publishes(it, TopicArn=arn, Subject="a\nb"), publishes(it, TopicArn=arn, Subject="a" * 100)
    )


@case("sns-publish-sms-attributes")
def _(it):
    def sent_by(sender):
        attribute = {"DataType": "String", "StringValue": sender}
        return texts(it, MessageAttributes={"AWS.SNS.SMS.SenderID": attribute})

    return Pair(sent_by("Example Corp"), sent_by("ExampleCorp"))


@case("sns-topic-name")
def _(it):
    fifo = {"Attributes": {"FifoTopic": "true"}}
    return Pair(lambda: topic(it, "orders", **fifo), lambda: topic(it, "orders.fifo", **fifo))


@case("sns-topic-tags")
def _(it):
    def tagged(value):
        return {"Tags": [{"Key": "team", "Value": value}]}

    topic(it, **tagged("auth"))
    return Pair(lambda: topic(it, **tagged("web")), lambda: topic(it, **tagged("auth")))


@case("sns-topic-arn")
def _(it):
    arn = topic(it)
    get = it.client("sns").get_topic_attributes
    return Pair(lambda: get(TopicArn="topic"), lambda: get(TopicArn=arn))


@case("sns-topic-attribute-name")
def _(it):
    return Pair(changes(it, "FifoTopic", "true"), changes(it, "DisplayName", "Example"))


@case("sns-topic-display-name")
def _(it):
    return Pair(changes(it, "DisplayName", "a" * 101), changes(it, "DisplayName", "a" * 100))


@case("sns-topic-policy-scope")
def _(it):
    return Pair(
        changes(it, "Policy", policy("sns:Publish", "sns:CreateTopic")),
        changes(it, "Policy", policy("SNS:Publish", "SNS:Receive")),
    )


@case("sns-subscription-protocol")
def _(it):
    return Pair(
        subscribes(it, "mail", "a@example.com"), subscribes(it, "email-json", "a@example.com")
    )


@case("sns-subscription-url")
def _(it):
    return Pair(
        subscribes(it, "https", "http://example.com"), subscribes(it, "http", "http://127.0.0.1:9")
    )


@case("sns-subscription-number")
def _(it):
    return Pair(subscribes(it, "sms", "NAA+12065550100"), subscribes(it, "sms", "+12065550100"))


@case("sns-subscription-email")
def _(it):
    return Pair(subscribes(it, "email", "ada"), subscribes(it, "email", "ada@example.org"))


@case("sns-sandbox-number")
def _(it):
    create = it.client("sns").create_sms_sandbox_phone_number
    return Pair(lambda: create(PhoneNumber="206555010"), lambda: create(PhoneNumber="+12065550100"))


@case("sns-opt-out-number")
def _(it):
    check = it.client("sns").check_if_phone_number_is_opted_out
    return Pair(lambda: check(phoneNumber="ada"), lambda: check(phoneNumber="+12065550100"))
