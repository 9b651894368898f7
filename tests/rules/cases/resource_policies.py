"""Policies of keys, topics, numbers and functions."""

from __future__ import annotations

import io
import json
import zipfile

from .setting import Pair, case, permission


def key_policy(it, **more):
    root = {"AWS": f"arn:aws:iam::{it.number}:root"}
    return permission(**{"Principal": root, "Action": "kms:*", **more})


def key(it, policy, **more):
    return it.client("kms").create_key(Policy=json.dumps(policy), **more)


@case("kms-key-policy")
def _(it):
    return Pair(lambda: key(it, key_policy(it, Effect="Permit")), lambda: key(it, key_policy(it)))


@case("kms-key-principals")
def _(it):
    arn = it.role()

    def create(principal):
        policy = key_policy(it)
        user = {**policy["Statement"][0], "Principal": {"AWS": principal}}
        policy["Statement"].append(user)
        return key(it, policy)

    return Pair(lambda: create(f"{arn}2"), lambda: create(arn))


@case("kms-key-lockout")
def _(it):
    policy = key_policy(it, Action="kms:Encrypt")
    return Pair(
        lambda: key(it, policy), lambda: key(it, policy, BypassPolicyLockoutSafetyCheck=True)
    )


def topic(it, **statement):
    policy = permission(Principal={"Service": "events.amazonaws.com"}, **statement)
    return it.client("sns").create_topic(Name="t", Attributes={"Policy": json.dumps(policy)})


@case("sns-topic-policy")
def _(it):
    return Pair(lambda: topic(it, Principle="*"), lambda: topic(it, Sid="May publish"))


@case("sns-topic-policy-actions")
def _(it):
    return Pair(
        lambda: topic(it, Action="sqs:SendMessage"), lambda: topic(it, Action="SNS:Publish")
    )


@case("sms-voice-resource-policy")
def _(it):
    voice = it.client("pinpoint-sms-voice-v2")
    made = voice.request_phone_number(
        IsoCountryCode="US",
        MessageType="TRANSACTIONAL",
        NumberCapabilities=["SMS"],
        NumberType="SIMULATOR",
    )

    def put(**statement):
        policy = permission(
            Principal={"Service": "sns.amazonaws.com"},
            Action="sms-voice:SendTextMessage",
            **statement,
        )
        voice.put_resource_policy(ResourceArn=made["PhoneNumberArn"], Policy=json.dumps(policy))

    return Pair(lambda: put(Effect="allow"), lambda: put())


@case("lambda-permission-principal")
def _(it):
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): return event")
    function = it.client("lambda")
    function.create_function(
        FunctionName="f",
        Runtime="python3.13",
        Handler="index.handler",
        Role=it.role("function"),
        Code={"ZipFile": code.getvalue()},
    )

    def allow(principal):
        function.add_permission(
            FunctionName="f",
            StatementId="s",
            Action="lambda:InvokeFunction",
            Principal=principal,
        )

    return Pair(lambda: allow("cognito-idp"), lambda: allow("cognito-idp.amazonaws.com"))
