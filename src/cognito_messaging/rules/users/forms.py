"""The forms of addresses, numbers and usernames."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.phone_numbers import is_user_phone_number
from .subject import CHALLENGES, NEW_USERS, UPDATES, UserRule, attributes

# What nobody can take for an address; what Cognito takes beyond that is not documented.
_EMAIL = re.compile(r"(?:[^@\s\"]+|\"[^\"]+\"[^@\s]*)@[^@\s]+")


class PhoneNumber(Rule):
    """A phone number has a plus sign, a country code, and digits only."""

    id = "users-phone-number"
    text = "phone_number must be a plus sign and digits, with the country code."
    source = "DG, user pool attributes; aws-amplify-auth-starters#5"
    wording = "aws-amplify-auth-starters#5"
    operations = NEW_USERS | UPDATES | CHALLENGES
    code = "InvalidParameterException"
    message = "Invalid phone number format."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        number = attributes(call).get("phone_number")
        return None if not number or is_user_phone_number(number) else self.refusal()


class Email(Rule):
    """An email address has a name and a domain."""

    id = "users-email"
    text = "email must be an address."
    source = "API, InvalidParameterException"
    operations = NEW_USERS | UPDATES | CHALLENGES
    code = "InvalidParameterException"
    message = "Invalid email address format."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        address = attributes(call).get("email")
        return None if not address or _EMAIL.fullmatch(address) else self.refusal()


class UsernameAlias(UserRule):
    """A username cannot look like an alias."""

    id = "users-username-alias"
    text = "If an address or number is an alias, a username must not have its form."
    source = "aws-amplify/amplify-ui#300"
    wording = "aws-amplify/amplify-ui#300"
    operations = NEW_USERS
    code = "InvalidParameterException"
    message = "Username cannot be of {kind} format, since user pool is configured for {kind} alias"

    def applies(self, call: ApiCall) -> bool:
        return _kind(call.parameters["Username"]) is not None

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        kind = _kind(call.parameters["Username"])
        if kind not in pool.get("AliasAttributes", []):
            return None
        return self.refusal(kind=str(kind).replace("_", " "))


def _kind(username: str) -> str | None:
    """The alias that a username looks like."""
    if is_user_phone_number(username):
        return "phone_number"
    return "email" if _EMAIL.fullmatch(username) else None
