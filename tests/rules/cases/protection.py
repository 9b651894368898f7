"""Feature plans, threat protection and logs of a pool."""

from __future__ import annotations

from .mfa import update
from .setting import REGION, Pair, case, first_factors


@case("pool-tier")
def _(it):
    audit = {"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}
    return Pair(
        it.creates(**audit, UserPoolTier="ESSENTIALS"), it.creates(**audit, UserPoolTier="PLUS")
    )


@case("pool-tier-change")
def _(it):
    lite = {"UserPoolTier": "LITE"}
    refused, allowed = it.pool(**first_factors("EMAIL_OTP")), it.pool(**first_factors())
    return Pair(update(it, refused, **lite), update(it, allowed, **lite))


def risk(it, pool, **settings):
    return lambda: it.client("cognito-idp").set_risk_configuration(UserPoolId=pool, **settings)


@case("pool-risk-ranges")
def _(it):
    pool = it.pool()

    def ranges(*given):
        return risk(it, pool, RiskExceptionConfiguration={"BlockedIPRangeList": list(given)})

    return Pair(ranges("10.0.0.1"), ranges("10.0.0.1/32", "2001:db8::/32"))


@case("pool-risk-notification")
def _(it):
    pool = it.pool()

    def takeover(notify):
        actions = {"HighAction": {"Notify": notify, "EventAction": "BLOCK"}}
        return risk(it, pool, AccountTakeoverRiskConfiguration={"Actions": actions})

    return Pair(takeover(True), takeover(False))


@case("pool-risk-client")
def _(it):
    pool = it.pool()
    made = it.client("cognito-idp").create_user_pool_client(UserPoolId=pool, ClientName="c")
    client = made["UserPoolClient"]["ClientId"]
    blocked = {"RiskExceptionConfiguration": {"BlockedIPRangeList": ["10.0.0.0/8"]}}
    return Pair(
        risk(it, pool, ClientId="1example23456789", **blocked),
        risk(it, pool, ClientId=client, **blocked),
    )


def logs(it, pool, source, level):
    arn = f"arn:aws:logs:{REGION}:{it.number}:log-group:g"
    group = {"CloudWatchLogsConfiguration": {"LogGroupArn": arn}}
    given = [{"EventSource": source, "LogLevel": level, **group}]
    set_logs = it.client("cognito-idp").set_log_delivery_configuration
    return lambda: set_logs(UserPoolId=pool, LogConfigurations=given)


@case("pool-log-configuration")
def _(it):
    pool = it.pool()
    return Pair(
        logs(it, pool, "userNotification", "INFO"), logs(it, pool, "userNotification", "ERROR")
    )


@case("pool-log-tier")
def _(it):
    refused, allowed = it.pool(), it.pool(UserPoolTier="PLUS")
    return Pair(
        logs(it, refused, "userAuthEvents", "INFO"), logs(it, allowed, "userAuthEvents", "INFO")
    )
