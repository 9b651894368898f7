"""Second factors by SMS and email: the embedded target supports only authenticator apps.

If the second factor of a user is a code by SMS or email, a sign-in that the emulator accepts is
first answered with a challenge for this code.

Source: DG, "Adding MFA to a user pool": the preference of the user decides. If MFA is required, a
user without a preference gets the factor that the user's attributes allow.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import AwsError, Supplement, SupplementCall

from ..delivery import Directory, send_mail, send_sms

# The user attribute that each factor needs.
_ATTRIBUTE = {"SMS_MFA": "phone_number", "EMAIL_OTP": "email"}
_SETTINGS = {"SMSMfaSettings": "SMS_MFA", "EmailMfaSettings": "EMAIL_OTP"}
_DIGITS = {"SMS_MFA": 6, "EMAIL_OTP": 8}
_TEXT = "Your authentication code is {####}."
_SUBJECT = "Your authentication code"
# After an answer to one of these challenges, no second factor is needed.
_FINAL = frozenset(
    {"SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA", "MFA_SETUP", "SMS_OTP", "WEB_AUTHN"}
)
_REFRESH = frozenset({"REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"})


class SecondFactors(Supplement):
    """Sign-in, its challenges, and the preferences of users."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._directory = Directory()
        self._challenges: dict[str, tuple[str, str, float]] = {}
        self._sessions: dict[str, tuple[str, float]] = {}  # challenge and time of the emulator's
        self._preferences: dict[tuple[str, str], dict[str, bool]] = {}

    # Preferences

    async def admin_set_user_mfa_preference(self, call: SupplementCall) -> Mapping[str, Any]:
        """Set the second factors of a user, as an administrator."""
        answer = await call.forward()
        name = call.parameters["Username"]
        user = await call.context.ask_upstream(
            "cognito-idp",
            "AdminGetUser",
            UserPoolId=call.parameters["UserPoolId"],
            Username=name,
        )
        self._prefer(call, user["Username"])
        return answer

    async def set_user_mfa_preference(self, call: SupplementCall) -> Mapping[str, Any]:
        """Set the second factors of the signed-in user."""
        answer = await call.forward()
        token = call.parameters["AccessToken"]
        user = await call.context.ask_upstream("cognito-idp", "GetUser", AccessToken=token)
        self._prefer(call, user["Username"])
        return answer

    def _prefer(self, call: SupplementCall, username: str) -> None:
        kept = self._preferences.setdefault((call.account, username), {})
        for settings, factor in _SETTINGS.items():
            given = call.parameters.get(settings)
            if given is None:
                continue
            kept.pop(factor, None)
            if given.get("Enabled"):
                if given.get("PreferredMfa"):
                    kept.update(dict.fromkeys(kept, False))
                kept[factor] = bool(given.get("PreferredMfa"))
        if call.parameters.get("SoftwareTokenMfaSettings", {}).get("PreferredMfa"):
            kept.update(dict.fromkeys(kept, False))

    async def get_user(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show the signed-in user, including second factors."""
        return self._shown(call, await call.forward())

    async def admin_get_user(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show a user, including second factors."""
        return self._shown(call, await call.forward())

    def _shown(self, call: SupplementCall, user: dict[str, Any]) -> Mapping[str, Any]:
        kept = self._preferences.get((call.account, user["Username"]), {})
        settings = [one for one in user.get("UserMFASettingList", []) if one not in _ATTRIBUTE]
        shown = {**user, "UserMFASettingList": [*settings, *kept]}
        preferred = next((factor for factor, first in kept.items() if first), None)
        if preferred is not None:
            shown["PreferredMfaSetting"] = preferred
        return shown

    # Sign-in

    async def initiate_auth(self, call: SupplementCall) -> Mapping[str, Any]:
        """Sign in."""
        return await self._challenge_if_needed(call, await call.forward())

    async def admin_initiate_auth(self, call: SupplementCall) -> Mapping[str, Any]:
        """Sign in, as an administrator."""
        return await self._challenge_if_needed(call, await call.forward())

    async def respond_to_auth_challenge(self, call: SupplementCall) -> Mapping[str, Any]:
        """Answer a challenge."""
        return await self._respond(call)

    async def admin_respond_to_auth_challenge(self, call: SupplementCall) -> Mapping[str, Any]:
        """Answer a challenge, as an administrator."""
        return await self._respond(call)

    async def _respond(self, call: SupplementCall) -> Mapping[str, Any]:
        session = call.parameters.get("Session", "")
        if session not in self._challenges:
            asked, started = self._sessions.pop(session, ("", time.time()))
            if call.parameters["ChallengeName"] in _ATTRIBUTE.keys() - {asked}:
                # API, RespondToAuthChallenge: a session is used once, for its own challenge.
                raise AwsError("NotAuthorizedException", "Invalid session for the user.")
            self._check_age(call, started)
            return await self._challenge_if_needed(call, await call.forward())
        factor, code, sent = self._challenges[session]
        self._check_age(call, sent)
        given = call.parameters.get("ChallengeResponses", {}).get(f"{factor}_CODE", "")
        if not hmac.compare_digest(str(given).encode(), code.encode()):
            raise AwsError("CodeMismatchException", "Invalid code or auth state for the user.")
        del self._challenges[session]
        # The emulator accepts this answer as a second factor that was checked elsewhere.
        return await call.forward(ChallengeName="MFA_SETUP")

    def _check_age(self, call: SupplementCall, started: float) -> None:
        """Refuse the answer to a challenge that has expired (DG, AuthSessionValidity)."""
        if call.context.manual.has_expired(started, call.account, call.region):
            raise AwsError(
                "NotAuthorizedException", "Invalid session for the user, session is expired."
            )

    async def _challenge_if_needed(
        self, call: SupplementCall, answer: dict[str, Any]
    ) -> Mapping[str, Any]:
        if "Session" in answer:
            self._sessions[answer["Session"]] = (answer.get("ChallengeName", ""), time.time())
        flow, challenge = call.parameters.get("AuthFlow"), call.parameters.get("ChallengeName")
        if "AuthenticationResult" not in answer or flow in _REFRESH or challenge in _FINAL:
            return answer
        pool = await self._directory.pool(call, call.context)
        given = {
            **call.parameters.get("AuthParameters", {}),
            **call.parameters.get("ChallengeResponses", {}),
        }
        user = (
            await self._directory.user(call.context, pool, given.get("USERNAME", ""))
            if pool
            else {}
        )
        factor = await self._factor(call, pool, user)
        if factor is None:
            return answer
        mfa = await call.context.ask("cognito-idp", "GetUserPoolMfaConfig", UserPoolId=pool["Id"])
        return self._challenge(call, {**pool, **mfa}, user, factor)

    async def _factor(
        self, call: SupplementCall, pool: Mapping[str, Any], user: Mapping[str, str]
    ) -> str | None:
        """The factor that sends this user a code; None if this sign-in needs no such code."""
        if not user or pool.get("MfaConfiguration", "OFF") == "OFF":
            return None
        kept = self._preferences.get((call.account, user["username"]), {})
        for factor in sorted(kept, key=lambda one: not kept[one]):
            if _ATTRIBUTE[factor] in user:
                return factor
        if pool["MfaConfiguration"] != "ON":
            return None
        mfa = await call.context.ask("cognito-idp", "GetUserPoolMfaConfig", UserPoolId=pool["Id"])
        if "SmsMfaConfiguration" in mfa and "phone_number" in user:
            return "SMS_MFA"
        return "EMAIL_OTP" if "EmailMfaConfiguration" in mfa and "email" in user else None

    def _challenge(
        self, call: SupplementCall, pool: Mapping[str, Any], user: Mapping[str, str], factor: str
    ) -> Mapping[str, Any]:
        code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS[factor]))
        session = secrets.token_urlsafe(48)
        self._challenges[session] = (factor, code, time.time())
        destination = user[_ATTRIBUTE[factor]]
        if factor == "SMS_MFA":
            template = pool.get("SmsMfaConfiguration", {})
            text = template.get("SmsAuthenticationMessage") or pool.get("SmsAuthenticationMessage")
            send_sms(call, pool, user, text or _TEXT, code)
            masked = f"+*******{destination[-4:]}"
        else:
            template = pool.get("EmailMfaConfiguration", {})
            subject = template.get("Subject") or _SUBJECT
            send_mail(call, pool, user, subject, template.get("Message") or _TEXT, code)
            masked = f"{destination[:1]}***@{destination.rpartition('@')[2][:1]}***"
        return {
            "ChallengeName": factor,
            "Session": session,
            "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS" if factor == "SMS_MFA" else "EMAIL",
                "CODE_DELIVERY_DESTINATION": masked,
                "USER_ID_FOR_SRP": user["username"],
            },
        }
