"""Event destinations of configuration sets, in both versions of the SES API."""

from __future__ import annotations

import json

from .setting import Pair, case

METRIC = {
    "DimensionName": "ses:configuration-set",
    "DimensionValueSource": "MESSAGE_TAG",
    "DefaultDimensionValue": "a.b@c-d_e",
}


def put_destinations(it):
    """Add event destinations to a set through version 2 and 1 of the API."""
    second, first = it.client("sesv2"), it.client("ses")
    second.create_configuration_set(ConfigurationSetName="s")

    def v2(name="d", **kinds):
        described = {"Enabled": True, "MatchingEventTypes": ["BOUNCE"], **kinds}
        second.create_configuration_set_event_destination(
            ConfigurationSetName="s", EventDestinationName=name, EventDestination=described
        )

    def v1(name="d", **kinds):
        described = {"Name": name, "Enabled": True, "MatchingEventTypes": ["bounce"], **kinds}
        first.create_configuration_set_event_destination(
            ConfigurationSetName="s", EventDestination=described
        )

    return v2, v1


def metrics(*dimensions):
    return {"CloudWatchDestination": {"DimensionConfigurations": list(dimensions)}}


METRICS = metrics(METRIC)
METRICS_V1 = metrics({**METRIC, "DimensionValueSource": "messageTag"})


@case("ses-destination-name")
def _(it):
    put, _ = put_destinations(it)
    return Pair(lambda: put("a.b", **METRICS), lambda: put("a_b-1", **METRICS))


@case("ses-destination-name-v1")
def _(it):
    _, put = put_destinations(it)
    return Pair(lambda: put("a" * 65, **METRICS_V1), lambda: put("a" * 64, **METRICS_V1))


@case("ses-destination-count")
def _(it):
    put, _ = put_destinations(it)
    for number in range(9):
        put(f"d{number}", **METRICS)

    def another():
        put("d9", **METRICS)
        put("d10", **METRICS)

    return Pair(another, it.client("sesv2").get_account)


@case("ses-destination-count-v1")
def _(it):
    put_first, put = put_destinations(it)
    for number in range(10):
        put_first(f"d{number}", **METRICS)
    return Pair(lambda: put("d10", **METRICS_V1), it.client("ses").get_send_quota)


@case("ses-one-destination")
def _(it):
    put, _ = put_destinations(it)
    bus = f"arn:aws:events:eu-central-1:{it.number}:event-bus/default"
    both = {**METRICS, "EventBridgeDestination": {"EventBusArn": bus}}
    return Pair(lambda: put(**both), lambda: put(**METRICS))


@case("ses-one-destination-v1")
def _(it):
    _, put = put_destinations(it)
    return Pair(put, lambda: put(**METRICS_V1))


@case("ses-dimensions")
def _(it):
    put, _ = put_destinations(it)
    return Pair(
        lambda: put(**metrics({**METRIC, "DefaultDimensionValue": "a b"})), lambda: put(**METRICS)
    )


@case("ses-dimensions-v1")
def _(it):
    _, put = put_destinations(it)
    return Pair(lambda: put(**metrics()), lambda: put(**METRICS_V1))


@case("ses-topic")
def _(it):
    put, _ = put_destinations(it)
    arn = it.client("sns").create_topic(Name="t")["TopicArn"]
    return Pair(
        lambda: put(SnsDestination={"TopicArn": f"{arn}2"}),
        lambda: put(SnsDestination={"TopicArn": arn}),
    )


@case("ses-topic-v1")
def _(it):
    _, put = put_destinations(it)
    arn = it.client("sns").create_topic(Name="t")["TopicArn"]
    return Pair(
        lambda: put(SNSDestination={"TopicARN": arn.replace(":sns:", ":sqs:")}),
        lambda: put(SNSDestination={"TopicARN": arn}),
    )


def stream_of(it, name="events"):
    return f"arn:aws:firehose:eu-central-1:{it.number}:deliverystream/{name}"


def make_role(it, *, source="s", stream="events"):
    """A role that SES may assume for a configuration set, to put records into a stream."""
    iam = it.client("iam")
    sources = {
        "aws:SourceAccount": it.number,
        "aws:SourceArn": f"arn:aws:ses:eu-central-1:{it.number}:configuration-set/{source}",
    }
    role = iam.create_role(
        RoleName="events",
        Path="/service/",
        AssumeRolePolicyDocument=policy(
            Action="sts:AssumeRole",
            Principal={"Service": "ses.amazonaws.com"},
            Condition={"StringEquals": sources},
        ),
    )
    iam.put_role_policy(
        RoleName="events",
        PolicyName="put",
        PolicyDocument=policy(Action="firehose:PutRecordBatch", Resource=stream_of(it, stream)),
    )
    return role["Role"]["Arn"]


def policy(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def firehose(put, role, stream):
    put(KinesisFirehoseDestination={"IamRoleArn": role, "DeliveryStreamArn": stream})


def firehose_v1(put, role, stream):
    put(KinesisFirehoseDestination={"IAMRoleARN": role, "DeliveryStreamARN": stream})


@case("ses-firehose")
def _(it):
    put, _ = put_destinations(it)
    role = make_role(it)
    return Pair(lambda: firehose(put, role, "events"), lambda: firehose(put, role, stream_of(it)))


@case("ses-firehose-v1")
def _(it):
    _, put = put_destinations(it)
    role = make_role(it)
    return Pair(
        lambda: firehose_v1(put, "events", stream_of(it)),
        lambda: firehose_v1(put, role, stream_of(it)),
    )


@case("ses-firehose-trust")
def _(it):
    put, _ = put_destinations(it)
    role = make_role(it)
    other = role.replace("events", "none")
    return Pair(
        lambda: firehose(put, other, stream_of(it)), lambda: firehose(put, role, stream_of(it))
    )


@case("ses-firehose-trust-v1")
def _(it):
    _, put = put_destinations(it)
    role = make_role(it, source="other")
    it.client("sesv2").create_configuration_set(ConfigurationSetName="other")

    def of_the_other_set():
        it.client("ses").create_configuration_set_event_destination(
            ConfigurationSetName="other",
            EventDestination={
                "Name": "d",
                "MatchingEventTypes": ["bounce"],
                "KinesisFirehoseDestination": {
                    "IAMRoleARN": role,
                    "DeliveryStreamARN": stream_of(it),
                },
            },
        )

    return Pair(lambda: firehose_v1(put, role, stream_of(it)), of_the_other_set)


@case("ses-firehose-permission")
def _(it):
    put, _ = put_destinations(it)
    role = make_role(it)
    return Pair(
        lambda: firehose(put, role, stream_of(it, "other")),
        lambda: firehose(put, role, stream_of(it)),
    )


@case("ses-firehose-permission-v1")
def _(it):
    _, put = put_destinations(it)
    role = make_role(it)
    return Pair(
        lambda: firehose_v1(put, role, stream_of(it, "other")),
        lambda: firehose_v1(put, role, stream_of(it)),
    )


@case("ses-default-bus")
def _(it):
    put, _ = put_destinations(it)
    bus = f"arn:aws:events:eu-central-1:{it.number}:event-bus"
    return Pair(
        lambda: put(EventBridgeDestination={"EventBusArn": f"{bus}/own"}),
        lambda: put(EventBridgeDestination={"EventBusArn": f"{bus}/default"}),
    )
