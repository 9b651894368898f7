"""Challenges, tokens and second factors of users."""

from __future__ import annotations

from .setting import Pair, case
from .users import PASSWORD, Users

FLOWS = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}


def invited(it, **settings):
    """The users of a pool, and the session of an invited user who signs in."""
    them = Users(it, client=FLOWS, **settings)
    them.creates(call={"TemporaryPassword": PASSWORD})()
    session = them.signs_in(USERNAME="ada", PASSWORD=PASSWORD)()["Session"]

    def answers(**responses):
        return lambda: them.cognito.respond_to_auth_challenge(
            ClientId=them.client,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses=responses,
        )

    return answers


def signed_in(it, client=FLOWS):
    """The users of a pool, and the tokens of one who has signed in."""
    them = Users(it, client=client)
    them.creates()()
    them.has_password()
    made = them.signs_in(USERNAME="ada", PASSWORD=PASSWORD)()
    return them, made["AuthenticationResult"]


def revokes(them, token):
    return lambda: them.cognito.revoke_token(ClientId=them.client, Token=token)


@case("users-challenge-parameters")
def _(it):
    answers = invited(it)
    return Pair(answers(USERNAME="ada"), answers(USERNAME="ada", NEW_PASSWORD=PASSWORD))


@case("users-challenge-attributes")
def _(it):
    name = {"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}
    answers = invited(it, Schema=[name])
    given = {"USERNAME": "ada", "NEW_PASSWORD": PASSWORD}
    return Pair(answers(**given), answers(**given, **{"userAttributes.name": "Ada"}))


@case("users-revoked-token")
def _(it):
    them, tokens = signed_in(it)
    return Pair(revokes(them, tokens["AccessToken"]), revokes(them, tokens["RefreshToken"]))


@case("users-revocation")
def _(it):
    closed, kept = signed_in(it, {**FLOWS, "EnableTokenRevocation": False})
    opened, tokens = signed_in(it)
    return Pair(revokes(closed, kept["RefreshToken"]), revokes(opened, tokens["RefreshToken"]))


@case("users-mfa-app")
def _(it):
    them, _tokens = signed_in(it)
    them.cognito.set_user_pool_mfa_config(
        UserPoolId=them.pool,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )

    def prefers(enabled):
        return lambda: them.cognito.admin_set_user_mfa_preference(
            UserPoolId=them.pool, Username="ada", SoftwareTokenMfaSettings={"Enabled": enabled}
        )

    return Pair(prefers(True), prefers(False))


@case("users-auth-custom")
def _(it):
    without = Users(it, client={"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"]})
    without.creates()()
    without.has_password()
    srp = without.signs_in("USER_SRP_AUTH", USERNAME="ada", SRP_A="a1b2c3d4" * 32)
    return Pair(without.signs_in("CUSTOM_AUTH", USERNAME="ada"), srp)


@case("users-code-channel")
def _(it):
    def resends(them):
        them.signs_up("ada", email="ada@example.org")()
        return lambda: them.cognito.resend_confirmation_code(ClientId=them.client, Username="ada")

    return Pair(resends(Users(it)), resends(Users(it, AutoVerifiedAttributes=["email"])))
