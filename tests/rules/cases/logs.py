"""Filters and policies of CloudWatch Logs."""

from __future__ import annotations

import json

from .setting import REGION, Pair, case

METRIC = {"metricName": "m", "metricNamespace": "Mail", "metricValue": "1"}


def group(it):
    it.client("logs").create_log_group(logGroupName="g")


def counts(it, pattern="", **more):
    put = it.client("logs").put_metric_filter
    return lambda: put(
        logGroupName="g",
        filterName="f",
        filterPattern=pattern,
        metricTransformations=[{**METRIC, **more}],
    )


@case("logs-filter-pattern")
def _(it):
    group(it)
    return Pair(counts(it, "[ip, user"), counts(it, "[ip, user]"))


@case("logs-metric-transformation")
def _(it):
    group(it)
    dimensions = {"dimensions": {"Channel": "$.channel"}}
    return Pair(counts(it, "{$.a=1}", **dimensions, defaultValue=0), counts(it, **dimensions))


@case("logs-subscription-destination")
def _(it):
    group(it)
    put, role = it.client("logs").put_subscription_filter, it.role()

    def sends(service, **more):
        arn = f"arn:aws:{service}:{REGION}:{it.number}:stream/s"
        return lambda: put(
            logGroupName="g", filterName="f", filterPattern="", destinationArn=arn, **more
        )

    return Pair(sends("kinesis"), sends("kinesis", roleArn=role))


@case("logs-resource-policy")
def _(it):
    put = it.client("logs").put_resource_policy

    def policy(**more):
        statement = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*", **more}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return lambda: put(policyName="p", policyDocument=document)

    return Pair(policy(), policy(Principal={"Service": "delivery.logs.amazonaws.com"}))


@case("logs-delivery-destination")
def _(it):
    put = it.client("logs").put_delivery_destination

    def delivers(region):
        arn = f"arn:aws:logs:{region}:{it.number}:log-group:g"
        target = {"destinationResourceArn": arn}
        return lambda: put(name="d", deliveryDestinationConfiguration=target)

    return Pair(delivers("us-east-1"), delivers(REGION))
