"""The texts that Cognito would send, put into the outbox: the embedded target sends none.

Sources: DG, "Message templates", "Verifying user email and phone": a phone number that
is auto-verified gets the code rather than the address; recovery goes by the order of the recovery
mechanisms; AdminCreateUser invites by SMS unless told otherwise.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from cognito_messaging.rules.delivery import Directory, send_text
from terraform_scenarios.gateway import Asked, Supplement

# The codes that the embedded target issues: one to confirm, one to reset a password.
_CONFIRM, _RESET = "123456", "654321"
_DEFAULT_TEXT = "Your verification code is {####}."
_DEFAULT_INVITE = "Your username is {username} and temporary password is {####}."


class Texts(Supplement):
    """Sign-up, recovery and invitation by text; second factors stand with the pool's."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._directory = Directory()

    async def _verification(self, call: Asked, code: str, *, recovery: bool) -> bool:
        """Send a code by SMS, if that is the way it goes in this pool."""
        pool = await self._directory.pool(call)
        if not pool.get("SmsConfiguration"):
            return False
        user = await self._directory.user(call, pool, call.parameters["Username"])
        by_sms = _recovers_by_sms(pool, user) if recovery else _verifies_by_sms(pool)
        if not by_sms or "phone_number" not in user:
            return False
        send_text(call, pool, user, _verification_text(pool), code)
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
        pool = await self._directory.pool(call)
        suppressed = call.parameters.get("MessageAction") == "SUPPRESS"
        if suppressed or not phone or "SMS" not in mediums or not pool.get("SmsConfiguration"):
            return await call.forward()
        # The target would make one up that nobody learns of.
        password = call.parameters.get("TemporaryPassword") or f"Aa1-{secrets.token_urlsafe(9)}"
        answer = await call.forward(TemporaryPassword=password)
        invite = pool.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate", {})
        user = {"phone_number": phone, "username": call.parameters["Username"]}
        send_text(call, pool, user, invite.get("SMSMessage") or _DEFAULT_INVITE, password)
        return answer


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
