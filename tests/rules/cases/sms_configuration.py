"""The SMS configuration of a pool."""

from __future__ import annotations

from .setting import REGION, Pair, case, permission, sms


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
    role = it.role(policy=permission(Action=["sns:Publish", "sms-voice:SendTextMessage"]))
    given = {"CallerArn": role, "ExternalId": "x1"}
    return Pair(it.creates(**sms(role, EumsSms=given)), it.creates(**eums(role)))


def eums(role, **more):
    """An SMS configuration for AWS End User Messaging."""
    given = {"CallerArn": role, "ExternalId": "x1", **more}
    return {"SmsConfiguration": {"EumsSms": given}}


def sending(**more):
    return permission(Action="sms-voice:SendTextMessage", **more)


@case("sms-eums-region")
def _(it):
    role = it.role(policy=sending())
    return Pair(
        it.creates(**eums(role, Region="us-east-1")), it.creates(**eums(role, Region=REGION))
    )


@case("sms-eums-role-trust")
def _(it):
    role = it.role(policy=sending())
    return Pair(it.creates(**eums(role, ExternalId="x2")), it.creates(**eums(role)))


@case("sms-eums-role-permission")
def _(it):
    number = f"arn:aws:sms-voice:{REGION}:{it.number}:phone-number/phone-1"
    refused, allowed = it.role("sns"), it.role("sms", policy=sending(Resource=number))
    return Pair(
        it.creates(**eums(refused)), it.creates(**eums(allowed, OriginationIdentity=number))
    )


@case("sms-role-account")
def _(it):
    role = it.role()
    return Pair(it.creates(**sms(role.replace(it.number, "999999999999"))), it.creates(**sms(role)))
