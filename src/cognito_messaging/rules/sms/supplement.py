"""The texts that Cognito would send, put into the outbox, and the age of every code.

The embedded target sends no texts, and its codes are good for ever.

Sources: DG, "Message templates"; API, AdminCreateUser: it invites by SMS unless told otherwise;
API, ExpiredCodeException, with the message that clients have seen (aws-sdk-ios-samples#144).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from cognito_messaging.rules.delivery import (
    Directory,
    recovers_by_sms,
    send_text,
    verifies_by_sms,
)
from terraform_scenarios.gateway import Asked, AwsError, Supplement

# The codes that the embedded target issues: one to confirm, one to reset a password.
_CONFIRM, _RESET = "123456", "654321"
_DEFAULT_TEXT = "Your verification code is {####}."
_DEFAULT_INVITE = "Your username is {username} and temporary password is {####}."


class Texts(Supplement):
    """Sign-up, recovery and invitation; second factors stand with the pool's."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._directory = Directory()
        self._issued: dict[tuple[str, str, str], float] = {}

    def reset(self) -> None:
        """Forget when codes were sent."""
        self._issued.clear()

    def _note(self, call: Asked, code: str) -> None:
        self._issued[call.account, call.parameters["Username"], code] = time.time()

    def _check_age(self, call: Asked, code: str) -> None:
        # A code that was not seen to be sent, as one that an administrator asks for, is new.
        sent = self._issued.get((call.account, call.parameters["Username"], code), time.time())
        if call.world.people.has_expired(sent, call.account, call.region):
            raise AwsError(
                "ExpiredCodeException", "Invalid code provided, please request a code again."
            )

    async def _verification(self, call: Asked, code: str, *, recovery: bool) -> bool:
        """Send a code by SMS, if that is the way it goes in this pool."""
        pool = await self._directory.pool(call)
        if not pool.get("SmsConfiguration"):
            return False
        user = await self._directory.user(call, pool, call.parameters["Username"])
        by_sms = recovers_by_sms(pool, user) if recovery else verifies_by_sms(pool)
        if not by_sms or "phone_number" not in user:
            return False
        send_text(call, pool, user, _verification_text(pool), code)
        return True

    async def sign_up(self, call: Asked) -> Mapping[str, Any]:
        """Sign up; a phone number that is to be verified gets its code."""
        answer = await call.forward()
        self._note(call, _CONFIRM)
        sent = not answer["UserConfirmed"] and await self._verification(
            call, _CONFIRM, recovery=False
        )
        return {**answer, **_delivered(sent)}

    async def resend_confirmation_code(self, call: Asked) -> Mapping[str, Any]:
        """Send the code of a sign-up once more."""
        answer = await call.forward()
        self._note(call, _CONFIRM)
        return {**answer, **_delivered(await self._verification(call, _CONFIRM, recovery=False))}

    async def confirm_sign_up(self, call: Asked) -> Mapping[str, Any]:
        """Confirm a sign-up, unless its code is too old."""
        self._check_age(call, _CONFIRM)
        return await call.forward()

    async def forgot_password(self, call: Asked) -> Mapping[str, Any]:
        """Send the code that resets a password."""
        answer = await call.forward()
        self._note(call, _RESET)
        return {**answer, **_delivered(await self._verification(call, _RESET, recovery=True))}

    async def confirm_forgot_password(self, call: Asked) -> Mapping[str, Any]:
        """Set a new password, unless the code is too old."""
        self._check_age(call, _RESET)
        return await call.forward()

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
