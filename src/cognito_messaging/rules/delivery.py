"""Sending the messages of a pool: what the rules and supplements that send them share.

Sources: DG, "Message templates"; API, EmailConfigurationType and SmsConfigurationType; DG,
"Verifying user email and phone": if phone numbers are auto-verified, the code is sent by SMS, not
by email, and recovery follows the order of the recovery mechanisms.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Message, RuleContext, SupplementCall

DEFAULT_SENDER = "no-reply@verificationemail.com"
_INVITES = "cognito-idp.AdminCreateUser"
_VERIFIES = frozenset({"cognito-idp.SignUp", "cognito-idp.ResendConfirmationCode"})
_RECOVERS = frozenset({"cognito-idp.ForgotPassword", "cognito-idp.AdminResetUserPassword"})
# The operations that send a message.
SENDING = _VERIFIES | _RECOVERS | {_INVITES}


class Directory:
    """Finds the pool and the user of a call."""

    def __init__(self) -> None:
        self._pool_ids: dict[str, str] = {}

    async def pool(self, call: ApiCall, context: RuleContext) -> Mapping[str, Any]:
        """The pool that the call names, or that its app client belongs to; empty if unknown."""
        pool_id = call.parameters.get("UserPoolId")
        client = client_id(call)
        if pool_id is None and client not in self._pool_ids:
            await self._find_clients(context)
        found = pool_id or self._pool_ids.get(client)
        if found is None:
            return {}
        try:
            described = await context.ask("cognito-idp", "DescribeUserPool", UserPoolId=found)
        except AwsError:
            return {}
        pool: Mapping[str, Any] = described["UserPool"]
        return pool

    async def client(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The app client that the call names; empty if the pool has no such client."""
        try:
            described = await context.ask(
                "cognito-idp",
                "DescribeUserPoolClient",
                UserPoolId=pool["Id"],
                ClientId=client_id(call),
            )
        except AwsError:
            return {}
        client: Mapping[str, Any] = described["UserPoolClient"]
        return client

    async def _find_clients(self, context: RuleContext) -> None:
        more: dict[str, str] = {}
        while True:
            listed = await context.ask("cognito-idp", "ListUserPools", MaxResults=60, **more)
            for pool in listed["UserPools"]:
                clients = await context.ask(
                    "cognito-idp", "ListUserPoolClients", UserPoolId=pool["Id"], MaxResults=60
                )
                for client in clients["UserPoolClients"]:
                    self._pool_ids[client["ClientId"]] = pool["Id"]
            if not listed.get("NextToken"):
                return
            more = {"NextToken": listed["NextToken"]}

    async def user(
        self, context: RuleContext, pool: Mapping[str, Any], name: str
    ) -> Mapping[str, str]:
        """The attributes of a user, with the name as `username`; empty if there is no such user."""
        user = await self.profile(context, pool, name)
        if not user:
            return {}
        attributes = {one["Name"]: one["Value"] for one in user["UserAttributes"]}
        return {**attributes, "username": user["Username"]}

    async def profile(
        self, context: RuleContext, pool: Mapping[str, Any], name: str
    ) -> Mapping[str, Any]:
        """A user as AdminGetUser shows it; empty if there is no such user."""
        try:
            return await context.ask(
                "cognito-idp", "AdminGetUser", UserPoolId=pool["Id"], Username=name
            )
        except AwsError:
            return {}


async def sends_mail(
    call: ApiCall, context: RuleContext, directory: Directory, pool: Mapping[str, Any]
) -> bool:
    """Whether one of the operations that send a message sends a mail."""
    if pool.get("LambdaConfig", {}).get("CustomEmailSender"):
        return False
    if call.name == _INVITES:
        mediums = call.parameters.get("DesiredDeliveryMediums", ["SMS"])
        return "EMAIL" in mediums and call.parameters.get("MessageAction") != "SUPPRESS"
    if call.name in _VERIFIES:
        return "email" in pool.get("AutoVerifiedAttributes", []) and not verifies_by_sms(pool)
    user = await directory.user(context, pool, call.parameters["Username"])
    return "email" in user and not recovers_by_sms(pool, user)


def client_id(call: ApiCall) -> str:
    """The app client that a call names, or that issued its access token; empty if unknown."""
    named = call.parameters.get("ClientId")
    return str(named or claims(call.parameters.get("AccessToken", "")).get("client_id", ""))


def claims(token: str) -> Mapping[str, Any]:
    """The claims of a token, which are not verified."""
    payload = [*token.split("."), "", ""][1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}


def is_verified(attributes: Mapping[str, str], name: str) -> bool:
    """Whether an address or number of a user is verified."""
    return name in attributes and attributes.get(f"{name}_verified", "").lower() == "true"


def verifies_by_sms(pool: Mapping[str, Any]) -> bool:
    """Whether the code of a sign-up is sent by SMS and not by email."""
    return "phone_number" in pool.get("AutoVerifiedAttributes", [])


def recovers_by_sms(pool: Mapping[str, Any], user: Mapping[str, str]) -> bool:
    """Whether the first recovery mechanism that the user can use is the phone number."""
    mechanisms = pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
    for one in sorted(mechanisms, key=lambda mechanism: mechanism["Priority"]):
        if one["Name"] == "verified_phone_number" and is_verified(user, "phone_number"):
            return True
        if one["Name"] == "verified_email" and is_verified(user, "email"):
            return False
    return not mechanisms and is_verified(user, "phone_number")


def send_sms(
    call: SupplementCall, pool: Mapping[str, Any], user: Mapping[str, str], template: str, code: str
) -> None:
    """Put an SMS into the outbox, as the role of the pool would have published it."""
    sms = pool.get("SmsConfiguration", {})
    eums = sms.get("EumsSms") or {}
    call.context.outbox.add(
        Message(
            channel="sms",
            account=call.account,
            region=sms.get("SnsRegion") or eums.get("Region") or call.region,
            sender=eums.get("OriginationIdentity", ""),
            destination=user["phone_number"],
            subject="",
            text=_fill(template, user, code),
            code=code,
            sent_through=sms.get("SnsCallerArn") or eums.get("CallerArn", ""),
            reply_to=(),
            at=time.time(),
        )
    )


def send_mail(
    call: SupplementCall,
    pool: Mapping[str, Any],
    user: Mapping[str, str],
    subject: str,
    template: str,
    code: str,
) -> None:
    """Put a mail into the outbox, as the sender of the pool would have sent it."""
    sender = pool.get("EmailConfiguration", {})
    reply_to = sender.get("ReplyToEmailAddress")
    call.context.outbox.add(
        Message(
            channel="email",
            account=call.account,
            region=call.region,
            sender=sender.get("From") or DEFAULT_SENDER,
            destination=user["email"],
            subject=subject,
            text=_fill(template, user, code),
            code=code,
            sent_through=sender.get("SourceArn", ""),
            reply_to=(reply_to,) if reply_to else (),
            at=time.time(),
        )
    )


def _fill(template: str, user: Mapping[str, str], code: str) -> str:
    return template.replace("{####}", code).replace("{username}", user.get("username", ""))
