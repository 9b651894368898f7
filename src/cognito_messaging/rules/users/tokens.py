"""Tokens and authenticator apps of signed-in users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, RuleContext

from ..delivery import claims
from .subject import UserRule

_REVOKE = frozenset({"cognito-idp.RevokeToken"})
_VERIFY = "cognito-idp.VerifySoftwareToken"
_PREFERENCES = frozenset(
    {"cognito-idp.AdminSetUserMFAPreference", "cognito-idp.SetUserMFAPreference"}
)


class RevokedToken(UserRule):
    """Refresh tokens can be revoked, other tokens cannot."""

    id = "users-revoked-token"
    text = "RevokeToken takes refresh tokens only."
    source = "API, RevokeToken, UnsupportedTokenTypeException"
    operations = _REVOKE
    code = "UnsupportedTokenTypeException"
    message = "Only refresh tokens can be revoked."

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        use = claims(call.parameters["Token"]).get("token_use")
        return self.refusal() if use in ("access", "id") else None


class Revocation(UserRule):
    """Clients can be without revocation."""

    id = "users-revocation"
    text = "RevokeToken needs a client with EnableTokenRevocation."
    source = "API, RevokeToken, UnsupportedOperationException; API, EnableTokenRevocation"
    operations = _REVOKE
    code = "UnsupportedOperationException"
    message = "Token revocation is not enabled for the client."

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        client = await self._directory.client(call, context, pool)
        return self.refusal() if client.get("EnableTokenRevocation") is False else None


class AppFactor(UserRule):
    """An authenticator app is verified before it is a second factor.

    Whoever tried to verify an app is not refused, because the answer is not known here.
    """

    id = "users-mfa-app"
    text = "An authenticator app as a second factor must be verified with VerifySoftwareToken."
    source = "aws-amplify/amplify-js#7016; aws/aws-sdk-js-v3#4645"
    wording = "aws-amplify/amplify-js#7016"
    operations = _PREFERENCES | {_VERIFY}
    code = "InvalidParameterException"
    message = "User has not verified software token mfa"

    def __init__(self) -> None:
        super().__init__()
        self._tried: set[tuple[str, str]] = set()

    def applies(self, call: ApiCall) -> bool:
        settings = call.parameters.get("SoftwareTokenMfaSettings", {})
        return call.name == _VERIFY or bool(settings.get("Enabled"))

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if call.name == _VERIFY and "AccessToken" not in call.parameters:
            # A session does not show its user.
            self._tried.add((call.account, ""))
            return None
        return await super().check(call, context)

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        token = call.parameters.get("AccessToken")
        if token is None:
            user = await self._directory.profile(context, pool, call.parameters["Username"])
        else:
            try:
                user = await context.ask("cognito-idp", "GetUser", AccessToken=token)
            except AwsError:
                return None
        if not user:
            return None
        key = (call.account, f"{pool['Id']}/{user['Username']}")
        if call.name == _VERIFY:
            self._tried.add(key)
            return None
        is_known = {key, (call.account, "")} & self._tried
        is_known |= {key} if user.get("UserMFASettingList") else set()
        return None if is_known else self.refusal()
