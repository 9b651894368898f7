"""Identity pools."""

from __future__ import annotations

from .setting import REGION, Pair, case

USER_POOL = f"cognito-idp.{REGION}.amazonaws.com/{REGION}_Abc123456"
CLIENT = "1example23456789"
PROVIDER = {"ProviderName": USER_POOL, "ClientId": CLIENT}


def creates(it, **settings):
    create = it.client("cognito-identity").create_identity_pool
    return lambda: create(IdentityPoolName="p", AllowUnauthenticatedIdentities=False, **settings)


def sets_roles(it, pool, mapping, provider=f"{USER_POOL}:{CLIENT}"):
    put = it.client("cognito-identity").set_identity_pool_roles
    return lambda: put(IdentityPoolId=pool, Roles={}, RoleMappings={provider: mapping})


def rules(count=1):
    rule = {
        "Claim": "isAdmin",
        "MatchType": "Equals",
        "Value": "paid",
        "RoleARN": "arn:aws:iam::123456789012:role/admin",
    }
    return {
        "Type": "Rules",
        "AmbiguousRoleResolution": "Deny",
        "RulesConfiguration": {"Rules": [rule] * count},
    }


TOKEN = {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}


def pool_of(it):
    return creates(it, CognitoIdentityProviders=[PROVIDER])()["IdentityPoolId"]


@case("identity-pool-user-pool")
def _(it):
    named = PROVIDER | {"ProviderName": f"https://{USER_POOL}"}
    return Pair(
        creates(it, CognitoIdentityProviders=[named]),
        creates(it, CognitoIdentityProviders=[PROVIDER]),
    )


@case("identity-pool-saml")
def _(it):
    def saml(account):
        return creates(it, SamlProviderARNs=[f"arn:aws:iam::{account}:saml-provider/corporate"])

    return Pair(saml("999999999999"), saml(it.number))


@case("identity-pool-role-account")
def _(it):
    pool = pool_of(it)
    put = it.client("cognito-identity").set_identity_pool_roles

    def roles(account):
        arn = f"arn:aws:iam::{account}:role/users"
        return lambda: put(IdentityPoolId=pool, Roles={"authenticated": arn})

    return Pair(roles("999999999999"), roles(it.number))


@case("identity-pool-mapping-provider")
def _(it):
    pool = pool_of(it)
    return Pair(sets_roles(it, pool, TOKEN, provider=USER_POOL), sets_roles(it, pool, TOKEN))


@case("identity-pool-mapping-resolution")
def _(it):
    pool = pool_of(it)
    return Pair(sets_roles(it, pool, {"Type": "Token"}), sets_roles(it, pool, TOKEN))


@case("identity-pool-mapping-rules")
def _(it):
    pool = pool_of(it)
    return Pair(sets_roles(it, pool, TOKEN | {"Type": "Rules"}), sets_roles(it, pool, rules()))


@case("identity-pool-mapping-rule-count")
def _(it):
    pool = pool_of(it)
    return Pair(sets_roles(it, pool, rules(26)), sets_roles(it, pool, rules(25)))
