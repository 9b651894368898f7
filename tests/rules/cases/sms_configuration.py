"""The SMS configuration of a pool."""

from __future__ import annotations

from .setting import Pair, case, permission, sms


@case("sms-role-trust")
def _(it):
    role = it.role()
    wrong = sms(role, ExternalId="x2")
    return Pair(it.creates(**wrong), it.creates(**sms(role)))


@case("sms-role-permission")
def _(it):
    narrowed = permission(Condition={"StringEquals": {"sns:Protocol": "sms"}})
    refused = it.role("narrowed", policy=narrowed)
    allowed = it.role("open", policy=permission(Action="sns:*"))
    return Pair(it.creates(**sms(refused)), it.creates(**sms(allowed)))


@case("sms-sns-region")
def _(it):
    role = it.role()
    return Pair(
        it.creates(**sms(role, SnsRegion="us-east-1")),
        it.creates(**sms(role, SnsRegion="eu-west-1")),
    )


@case("sms-one-path")
def _(it):
    role = it.role()
    eums = {"CallerArn": role, "ExternalId": "x1"}
    return Pair(
        it.creates(**sms(role, EumsSms=eums)), it.creates(SmsConfiguration={"EumsSms": eums})
    )
