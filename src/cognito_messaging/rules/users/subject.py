"""The pool, the app client and the attributes of a call about a user."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..delivery import Directory

SIGN_UP = "cognito-idp.SignUp"
CREATE = "cognito-idp.AdminCreateUser"
ADMIN_UPDATE = "cognito-idp.AdminUpdateUserAttributes"
UPDATE = "cognito-idp.UpdateUserAttributes"
NEW_USERS = frozenset({SIGN_UP, CREATE})
UPDATES = frozenset({ADMIN_UPDATE, UPDATE})
CHALLENGES = frozenset(
    {"cognito-idp.RespondToAuthChallenge", "cognito-idp.AdminRespondToAuthChallenge"}
)
# How an answer to NEW_PASSWORD_REQUIRED names an attribute (API, RespondToAuthChallenge).
_ANSWERED = "userAttributes."


class UserRule(Rule):
    """A rule for a call about a user; calls about an unknown pool are not checked."""

    def __init__(self) -> None:
        self._directory = Directory()

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await self._directory.pool(call, context) if self.applies(call) else {}
        return await self.judge(call, context, pool) if pool else None

    def applies(self, call: ApiCall) -> bool:
        """Whether the parameters of a call make it necessary to look at the pool."""
        return True

    @abstractmethod
    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        """The error for a call that breaks the rule, else None."""


def attributes(call: ApiCall) -> Mapping[str, str]:
    """The attributes that a call gives a user; an empty value deletes one in an update."""
    given = call.parameters.get("UserAttributes", [])
    answered = call.parameters.get("ChallengeResponses", {})
    return {
        **{one["Name"]: one.get("Value", "") for one in given},
        **{
            name.removeprefix(_ANSWERED): value
            for name, value in answered.items()
            if name.startswith(_ANSWERED)
        },
    }


def schema(pool: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The attributes of a pool's schema, by the names that calls use."""
    return {one["Name"]: one for one in pool.get("SchemaAttributes", [])}
