"""Passwords: the policy of the pool, and how a forgotten one is reset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, RuleContext

from ..delivery import is_verified
from .subject import CHALLENGES, CREATE, SIGN_UP, UserRule

_SET_PASSWORD = "cognito-idp.AdminSetUserPassword"  # noqa: S105
_SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- "
_RECOVERY = {"verified_email": "email", "verified_phone_number": "phone_number"}


class Password(UserRule):
    """A password follows the pool's policy."""

    id = "users-password"
    text = "A password must follow the password policy of the pool."
    source = "API, InvalidPasswordException; DG, password requirements"
    operations = frozenset({SIGN_UP, CREATE, _SET_PASSWORD}) | CHALLENGES
    code = "InvalidPasswordException"
    message = "Password did not conform with policy: {problem}"

    def applies(self, call: ApiCall) -> bool:
        return bool(_password(call))

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        policy = pool.get("Policies", {}).get("PasswordPolicy", {})
        problem = _problem(policy, _password(call))
        return self.refusal(problem=problem) if problem else None


class Recoverable(UserRule):
    """A forgotten password is reset through a verified address or number."""

    id = "users-recovery-address"
    text = "ForgotPassword needs a user with a verified address or number to recover with."
    source = "aws-amplify/aws-sdk-android#142"
    wording = "aws-amplify/aws-sdk-android#142"
    operations = frozenset({"cognito-idp.ForgotPassword"})
    code = "InvalidParameterException"
    message = (
        "Cannot reset password for the user as there is no registered/verified email or "
        "phone_number"
    )

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        user = await self._directory.user(context, pool, call.parameters["Username"])
        if not user:
            return None
        found = pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
        names = [_RECOVERY[one["Name"]] for one in found if one["Name"] in _RECOVERY] or [
            *_RECOVERY.values()
        ]
        return None if any(is_verified(user, name) for name in names) else self.refusal()


class RecoveryState(UserRule):
    """Who has never set a password cannot have forgotten it.

    A client that hides whether users exist answers as usual (aws-amplify/amplify-js#6543).
    """

    id = "users-recovery-state"
    text = "ForgotPassword is refused while a user has the temporary password of an invitation."
    source = "aws-amplify/amplify-flutter#3048"
    wording = "aws-amplify/amplify-flutter#3048"
    operations = frozenset({"cognito-idp.ForgotPassword", "cognito-idp.AdminResetUserPassword"})
    code = "NotAuthorizedException"
    message = "User password cannot be reset in the current state."

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        user = await self._directory.profile(context, pool, call.parameters["Username"])
        if user.get("UserStatus") != "FORCE_CHANGE_PASSWORD":
            return None
        if "ClientId" in call.parameters:
            client = await self._directory.client(call, context, pool)
            if client.get("PreventUserExistenceErrors") == "ENABLED":
                return None
        return self.refusal()


def _password(call: ApiCall) -> str:
    given = call.parameters
    answered = given.get("ChallengeResponses", {}).get("NEW_PASSWORD")
    return str(answered or given.get("TemporaryPassword") or given.get("Password") or "")


def _problem(policy: Mapping[str, Any], password: str) -> str | None:
    """The first thing that a policy does not allow."""
    if len(password) < policy.get("MinimumLength", 8):
        return "Password not long enough"
    kinds = {
        "RequireUppercase": ("uppercase", str.isupper),
        "RequireLowercase": ("lowercase", str.islower),
        "RequireNumbers": ("numeric", str.isdigit),
        "RequireSymbols": ("symbol", _SYMBOLS.__contains__),
    }
    for name, (kind, is_kind) in kinds.items():
        if policy.get(name, True) and not any(map(is_kind, password)):
            return f"Password must have {kind} characters"
    return None
