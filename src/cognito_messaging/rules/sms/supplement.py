"""The SMS that Cognito would send, in the outbox, and the expiry of codes.

The embedded target sends no SMS, and its codes never expire.

Sources: DG, "Message templates"; API, AdminCreateUser: by default it invites by SMS;
API, ExpiredCodeException, with the message that clients have seen (aws-sdk-ios-samples#144).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import AwsError, Supplement, SupplementCall

from ..delivery import Directory, recovers_by_sms, send_sms, verifies_by_sms
from ..pools import first_factors

# The codes of the embedded target: one confirms a sign-up, one resets a password.
_CONFIRM, _RESET = "123456", "654321"
_DEFAULT_TEXT = "Your verification code is {####}."
_DEFAULT_INVITE = "Your username is {username} and temporary password is {####}."


class SmsMessages(Supplement):
    """The SMS of sign-up, recovery and invitation; those of second factors are in `..pool`."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._directory = Directory()
        self._issued: dict[tuple[str, str, str], float] = {}

    def _note_code(self, call: SupplementCall, code: str) -> None:
        self._issued[call.account, call.parameters["Username"], code] = time.time()

    def _check_age(self, call: SupplementCall, code: str) -> None:
        # A code whose time is not known, such as one that an administrator requests, is new.
        sent = self._issued.get((call.account, call.parameters["Username"], code), time.time())
        if call.context.manual.has_expired(sent, call.account, call.region):
            raise AwsError(
                "ExpiredCodeException", "Invalid code provided, please request a code again."
            )

    async def _verification(self, call: SupplementCall, code: str, *, recovery: bool) -> bool:
        """Send a code by SMS if the pool sends it that way; return whether it does."""
        pool = await self._directory.pool(call, call.context)
        if not pool.get("SmsConfiguration"):
            return False
        user = await self._directory.user(call.context, pool, call.parameters["Username"])
        by_sms = recovers_by_sms(pool, user) if recovery else verifies_by_sms(pool)
        if not by_sms or "phone_number" not in user:
            return False
        send_sms(call, pool, user, _verification_text(pool), code)
        return True

    async def sign_up(self, call: SupplementCall) -> Mapping[str, Any]:
        """Sign up, and send the code to a phone number that has to be verified."""
        answer = await call.forward(**await self._own_password(call))
        self._note_code(call, _CONFIRM)
        sent = not answer["UserConfirmed"] and await self._verification(
            call, _CONFIRM, recovery=False
        )
        return {**answer, **_delivery(sent)}

    async def _own_password(self, call: SupplementCall) -> Mapping[str, Any]:
        """A password for who signs up without one, which the emulator does not allow.

        Source: API, SignUp, Password: not needed if codes by email or SMS are a first factor.
        """
        if call.parameters.get("Password"):
            return {}
        pool = await self._directory.pool(call, call.context)
        if not first_factors(pool) & {"EMAIL_OTP", "SMS_OTP"}:
            return {}
        length = pool.get("Policies", {}).get("PasswordPolicy", {}).get("MinimumLength", 8)
        return {"Password": f"Aa1-{secrets.token_urlsafe(length)}"}

    async def resend_confirmation_code(self, call: SupplementCall) -> Mapping[str, Any]:
        """Send the code of a sign-up again."""
        answer = await call.forward()
        self._note_code(call, _CONFIRM)
        return {**answer, **_delivery(await self._verification(call, _CONFIRM, recovery=False))}

    async def confirm_sign_up(self, call: SupplementCall) -> Mapping[str, Any]:
        """Confirm a sign-up, unless the code has expired."""
        self._check_age(call, _CONFIRM)
        answer = await call.forward()
        await self._verify(call)
        return answer

    async def _verify(self, call: SupplementCall) -> None:
        """Mark what the code was sent to as verified, which the emulator does not.

        Source: DG, "Verifying user email and phone".
        """
        pool = await self._directory.pool(call, call.context)
        user = await self._directory.user(call.context, pool, call.parameters["Username"])
        verified = pool.get("AutoVerifiedAttributes", [])
        names = [name for name in ("phone_number", "email") if name in verified and name in user]
        if names:
            await call.context.ask_upstream(
                "cognito-idp",
                "AdminUpdateUserAttributes",
                UserPoolId=pool["Id"],
                Username=user["username"],
                UserAttributes=[{"Name": f"{names[0]}_verified", "Value": "true"}],
            )

    async def forgot_password(self, call: SupplementCall) -> Mapping[str, Any]:
        """Send the code that resets a password."""
        answer = await call.forward()
        self._note_code(call, _RESET)
        return {**answer, **_delivery(await self._verification(call, _RESET, recovery=True))}

    async def confirm_forgot_password(self, call: SupplementCall) -> Mapping[str, Any]:
        """Set a new password, unless the code has expired."""
        self._check_age(call, _RESET)
        return await call.forward()

    async def admin_reset_user_password(self, call: SupplementCall) -> Mapping[str, Any]:
        """Send the code that resets a password, as an administrator."""
        answer = await call.forward()
        await self._verification(call, _RESET, recovery=True)
        return answer

    async def admin_create_user(self, call: SupplementCall) -> Mapping[str, Any]:
        """Create a user, and send the invitation by SMS if the call asks for it."""
        given = {
            one["Name"]: one.get("Value", "") for one in call.parameters.get("UserAttributes", [])
        }
        phone = given.get("phone_number")
        mediums = call.parameters.get("DesiredDeliveryMediums", ["SMS"])
        pool = await self._directory.pool(call, call.context)
        suppressed = call.parameters.get("MessageAction") == "SUPPRESS"
        if suppressed or not phone or "SMS" not in mediums or not pool.get("SmsConfiguration"):
            return await call.forward()
        # The emulator would generate a password that it does not show.
        password = call.parameters.get("TemporaryPassword") or f"Aa1-{secrets.token_urlsafe(9)}"
        answer = await call.forward(TemporaryPassword=password)
        invite = pool.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate", {})
        user = {"phone_number": phone, "username": call.parameters["Username"]}
        send_sms(call, pool, user, invite.get("SMSMessage") or _DEFAULT_INVITE, password)
        return answer


def _verification_text(pool: Mapping[str, Any]) -> str:
    template = pool.get("VerificationMessageTemplate", {})
    return template.get("SmsMessage") or pool.get("SmsVerificationMessage") or _DEFAULT_TEXT


def _delivery(by_sms: bool) -> Mapping[str, Any]:
    if not by_sms:
        return {}
    return {
        "CodeDeliveryDetails": {
            "Destination": "+*******",
            "DeliveryMedium": "SMS",
            "AttributeName": "phone_number",
        }
    }
