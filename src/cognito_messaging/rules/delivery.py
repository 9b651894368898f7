"""How a pool's messages leave: what the supplements that send them share.

Sources: DG, "Message templates"; API, EmailConfigurationType and SmsConfigurationType; DG,
"Verifying user email and phone": a phone number that is auto-verified gets the code rather than
the address, and recovery goes by the order of the recovery mechanisms.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import Asked, AwsError, Message

DEFAULT_SENDER = "no-reply@verificationemail.com"


class Directory:
    """Finds the pool and the user that a call is about."""

    def __init__(self) -> None:
        self._pools: dict[str, str] = {}

    async def pool(self, call: Asked) -> Mapping[str, Any]:
        """The pool, named by the call or found by its app client; empty if there is none."""
        pool_id = call.parameters.get("UserPoolId")
        client = call.parameters.get("ClientId", "")
        if pool_id is None and client not in self._pools:
            await self._learn(call)
        found = pool_id or self._pools.get(client)
        if found is None:
            return {}
        try:
            described = await call.world.ask("cognito-idp", "DescribeUserPool", UserPoolId=found)
        except AwsError:
            return {}
        pool: Mapping[str, Any] = described["UserPool"]
        return pool

    async def _learn(self, call: Asked) -> None:
        more: dict[str, str] = {}
        while True:
            listed = await call.world.ask("cognito-idp", "ListUserPools", MaxResults=60, **more)
            for pool in listed["UserPools"]:
                clients = await call.world.ask(
                    "cognito-idp", "ListUserPoolClients", UserPoolId=pool["Id"], MaxResults=60
                )
                for client in clients["UserPoolClients"]:
                    self._pools[client["ClientId"]] = pool["Id"]
            if not listed.get("NextToken"):
                return
            more = {"NextToken": listed["NextToken"]}

    async def user(self, call: Asked, pool: Mapping[str, Any], name: str) -> Mapping[str, str]:
        """A user's attributes, with its name as `username`; empty if there is none."""
        try:
            user = await call.world.ask(
                "cognito-idp", "AdminGetUser", UserPoolId=pool["Id"], Username=name
            )
        except AwsError:
            return {}
        attributes = {one["Name"]: one["Value"] for one in user["UserAttributes"]}
        return {**attributes, "username": user["Username"]}


def verifies_by_sms(pool: Mapping[str, Any]) -> bool:
    """Whether who signs up gets a text rather than a mail."""
    return "phone_number" in pool.get("AutoVerifiedAttributes", [])


def recovers_by_sms(pool: Mapping[str, Any], user: Mapping[str, str]) -> bool:
    """Whether the first recovery mechanism that the user can use is its phone number."""
    mechanisms = pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
    for one in sorted(mechanisms, key=lambda mechanism: mechanism["Priority"]):
        if one["Name"] == "verified_phone_number" and "phone_number" in user:
            return True
        if one["Name"] == "verified_email" and "email" in user:
            return False
    return not mechanisms and "phone_number" in user


def send_text(
    call: Asked, pool: Mapping[str, Any], user: Mapping[str, str], template: str, code: str
) -> None:
    """Put a text into the outbox, as the pool's role would have published it."""
    sms = pool.get("SmsConfiguration", {})
    call.world.outbox.add(
        Message(
            channel="sms",
            account=call.account,
            region=sms.get("SnsRegion") or call.region,
            sender="",
            destination=user["phone_number"],
            subject="",
            text=_filled(template, user, code),
            code=code,
            sent_through=sms.get("SnsCallerArn", ""),
            reply_to=(),
            at=time.time(),
        )
    )


def send_mail(
    call: Asked,
    pool: Mapping[str, Any],
    user: Mapping[str, str],
    subject: str,
    template: str,
    code: str,
) -> None:
    """Put a mail into the outbox, as the pool's sender would have sent it."""
    sender = pool.get("EmailConfiguration", {})
    reply_to = sender.get("ReplyToEmailAddress")
    call.world.outbox.add(
        Message(
            channel="email",
            account=call.account,
            region=call.region,
            sender=sender.get("From") or DEFAULT_SENDER,
            destination=user["email"],
            subject=subject,
            text=_filled(template, user, code),
            code=code,
            sent_through=sender.get("SourceArn", ""),
            reply_to=(reply_to,) if reply_to else (),
            at=time.time(),
        )
    )


def _filled(template: str, user: Mapping[str, str], code: str) -> str:
    return template.replace("{####}", code).replace("{username}", user.get("username", ""))
