"""The texts that Cognito would send, put into the outbox: the embedded target sends none.

Sources: DG, "Message templates", "SMS MFA", "Verifying user email and phone": a phone number that
is auto-verified gets the code rather than the address; recovery goes by the order of the recovery
mechanisms; AdminCreateUser invites by SMS unless told otherwise.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import Asked, AwsError, Message, Supplement

# The codes that the embedded target issues: one to confirm, one to reset a password.
_CONFIRM, _RESET = "123456", "654321"
_DEFAULT_TEXT = "Your verification code is {####}."
_DEFAULT_MFA_TEXT = "Your authentication code is {####}."
_DEFAULT_INVITE = "Your username is {username} and temporary password is {####}."
_CHALLENGES = frozenset({"SMS_MFA", "SMS_OTP"})


class Texts(Supplement):
    """Every operation that makes Cognito send a text."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._pools: dict[str, str] = {}
        self._codes: dict[str, str] = {}

    def reset(self) -> None:
        """Forget the codes of challenges that are open."""
        self._codes.clear()

    async def _pool(self, call: Asked) -> Mapping[str, Any]:
        """The pool that a call is about, directly or by its app client; empty if none is found."""
        pool_id = call.parameters.get("UserPoolId")
        client = call.parameters.get("ClientId", "")
        if pool_id is None and client not in self._pools:
            await self._learn_clients(call)
        found = pool_id or self._pools.get(client)
        if found is None:
            return {}
        try:
            described = await call.world.ask("cognito-idp", "DescribeUserPool", UserPoolId=found)
        except AwsError:
            return {}
        pool: Mapping[str, Any] = described["UserPool"]
        return pool

    async def _learn_clients(self, call: Asked) -> None:
        listed = await call.world.ask("cognito-idp", "ListUserPools", MaxResults=60)
        for pool in listed["UserPools"]:
            clients = await call.world.ask(
                "cognito-idp", "ListUserPoolClients", UserPoolId=pool["Id"], MaxResults=60
            )
            for client in clients["UserPoolClients"]:
                self._pools[client["ClientId"]] = pool["Id"]

    async def _user(self, call: Asked, pool: Mapping[str, Any], name: str) -> Mapping[str, str]:
        """A user's attributes, and its name as `username`."""
        try:
            user = await call.world.ask(
                "cognito-idp", "AdminGetUser", UserPoolId=pool["Id"], Username=name
            )
        except AwsError:
            return {}
        attributes = {one["Name"]: one["Value"] for one in user["UserAttributes"]}
        return {**attributes, "username": name}

    def _send(
        self, call: Asked, pool: Mapping[str, Any], user: Mapping[str, str], text: str, code: str
    ) -> None:
        sms = pool.get("SmsConfiguration", {})
        filled = text.replace("{####}", code).replace("{username}", user.get("username", ""))
        call.world.outbox.add(
            Message(
                channel="sms",
                account=call.account,
                region=sms.get("SnsRegion") or call.region,
                sender="",
                destination=user["phone_number"],
                subject="",
                text=filled,
                code=code,
                sent_through=sms.get("SnsCallerArn", ""),
                reply_to=(),
                at=time.time(),
            )
        )

    async def _verification(self, call: Asked, code: str, *, recovery: bool) -> bool:
        """Send a code by SMS, if that is the way it goes in this pool."""
        pool = await self._pool(call)
        if not pool.get("SmsConfiguration"):
            return False
        user = await self._user(call, pool, call.parameters["Username"])
        by_sms = _recovers_by_sms(pool, user) if recovery else _verifies_by_sms(pool)
        if not by_sms or "phone_number" not in user:
            return False
        self._send(call, pool, user, _verification_text(pool), code)
        return True

    async def sign_up(self, call: Asked) -> Mapping[str, Any]:
        """Sign up; a phone number that is to be verified gets its code."""
        answer = await call.forward()
        sent = not answer["UserConfirmed"] and await self._verification(
            call, _CONFIRM, recovery=False
        )
        return {**answer, **_delivered(sent)}

    async def resend_confirmation_code(self, call: Asked) -> Mapping[str, Any]:
        """Send the code of a sign-up once more."""
        answer = await call.forward()
        return {**answer, **_delivered(await self._verification(call, _CONFIRM, recovery=False))}

    async def forgot_password(self, call: Asked) -> Mapping[str, Any]:
        """Send the code that resets a password."""
        answer = await call.forward()
        return {**answer, **_delivered(await self._verification(call, _RESET, recovery=True))}

    async def admin_reset_user_password(self, call: Asked) -> Mapping[str, Any]:
        """Send the code that resets a password, as an administrator."""
        answer = await call.forward()
        await self._verification(call, _RESET, recovery=True)
        return answer

    async def admin_create_user(self, call: Asked) -> Mapping[str, Any]:
        """Create a user, and invite it by SMS if that is asked for."""
        given = {
            one["Name"]: one.get("Value", "") for one in call.parameters.get("UserAttributes", [])
        }
        phone = given.get("phone_number")
        mediums = call.parameters.get("DesiredDeliveryMediums", ["SMS"])
        pool = await self._pool(call)
        suppressed = call.parameters.get("MessageAction") == "SUPPRESS"
        if suppressed or not phone or "SMS" not in mediums or not pool.get("SmsConfiguration"):
            return await call.forward()
        # The target would make one up that nobody learns of.
        password = call.parameters.get("TemporaryPassword") or f"Aa1-{secrets.token_urlsafe(9)}"
        answer = await call.forward(TemporaryPassword=password)
        invite = pool.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate", {})
        user = {"phone_number": phone, "username": call.parameters["Username"]}
        self._send(call, pool, user, invite.get("SMSMessage") or _DEFAULT_INVITE, password)
        return answer

    async def initiate_auth(self, call: Asked) -> Mapping[str, Any]:
        """Sign in; a challenge by SMS gets its code."""
        return await self._challenged(call, await call.forward())

    async def admin_initiate_auth(self, call: Asked) -> Mapping[str, Any]:
        """Sign in as an administrator; a challenge by SMS gets its code."""
        return await self._challenged(call, await call.forward())

    async def respond_to_auth_challenge(self, call: Asked) -> Mapping[str, Any]:
        """Answer a challenge; a wrong code is refused."""
        self._check(call)
        return await self._challenged(call, await call.forward())

    async def admin_respond_to_auth_challenge(self, call: Asked) -> Mapping[str, Any]:
        """Answer a challenge as an administrator; a wrong code is refused."""
        self._check(call)
        return await self._challenged(call, await call.forward())

    async def _challenged(self, call: Asked, answer: dict[str, Any]) -> Mapping[str, Any]:
        if answer.get("ChallengeName") not in _CHALLENGES or "Session" not in answer:
            return answer
        pool = await self._pool(call)
        given = {
            **call.parameters.get("AuthParameters", {}),
            **call.parameters.get("ChallengeResponses", {}),
            **answer.get("ChallengeParameters", {}),
        }
        name = given.get("USER_ID_FOR_SRP") or given.get("USERNAME", "")
        user = await self._user(call, pool, name) if pool else {}
        if "phone_number" in user:
            code = f"{secrets.randbelow(1_000_000):06d}"
            self._codes[answer["Session"]] = code
            text = pool.get("SmsAuthenticationMessage") or _DEFAULT_MFA_TEXT
            self._send(call, pool, user, text, code)
        return answer

    def _check(self, call: Asked) -> None:
        """Refuse a code that was not sent; one that this gateway did not send is the target's."""
        name = call.parameters["ChallengeName"]
        code = self._codes.get(call.parameters.get("Session", ""))
        if name not in _CHALLENGES or code is None:
            return
        given = call.parameters.get("ChallengeResponses", {}).get(f"{name}_CODE")
        if given != code:
            raise AwsError("CodeMismatchException", "Invalid code or auth state for the user.")
        del self._codes[call.parameters["Session"]]


def _verifies_by_sms(pool: Mapping[str, Any]) -> bool:
    return "phone_number" in pool.get("AutoVerifiedAttributes", [])


def _recovers_by_sms(pool: Mapping[str, Any], user: Mapping[str, str]) -> bool:
    """Whether the first recovery mechanism that the user can use is its phone number."""
    mechanisms = pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
    for one in sorted(mechanisms, key=lambda mechanism: mechanism["Priority"]):
        if one["Name"] == "verified_phone_number" and "phone_number" in user:
            return True
        if one["Name"] == "verified_email" and "email" in user:
            return False
    return not mechanisms and "phone_number" in user


def _verification_text(pool: Mapping[str, Any]) -> str:
    template = pool.get("VerificationMessageTemplate", {})
    return template.get("SmsMessage") or pool.get("SmsVerificationMessage") or _DEFAULT_TEXT


def _delivered(by_sms: bool) -> Mapping[str, Any]:
    if not by_sms:
        return {}
    return {
        "CodeDeliveryDetails": {
            "Destination": "+*******",
            "DeliveryMedium": "SMS",
            "AttributeName": "phone_number",
        }
    }
