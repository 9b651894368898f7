"""How long the tokens of a client are valid."""

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.app_clients import DEFAULT_UNITS, UNIT_SECONDS, VALIDITY_RANGES
from .common import WRITES


def validity_seconds(parameters: Mapping[str, Any], token: str) -> int | None:
    """The validity of a token in a call, in seconds; None if the call leaves it to AWS.

    A refresh token's validity of 0 is the default, 30 days (API, RefreshTokenValidity).
    """
    value = parameters.get(f"{token}Validity")
    if not value:
        return None
    unit = (parameters.get("TokenValidityUnits") or {}).get(token, DEFAULT_UNITS[token])
    return int(value) * UNIT_SECONDS[unit]


class TokenValidity(Rule):
    """Each token has its range, in the unit of the token."""

    id = "client-token-validity"
    text = (
        "Access and ID tokens must be valid for 5 minutes to 1 day, refresh tokens for 60 minutes "
        "to 10 years; the default units are hours, hours and days."
    )
    source = "API, TokenValidityUnitsType; badmintoncryer/cdk-preflight, pf-cognito-token-validity"
    wording = "awsdocs/aws-cloudformation-user-guide#828"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Invalid range for token validity."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for token, (low, high) in VALIDITY_RANGES.items():
            seconds = validity_seconds(call.parameters, token)
            if seconds is not None and not low <= seconds <= high:
                return self.refusal()
        return None


class TokenOrder(Rule):
    """Access and ID tokens must not outlive the refresh token."""

    id = "client-token-order"
    text = "Access and ID tokens must not be valid for longer than the refresh token."
    source = "badmintoncryer/cdk-preflight, pf-cognito-token-expiration-order"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-token-expiration-order"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "Access and Id Token expiration times must be less than or equal to refresh token "
        "expiration times."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        refresh = validity_seconds(call.parameters, "RefreshToken")
        others = (validity_seconds(call.parameters, one) for one in ("AccessToken", "IdToken"))
        # The defaults, an hour and 30 days, are within every range of the other tokens.
        if refresh is not None and any(one is not None and one > refresh for one in others):
            return self.refusal()
        return None
