"""Signing in: the flows of app clients, their parameters, and the second factors of users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .subject import UserRule

_SIGN_IN = frozenset({"cognito-idp.InitiateAuth", "cognito-idp.AdminInitiateAuth"})
_ADMIN = frozenset({"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
# API, CreateUserPoolClient, ExplicitAuthFlows.
_DEFAULT_FLOWS = frozenset({"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"})
# What enables a flow. Without any name that begins with ALLOW_, the flows of the second line are
# enabled anyhow.
_ENABLED_BY: Mapping[str, frozenset[str]] = {
    "USER_PASSWORD_AUTH": frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}),
    **dict.fromkeys(_ADMIN, frozenset({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})),
    "USER_SRP_AUTH": frozenset({"ALLOW_USER_SRP_AUTH"}),
    "CUSTOM_AUTH": frozenset({"ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"}),
    "USER_AUTH": frozenset({"ALLOW_USER_AUTH"}),
}
_ALWAYS_FOR_OLD_NAMES = frozenset({"USER_SRP_AUTH", "CUSTOM_AUTH", "USER_AUTH"})
_CUSTOM = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "USER_PASSWORD_AUTH": ("USERNAME", "PASSWORD"),
    **dict.fromkeys(_ADMIN, ("USERNAME", "PASSWORD")),
    "USER_SRP_AUTH": ("USERNAME", "SRP_A"),
    "CUSTOM_AUTH": ("USERNAME",),
    "USER_AUTH": ("USERNAME",),
    "REFRESH_TOKEN_AUTH": ("REFRESH_TOKEN",),
    "REFRESH_TOKEN": ("REFRESH_TOKEN",),
}


class AuthParameters(Rule):
    """Each flow has parameters that it needs."""

    id = "users-auth-parameters"
    text = "AuthParameters must have what the flow needs: USERNAME, PASSWORD, SRP_A, REFRESH_TOKEN."
    source = "API, InitiateAuth, AuthParameters; aws-sdk-cpp#452"
    wording = "aws-sdk-cpp#452"
    operations = _SIGN_IN
    code = "InvalidParameterException"
    message = "Missing required parameter {name}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("AuthParameters", {})
        for name in _NEEDED.get(call.parameters["AuthFlow"], ()):
            if name not in given:
                return self.refusal(name=name)
        return None


class AdminFlow(Rule):
    """Administrators' flows are not for everybody."""

    id = "users-auth-admin-flow"
    text = "InitiateAuth does not take the flows of AdminInitiateAuth."
    source = "soto-project/soto-cognito-authentication-kit#10"
    wording = "soto-project/soto-cognito-authentication-kit#10"
    operations = frozenset({"cognito-idp.InitiateAuth"})
    code = "InvalidParameterException"
    message = "Initiate Auth method not supported."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return self.refusal() if call.parameters["AuthFlow"] in _ADMIN else None


class AuthFlow(UserRule):
    """An app client takes only the flows that it enables."""

    id = "users-auth-flow"
    text = "The flow must be enabled in the app client; a password is not sent by default."
    source = (
        "API, CreateUserPoolClient, ExplicitAuthFlows; aws-samples/aws-serverless-workshops#277"
    )
    wording = "aws-samples/aws-serverless-workshops#277"
    operations = _SIGN_IN
    code = "InvalidParameterException"
    message = "{flow} is not enabled for the client."

    def applies(self, call: ApiCall) -> bool:
        return call.parameters["AuthFlow"] in _ENABLED_BY

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        flow = call.parameters["AuthFlow"]
        client = await self._directory.client(call, context, pool)
        enabled = set(client.get("ExplicitAuthFlows") or _DEFAULT_FLOWS)
        is_old = not any(name.startswith("ALLOW_") for name in enabled)
        if not client or enabled & _ENABLED_BY[flow]:
            return None
        return None if is_old and flow in _ALWAYS_FOR_OLD_NAMES else self.refusal(flow=flow)


class CustomFlow(UserRule):
    """A custom flow is what functions of the pool define."""

    id = "users-auth-custom"
    text = "CUSTOM_AUTH needs a pool with the triggers of a custom challenge."
    source = "aws-amplify/amplify-js#5623, #6327"
    wording = "aws-amplify/amplify-js#5623"
    operations = _SIGN_IN
    code = "InvalidParameterException"
    message = "Custom auth lambda trigger is not configured for the user pool."

    def applies(self, call: ApiCall) -> bool:
        return bool(call.parameters["AuthFlow"] == "CUSTOM_AUTH")

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        triggers = pool.get("LambdaConfig", {})
        return None if any(triggers.get(name) for name in _CUSTOM) else self.refusal()


class SmsFactorNumber(UserRule):
    """Codes by SMS need a phone number."""

    id = "users-mfa-number"
    text = "SMS as a second factor needs a user with a phone number."
    source = "aws-amplify/amplify-js#618"
    wording = "aws-amplify/amplify-js#618"
    operations = frozenset(
        {"cognito-idp.AdminSetUserMFAPreference", "cognito-idp.SetUserMFAPreference"}
    )
    code = "InvalidParameterException"
    message = "User does not have a phone_number set to turn on SMS MFA"

    def applies(self, call: ApiCall) -> bool:
        return bool(call.parameters.get("SMSMfaSettings", {}).get("Enabled"))

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
        names = {one["Name"] for one in user.get("UserAttributes", []) if one.get("Value")}
        return self.refusal() if user and "phone_number" not in names else None


class PasskeyAsFactor(UserRule):
    """Passkeys count as two factors only in a pool that says so."""

    id = "users-mfa-passkey"
    text = (
        "Passkeys as MFA of a user need FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION "
        "in the pool."
    )
    source = "API, SetUserMFAPreference, WebAuthnMfaSettings"
    operations = frozenset(
        {"cognito-idp.AdminSetUserMFAPreference", "cognito-idp.SetUserMFAPreference"}
    )
    code = "InvalidParameterException"
    message = "Passkeys are not configured as a multi-factor authentication of the user pool."

    def applies(self, call: ApiCall) -> bool:
        return bool(call.parameters.get("WebAuthnMfaSettings", {}).get("Enabled"))

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        mfa = await context.ask("cognito-idp", "GetUserPoolMfaConfig", UserPoolId=pool["Id"])
        configured = mfa.get("WebAuthnConfiguration", {}).get("FactorConfiguration")
        return None if configured == "MULTI_FACTOR_WITH_USER_VERIFICATION" else self.refusal()
