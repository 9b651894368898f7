"""Codes that verify an address or a number of a signed-in user, which the embedded target lacks.

Sources: API, GetUserAttributeVerificationCode and VerifyUserAttribute; DG, "Verifying updates to
email addresses and phone numbers": a changed address is not verified. If the pool demands it, the
old one stays until the new one is verified.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import AwsError, Supplement, SupplementCall

from ..delivery import Directory, send_mail, send_sms

_VERIFIABLE = ("email", "phone_number")
_SUBJECT = "Your verification code"
_TEXT = "Your verification code is {####}."


class UserAttributes(Supplement):
    """Codes that verify an address or a number."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._directory = Directory()
        self._codes: dict[tuple[str, str, str], tuple[str, float]] = {}
        self._pending: dict[tuple[str, str, str], str] = {}

    async def update_user_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        """Change attributes of the signed-in user; a changed address or number needs a code."""
        given = {one["Name"]: one.get("Value", "") for one in call.parameters["UserAttributes"]}
        if not given.keys() & set(_VERIFIABLE):
            return await call.forward()
        user, pool = await self._signed_in(call), await self._directory.pool(call, call.context)
        named = [name for name in _VERIFIABLE if name in given]
        changed = [name for name in named if given[name] != user.get(name)]
        settings = pool.get("UserAttributeUpdateSettings", {})
        held = set(settings.get("AttributesRequireVerificationBeforeUpdate", [])) & set(changed)
        written = {name: value for name, value in given.items() if name not in held}
        written |= {f"{name}_verified": "false" for name in changed if name not in held}
        if written:
            listed = [{"Name": name, "Value": value} for name, value in written.items()]
            await call.forward(UserAttributes=listed)
        delivered = []
        for name in changed:
            if name in held:
                self._pending[call.account, user["username"], name] = given[name]
            if given[name] and name in pool.get("AutoVerifiedAttributes", []):
                delivered.append(self._send(call, pool, {**user, name: given[name]}, name))
        return {"CodeDeliveryDetailsList": delivered}

    async def get_user_attribute_verification_code(self, call: SupplementCall) -> Mapping[str, Any]:
        """Send a code to the address or number of the signed-in user."""
        name = call.parameters["AttributeName"]
        user = await self._signed_in(call)
        if name not in _VERIFIABLE or not user.get(name):
            raise AwsError(
                "InvalidParameterException", f"The user has no {name} that can be verified."
            )
        pool = await self._directory.pool(call, call.context)
        return {"CodeDeliveryDetails": self._send(call, pool, user, name)}

    def _send(
        self, call: SupplementCall, pool: Mapping[str, Any], user: Mapping[str, str], name: str
    ) -> Mapping[str, str]:
        code = "".join(secrets.choice("0123456789") for _ in range(6))
        self._codes[call.account, user["username"], name] = (code, time.time())
        template = pool.get("VerificationMessageTemplate", {})
        if name == "email":
            subject, text = template.get("EmailSubject"), template.get("EmailMessage")
            send_mail(call, pool, user, subject or _SUBJECT, text or _TEXT, code)
        else:
            send_sms(call, pool, user, template.get("SmsMessage") or _TEXT, code)
        medium = "EMAIL" if name == "email" else "SMS"
        return {"Destination": "***", "DeliveryMedium": medium, "AttributeName": name}

    async def verify_user_attribute(self, call: SupplementCall) -> Mapping[str, Any]:
        """Verify the address or number of the signed-in user by the code."""
        name = call.parameters["AttributeName"]
        user = await self._signed_in(call)
        key = (call.account, user["username"], name)
        code, sent = self._codes.get(key, ("", 0.0))
        if not code or call.context.manual.has_expired(sent, call.account, call.region):
            raise AwsError(
                "ExpiredCodeException", "Invalid code provided, please request a code again."
            )
        if call.parameters["Code"] != code:
            raise AwsError(
                "CodeMismatchException", "Invalid verification code provided, please try again."
            )
        del self._codes[key]
        pool = await self._directory.pool(call, call.context)
        verified = {f"{name}_verified": "true"}
        if key in self._pending:
            verified[name] = self._pending.pop(key)
        await call.context.ask_upstream(
            "cognito-idp",
            "AdminUpdateUserAttributes",
            UserPoolId=pool["Id"],
            Username=user["username"],
            UserAttributes=[{"Name": one, "Value": value} for one, value in verified.items()],
        )
        return {}

    async def _signed_in(self, call: SupplementCall) -> Mapping[str, str]:
        token = call.parameters["AccessToken"]
        user = await call.context.ask_upstream("cognito-idp", "GetUser", AccessToken=token)
        attributes = {one["Name"]: one["Value"] for one in user["UserAttributes"]}
        return {**attributes, "username": user["Username"]}
