"""Creating and confirming the account of a user."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..delivery import is_verified
from .subject import CREATE, SIGN_UP, UserRule, attributes

_CONFIRM = "cognito-idp.ConfirmSignUp"
# API, ListUsers, Filter: `AttributeName Filter-Type "AttributeValue"`; quotation marks within the
# value are escaped with a backslash.
_FILTER = re.compile(
    r"\s*(?:\"(?P<quoted>[^\"]+)\"|(?P<plain>[\w:]+))\s*\^?=\s*\"(?:[^\"\\]|\\.)*\"\s*"
)
_SEARCHABLE = frozenset(
    {
        "username", "email", "phone_number", "name", "given_name", "family_name",
        "preferred_username", "cognito:user_status", "status", "sub",
    }
)  # fmt: skip
_ALIASES = ("email", "phone_number")


class AdminOnly(UserRule):
    """Some pools let only administrators create users."""

    id = "users-admin-only"
    text = "SignUp is refused if only administrators can create users."
    source = "pmill/aws-cognito#37"
    wording = "pmill/aws-cognito#37"
    operations = frozenset({SIGN_UP})
    code = "NotAuthorizedException"
    message = "SignUp is not permitted for this user pool"

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        only = pool.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly")
        return self.refusal() if only else None


class AliasExists(UserRule):
    """A verified address or number is the alias of one user."""

    id = "users-alias-exists"
    text = "A verified alias must not belong to another user, unless ForceAliasCreation is set."
    source = "API, AdminCreateUser and ConfirmSignUp, ForceAliasCreation"
    operations = frozenset({CREATE, _CONFIRM})
    code = "AliasExistsException"
    message = "An account with the {name} already exists."

    def applies(self, call: ApiCall) -> bool:
        return not call.parameters.get("ForceAliasCreation")

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        aliases = [name for name in _ALIASES if name in pool.get("AliasAttributes", [])]
        if not aliases:
            return None
        username = call.parameters["Username"]
        claimed = attributes(call)
        if call.name == _CONFIRM:
            user = await self._directory.user(context, pool, username)
            if not user:
                return None
            username = user["username"]
            verified = pool.get("AutoVerifiedAttributes", [])
            claimed = {**user, **{f"{name}_verified": "true" for name in verified}}
        for name in aliases:
            if not is_verified(claimed, name):
                continue
            owner = await self._directory.user(context, pool, claimed[name])
            if owner and owner["username"] != username:
                return self.refusal(name=name)
        return None


class InvitationState(UserRule):
    """An invitation is sent again only before it is accepted."""

    id = "users-invitation-state"
    text = "MessageAction RESEND needs a user who has not yet set a password."
    source = "API, AdminCreateUser, UnsupportedUserStateException"
    operations = frozenset({CREATE})
    code = "UnsupportedUserStateException"
    message = "Resend not possible. status is not FORCE_CHANGE_PASSWORD"

    def applies(self, call: ApiCall) -> bool:
        return call.parameters.get("MessageAction") == "RESEND"

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        user = await self._directory.profile(context, pool, call.parameters["Username"])
        wrong = user and user["UserStatus"] != "FORCE_CHANGE_PASSWORD"
        return self.refusal() if wrong else None


class AlreadyConfirmed(UserRule):
    """A confirmed user gets no code to confirm.

    A client that hides whether users exist answers as usual (aws-amplify/amplify-js#14762).
    """

    id = "users-already-confirmed"
    text = "ResendConfirmationCode needs a user who is not confirmed."
    source = "aws-amplify/amplify-ui#219"
    wording = "aws-amplify/amplify-ui#219"
    operations = frozenset({"cognito-idp.ResendConfirmationCode"})
    code = "InvalidParameterException"
    message = "User is already confirmed."

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        user = await self._directory.profile(context, pool, call.parameters["Username"])
        if user.get("UserStatus") != "CONFIRMED":
            return None
        client = await self._directory.client(call, context, pool)
        return None if client.get("PreventUserExistenceErrors") == "ENABLED" else self.refusal()


class SearchFilter(Rule):
    """Users are searched by some of their standard attributes."""

    id = "users-search-filter"
    text = "The filter of ListUsers must compare one searchable attribute with a quoted value."
    source = "API, ListUsers, Filter"
    operations = frozenset({"cognito-idp.ListUsers"})
    code = "InvalidParameterException"
    message = "{problem}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        text = call.parameters.get("Filter")
        if not text:
            return None
        parts = _FILTER.fullmatch(text)
        if parts is None:
            return self.refusal(problem="Error while parsing filter.")
        name = parts["quoted"] or parts["plain"]
        known = name in _SEARCHABLE
        return None if known else self.refusal(problem=f"Invalid search attribute: {name}")


class AdminConfirmation(UserRule):
    """An administrator confirms only users who have signed up."""

    id = "users-confirmation-state"
    text = "AdminConfirmSignUp needs a user who is not confirmed."
    source = "furaiev/amazon-cognito-identity-dart-2#80"
    wording = "furaiev/amazon-cognito-identity-dart-2#80"
    operations = frozenset({"cognito-idp.AdminConfirmSignUp"})
    code = "NotAuthorizedException"
    message = "User cannot be confirmed. Current status is {status}"

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        user = await self._directory.profile(context, pool, call.parameters["Username"])
        status = user.get("UserStatus", "UNCONFIRMED")
        return None if status == "UNCONFIRMED" else self.refusal(status=status)


class ResentCode(UserRule):
    """A pool that verifies nothing sends no codes."""

    id = "users-code-channel"
    text = "ResendConfirmationCode needs a pool that verifies addresses or numbers."
    source = "aws-amplify/amplify-cli#3646"
    wording = "aws-amplify/amplify-cli#3646"
    operations = frozenset({"cognito-idp.ResendConfirmationCode"})
    code = "InvalidParameterException"
    message = "Cannot resend codes. Auto verification not turned on."

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        user = await self._directory.profile(context, pool, call.parameters["Username"])
        is_waiting = user.get("UserStatus") == "UNCONFIRMED"
        return self.refusal() if is_waiting and not pool.get("AutoVerifiedAttributes") else None
