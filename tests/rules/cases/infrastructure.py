"""Keys, roles, alarms, log groups, records and rules for received mail."""

from __future__ import annotations

from .setting import REGION, Pair, case


def key(it):
    return it.client("kms").create_key()["KeyMetadata"]["KeyId"]


def alarm(it, **more):
    given = {
        "AlarmName": "bounces",
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 2,
        "Threshold": 1.0,
        **more,
    }
    return lambda: it.client("cloudwatch").put_metric_alarm(**given)


def metric(**more):
    return {"Namespace": "AWS/SES", "MetricName": "Bounce", "Statistic": "Sum", **more}


def metrics(it, *returned, statistic="Sum"):
    measured = {"Namespace": "AWS/SES", "MetricName": "Bounce"}
    return alarm(
        it,
        Metrics=[
            {
                "Id": f"m{at}",
                "MetricStat": {"Metric": measured, "Period": 300, "Stat": statistic},
                "ReturnData": one,
            }
            for at, one in enumerate(returned)
        ],
    )


@case("kms-tags")
def _(it):
    def makes(*keys):
        tags = [{"TagKey": one, "TagValue": "a"} for one in keys]
        return lambda: it.client("kms").create_key(Tags=tags)

    return Pair(makes("team", "team"), makes("team", "Team"))


@case("kms-pending-deletion")
def _(it):
    leaving, staying = key(it), key(it)
    it.client("kms").schedule_key_deletion(KeyId=leaving)

    def rotates(number):
        return lambda: it.client("kms").enable_key_rotation(KeyId=number)

    return Pair(rotates(leaving), rotates(staying))


@case("iam-policy-arn-text")
def _(it):
    it.role()

    def attaches(arn):
        return lambda: it.client("iam").attach_role_policy(RoleName="sms", PolicyArn=arn)

    return Pair(
        attaches("AmazonSNSReadOnlyAccess"),
        attaches("arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess"),
    )


@case("iam-service-role-suffix")
def _(it):
    def makes(**more):
        return lambda: it.client("iam").create_service_linked_role(
            AWSServiceName="email.cognito-idp.amazonaws.com", **more
        )

    return Pair(makes(CustomSuffix="mail"), makes())


@case("alarm-period-missing")
def _(it):
    return Pair(alarm(it, **metric()), alarm(it, **metric(Period=300)))


@case("log-group-name")
def _(it):
    def makes(name):
        return lambda: it.client("logs").create_log_group(logGroupName=name)

    return Pair(makes("aws/lambda/sender"), makes("/aws/lambda/sender"))


@case("ses-receipt-topic")
def _(it):
    it.client("ses").create_receipt_rule_set(RuleSetName="rules")
    it.client("sns").create_topic(Name="mails")

    def makes(name):
        action = {"TopicArn": f"arn:aws:sns:{REGION}:{it.number}:{name}"}
        rule = {"Name": name, "Actions": [{"SNSAction": action}]}
        return lambda: it.client("ses").create_receipt_rule(RuleSetName="rules", Rule=rule)

    return Pair(makes("letters"), makes("mails"))


@case("alarm-metric-statistic")
def _(it):
    return Pair(metrics(it, True, statistic="Total"), metrics(it, True, statistic="p99.9"))
