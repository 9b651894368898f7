"""Users of a pool: sign-up, attributes, passwords and sign-in."""

from __future__ import annotations

from .setting import Pair, case, sms

PASSWORD = "Correct-horse-1"
PHONE = {"phone_number": "+12065550100"}
EMAIL = {"email": "ada@example.org"}


class Users:
    """The users of one pool."""

    def __init__(self, it, client=None, **settings):
        self.cognito = it.client("cognito-idp")
        self.pool = it.pool(**settings)
        made = self.cognito.create_user_pool_client(
            UserPoolId=self.pool, ClientName="c", **(client or {})
        )
        self.client = made["UserPoolClient"]["ClientId"]

    def signs_up(self, name="ada", /, *, password=PASSWORD, **attributes):
        return lambda: self.cognito.sign_up(
            ClientId=self.client,
            Username=name,
            Password=password,
            UserAttributes=listed(attributes),
        )

    def creates(self, name="ada", /, *, call=None, **attributes):
        given = {"MessageAction": "SUPPRESS", **(call or {})}
        return lambda: self.cognito.admin_create_user(
            UserPoolId=self.pool, Username=name, UserAttributes=listed(attributes), **given
        )

    def updates(self, **attributes):
        return lambda: self.cognito.admin_update_user_attributes(
            UserPoolId=self.pool, Username="ada", UserAttributes=listed(attributes)
        )

    def has_password(self, name="ada"):
        self.cognito.admin_set_user_password(
            UserPoolId=self.pool, Username=name, Password=PASSWORD, Permanent=True
        )

    def signs_in(self, flow="USER_PASSWORD_AUTH", **parameters):
        return lambda: self.cognito.initiate_auth(
            ClientId=self.client, AuthFlow=flow, AuthParameters=parameters
        )

    def forgets(self, name="ada"):
        return lambda: self.cognito.forgot_password(ClientId=self.client, Username=name)


def listed(attributes):
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


@case("users-phone-number")
def _(it):
    them = Users(it)
    return Pair(them.signs_up(phone_number="+1 206 555 0100"), them.signs_up(**PHONE))


@case("users-email")
def _(it):
    them = Users(it)
    return Pair(them.signs_up(email="ada.example.org"), them.signs_up(email="ada+b@example.org"))


@case("users-username-alias")
def _(it):
    them = Users(it, AliasAttributes=["email"])
    return Pair(them.signs_up("ada@example.org"), them.signs_up("+12065550100"))


@case("users-attribute-exists")
def _(it):
    them = Users(it, Schema=[{"Name": "team", "AttributeDataType": "String", "Mutable": True}])
    return Pair(them.creates(team="a"), them.creates(**{"custom:team": "a"}))


@case("users-attribute-required")
def _(it):
    required = [{"Name": "email", "AttributeDataType": "String", "Required": True}]
    them = Users(it, Schema=required)
    return Pair(them.signs_up(), them.signs_up(**EMAIL))


@case("users-attribute-deletion")
def _(it):
    required = {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}
    them = Users(it, Schema=[required])
    them.creates(**EMAIL, name="Ada")()
    return Pair(them.updates(email=""), them.updates(name=""))


@case("users-attribute-mutable")
def _(it):
    fixed = {"Name": "plan", "AttributeDataType": "String", "Mutable": False}
    them = Users(it, Schema=[fixed, {**fixed, "Name": "team", "Mutable": True}])
    them.creates()()
    return Pair(them.updates(**{"custom:plan": "b"}), them.updates(**{"custom:team": "b"}))


@case("users-attribute-value")
def _(it):
    age = {
        "Name": "age",
        "AttributeDataType": "Number",
        "Mutable": True,
        "NumberAttributeConstraints": {"MinValue": "18"},
    }
    them = Users(it, Schema=[age])
    return Pair(them.creates(**{"custom:age": "17"}), them.creates(**{"custom:age": "18"}))


@case("users-attribute-access")
def _(it):
    them = Users(it, client={"WriteAttributes": ["email"]})
    return Pair(them.signs_up(**EMAIL, name="Ada"), them.signs_up(**EMAIL))


@case("users-admin-only")
def _(it):
    closed = Users(it, AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    return Pair(closed.signs_up(), Users(it).signs_up())


@case("users-password")
def _(it):
    them = Users(it, Policies={"PasswordPolicy": {"MinimumLength": 6}})
    return Pair(them.signs_up(password="Aa1-5"), them.signs_up(password="Aa1-56"))


@case("users-alias-exists")
def _(it):
    them = Users(it, AliasAttributes=["email"])
    mine = {**EMAIL, "email_verified": "true"}
    them.creates("first", **mine)()
    return Pair(
        them.creates("second", **mine),
        them.creates("second", call={"ForceAliasCreation": True}, **mine),
    )


@case("users-invitation-state")
def _(it):
    them = Users(it)
    for name in ("ada", "bob"):
        them.creates(name)()
    them.has_password()
    again = {"call": {"MessageAction": "RESEND"}}
    return Pair(them.creates("ada", **again), them.creates("bob", **again))


@case("users-already-confirmed")
def _(it):
    them = Users(it, AutoVerifiedAttributes=["email"])
    for name in ("ada", "bob"):
        them.signs_up(name, email=f"{name}@example.org")()
    them.has_password()

    def resends(name):
        return lambda: them.cognito.resend_confirmation_code(ClientId=them.client, Username=name)

    return Pair(resends("ada"), resends("bob"))


@case("users-search-filter")
def _(it):
    them = Users(it)

    def finds(text):
        return lambda: them.cognito.list_users(UserPoolId=them.pool, Filter=text)

    return Pair(finds('custom:team = "a"'), finds('cognito:user_status = "CONFIRMED"'))


@case("users-confirmation-state")
def _(it):
    them = Users(it)
    for name in ("ada", "bob"):
        them.signs_up(name)()
    them.has_password()

    def confirms(name):
        return lambda: them.cognito.admin_confirm_sign_up(UserPoolId=them.pool, Username=name)

    return Pair(confirms("ada"), confirms("bob"))


@case("users-recovery-address")
def _(it):
    them = Users(it)
    them.creates("ada", **EMAIL)()
    them.creates("bob", email="bob@example.org", email_verified="True")()
    for name in ("ada", "bob"):
        them.has_password(name)
    return Pair(them.forgets("ada"), them.forgets("bob"))


@case("users-recovery-state")
def _(it):
    them = Users(it)
    for name in ("ada", "bob"):
        them.creates(name, email=f"{name}@example.org", email_verified="true")()
    them.has_password("bob")
    return Pair(them.forgets("ada"), them.forgets("bob"))


@case("users-auth-parameters")
def _(it):
    them = Users(it, client={"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]})
    them.creates()()
    them.has_password()
    return Pair(them.signs_in(USERNAME="ada"), them.signs_in(USERNAME="ada", PASSWORD=PASSWORD))


@case("users-auth-admin-flow")
def _(it):
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    them = Users(it, client={"ExplicitAuthFlows": flows})
    them.creates()()
    them.has_password()
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    return Pair(them.signs_in("ADMIN_USER_PASSWORD_AUTH", **given), them.signs_in(**given))


@case("users-auth-flow")
def _(it):
    closed, opened = Users(it), Users(it, client={"ExplicitAuthFlows": ["USER_PASSWORD_AUTH"]})
    for them in (closed, opened):
        them.creates()()
        them.has_password()
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    return Pair(closed.signs_in(**given), opened.signs_in(**given))


@case("users-mfa-number")
def _(it):
    them = Users(it, MfaConfiguration="OPTIONAL", **sms(it.role()))
    them.creates("ada")()
    them.creates("bob", **PHONE)()

    def prefers(name):
        return lambda: them.cognito.admin_set_user_mfa_preference(
            UserPoolId=them.pool, Username=name, SMSMfaSettings={"Enabled": True}
        )

    return Pair(prefers("ada"), prefers("bob"))


@case("users-attribute-provided")
def _(it):
    required = [{"Name": "email", "Required": True, "Mutable": True}]

    def completes(name, **answers):
        them = Users(it, {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}, Schema=required)
        them.creates(name, call={"TemporaryPassword": PASSWORD}, **EMAIL)()
        session = them.signs_in(USERNAME=name, PASSWORD=PASSWORD)()["Session"]
        return lambda: them.cognito.respond_to_auth_challenge(
            ClientId=them.client,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": "Other-horse-2", **answers},
        )

    given = {"userAttributes.email": "ada@example.net"}
    return Pair(completes("ada", **given), completes("bob"))


@case("users-mfa-passkey")
def _(it):
    def prefers(factor):
        them = Users(it)
        them.creates("ada")()
        them.cognito.set_user_pool_mfa_config(
            UserPoolId=them.pool,
            MfaConfiguration="OPTIONAL",
            SoftwareTokenMfaConfiguration={"Enabled": True},
            WebAuthnConfiguration={
                "RelyingPartyId": "auth.example.com",
                "FactorConfiguration": factor,
            },
        )
        return lambda: them.cognito.admin_set_user_mfa_preference(
            UserPoolId=them.pool, Username="ada", WebAuthnMfaSettings={"Enabled": True}
        )

    return Pair(prefers("SINGLE_FACTOR"), prefers("MULTI_FACTOR_WITH_USER_VERIFICATION"))
