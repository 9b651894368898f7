"""Answers to challenges: what each needs, and the new password of an invited user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .subject import CHALLENGES, UserRule, attributes, schema

_NEW_PASSWORD = "NEW_PASSWORD_REQUIRED"  # noqa: S105
# API, RespondToAuthChallenge, ChallengeResponses.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    _NEW_PASSWORD: ("USERNAME", "NEW_PASSWORD"),
    "SMS_MFA": ("USERNAME", "SMS_MFA_CODE"),
    "EMAIL_OTP": ("USERNAME", "EMAIL_OTP_CODE"),
    "SMS_OTP": ("USERNAME", "SMS_OTP_CODE"),
    "SOFTWARE_TOKEN_MFA": ("USERNAME", "SOFTWARE_TOKEN_MFA_CODE"),
    "MFA_SETUP": ("USERNAME",),
    "CUSTOM_CHALLENGE": ("USERNAME", "ANSWER"),
    "PASSWORD_VERIFIER": (
        "USERNAME",
        "PASSWORD_CLAIM_SIGNATURE",
        "PASSWORD_CLAIM_SECRET_BLOCK",
        "TIMESTAMP",
    ),
}
# The challenges that only their session connects with the sign-in.
_WITH_SESSION = frozenset({_NEW_PASSWORD, "SMS_MFA", "SOFTWARE_TOKEN_MFA", "MFA_SETUP"})


class ChallengeParameters(Rule):
    """Each challenge has answers that it needs."""

    id = "users-challenge-parameters"
    text = "An answer to a challenge needs its session, USERNAME and the codes of the challenge."
    source = "API, RespondToAuthChallenge; amazon-archives/amazon-cognito-identity-js#627"
    wording = "amazon-archives/amazon-cognito-identity-js#627"
    operations = CHALLENGES
    code = "InvalidParameterException"
    message = "Missing required parameter {name}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        challenge = call.parameters["ChallengeName"]
        if challenge in _WITH_SESSION and not call.parameters.get("Session"):
            return self.refusal(name="Session")
        given = call.parameters.get("ChallengeResponses", {})
        for name in _NEEDED.get(challenge, ()):
            if name not in given:
                return self.refusal(name=name)
        return None


class ChallengeAttributes(UserRule):
    """An invited user gives what the pool requires together with the new password."""

    id = "users-challenge-attributes"
    text = "NEW_PASSWORD_REQUIRED must be answered with the required attributes that are missing."
    source = "aws/aws-sdk-js#1290; API, RespondToAuthChallenge, ChallengeResponses"
    wording = "aws/aws-sdk-js#1290"
    operations = CHALLENGES
    code = "InvalidParameterException"
    message = "Invalid attributes given, {name} is missing"

    def applies(self, call: ApiCall) -> bool:
        return bool(call.parameters["ChallengeName"] == _NEW_PASSWORD)

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        name = call.parameters.get("ChallengeResponses", {}).get("USERNAME", "")
        user = await self._directory.user(context, pool, name)
        if not user:
            return None
        known = {**user, **attributes(call)}
        for attribute, settings in schema(pool).items():
            if settings.get("Required") and attribute != "sub" and not known.get(attribute):
                return self.refusal(name=attribute)
        return None
