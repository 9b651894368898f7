"""App clients."""

from __future__ import annotations

from .setting import REGION, Pair, case, first_factors

OAUTH = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": ["https://app.example.com/"],
}
MACHINE = {
    "GenerateSecret": True,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["api/read"],
}


def creates(it, pool, **settings):
    create = it.client("cognito-idp").create_user_pool_client
    return lambda: create(UserPoolId=pool, ClientName="c", **settings)


def pair(it, refused, allowed, **pool):
    made = it.pool(**pool)
    return Pair(creates(it, made, **refused), creates(it, made, **allowed))


def with_scopes(it):
    pool = it.pool()
    it.client("cognito-idp").create_resource_server(
        UserPoolId=pool,
        Identifier="api",
        Name="api",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read"}],
    )
    return pool


@case("client-token-validity")
def _(it):
    minutes = {"TokenValidityUnits": {"AccessToken": "minutes"}}
    return pair(it, {"AccessTokenValidity": 4, **minutes}, {"AccessTokenValidity": 5, **minutes})


@case("client-token-order")
def _(it):
    units = {"TokenValidityUnits": {"RefreshToken": "hours"}}
    refresh = {"RefreshTokenValidity": 2, **units}
    return pair(it, {"IdTokenValidity": 3, **refresh}, {"IdTokenValidity": 2, **refresh})


@case("client-flow-names")
def _(it):
    legacy = ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]
    return pair(
        it,
        {"ExplicitAuthFlows": [*legacy, "ALLOW_USER_SRP_AUTH"]},
        {"ExplicitAuthFlows": legacy},
    )


@case("client-choice-needs-tier")
def _(it):
    flows = {"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
    lite, essentials = it.pool(UserPoolTier="LITE"), it.pool(**first_factors("PASSWORD"))
    return Pair(creates(it, lite, **flows), creates(it, essentials, **flows))


@case("client-refresh-rotation")
def _(it):
    flows = {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
    return pair(
        it,
        {**flows, "RefreshTokenRotation": {"Feature": "ENABLED"}},
        {**flows, "RefreshTokenRotation": {"Feature": "DISABLED"}},
    )


@case("client-oauth-needs-flows-and-scopes")
def _(it):
    return pair(it, {**OAUTH, "AllowedOAuthScopes": []}, OAUTH)


@case("client-oauth-needs-callback")
def _(it):
    return pair(it, {**OAUTH, "CallbackURLs": []}, OAUTH)


@case("client-credentials-alone")
def _(it):
    pool = with_scopes(it)
    both = {
        "AllowedOAuthFlows": ["client_credentials", "code"],
        "CallbackURLs": OAUTH["CallbackURLs"],
    }
    return Pair(creates(it, pool, **MACHINE | both), creates(it, pool, **MACHINE))


@case("client-credentials-need-secret")
def _(it):
    pool = with_scopes(it)
    return Pair(
        creates(it, pool, **MACHINE | {"GenerateSecret": False}), creates(it, pool, **MACHINE)
    )


@case("client-credentials-scopes")
def _(it):
    pool = with_scopes(it)
    return Pair(
        creates(it, pool, **MACHINE | {"AllowedOAuthScopes": ["openid"]}),
        creates(it, pool, **MACHINE),
    )


@case("client-scopes")
def _(it):
    pool = with_scopes(it)
    return Pair(
        creates(it, pool, **MACHINE | {"AllowedOAuthScopes": ["api/write"]}),
        creates(it, pool, **MACHINE),
    )


@case("client-url-https")
def _(it):
    return pair(
        it,
        {"CallbackURLs": ["http://localhost.com/"]},
        {"CallbackURLs": ["http://localhost:3000/"]},
    )


@case("client-url-fragment")
def _(it):
    return pair(
        it, {"CallbackURLs": ["https://a.example/#b"]}, {"CallbackURLs": ["https://a.example/?b"]}
    )


@case("client-url-absolute")
def _(it):
    return pair(it, {"CallbackURLs": ["/callback"]}, {"CallbackURLs": ["myapp://callback"]})


@case("client-default-redirect")
def _(it):
    urls = {"CallbackURLs": ["https://a.example/", "https://b.example/"]}
    return pair(
        it,
        {**urls, "DefaultRedirectURI": "https://a.example"},
        {**urls, "DefaultRedirectURI": "https://b.example/"},
    )


PLAN = {"Name": "plan", "AttributeDataType": "String"}


@case("client-read-attributes")
def _(it):
    return pair(
        it,
        {"ReadAttributes": ["email", "plan"]},
        {"ReadAttributes": ["email", "custom:plan"]},
        Schema=[PLAN],
    )


@case("client-write-attributes")
def _(it):
    email = {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}
    return pair(
        it,
        {"WriteAttributes": ["custom:plan"]},
        {"WriteAttributes": ["custom:plan", "email"]},
        Schema=[PLAN, email],
    )


@case("client-providers")
def _(it):
    return pair(
        it,
        {"SupportedIdentityProviders": ["COGNITO", "Google"]},
        {"SupportedIdentityProviders": ["COGNITO"]},
    )


@case("client-one-secret")
def _(it):
    secret = {"ClientSecret": "a" * 24}
    return pair(it, {**secret, "GenerateSecret": True}, {**secret, "GenerateSecret": False})


@case("client-context-needs-secret")
def _(it):
    context = {"EnablePropagateAdditionalUserContextData": True}
    return pair(it, context, {**context, "GenerateSecret": True})


@case("client-analytics")
def _(it):
    by_id = {
        "ApplicationId": "0123456789abcdef0123456789abcdef",
        "RoleArn": f"arn:aws:iam::{it.number}:role/analytics",
    }
    return pair(
        it,
        {"AnalyticsConfiguration": by_id},
        {"AnalyticsConfiguration": {**by_id, "ExternalId": "x", "UserDataShared": True}},
    )


@case("client-analytics-region")
def _(it):
    def application(region):
        arn = f"arn:aws:mobiletargeting:{region}:{it.number}:apps/0123456789abcdef"
        return {"AnalyticsConfiguration": {"ApplicationArn": arn}}

    return pair(it, application("ap-south-1"), application(REGION))


def with_secret(it, *, secret=True):
    """The parameters that name a client."""
    pool = it.pool()
    made = creates(it, pool, GenerateSecret=secret)()["UserPoolClient"]
    return {"UserPoolId": pool, "ClientId": made["ClientId"]}


def adds_secret(it, client):
    return lambda: it.client("cognito-idp").add_user_pool_client_secret(**client)


@case("client-secret-count")
def _(it):
    full, other = with_secret(it), with_secret(it)
    adds_secret(it, full)()
    return Pair(adds_secret(it, full), adds_secret(it, other))


@case("client-secret-confidential")
def _(it):
    return Pair(adds_secret(it, with_secret(it, secret=False)), adds_secret(it, with_secret(it)))


@case("client-secret-last")
def _(it):
    def deletes_first(client):
        cognito = it.client("cognito-idp")
        first = cognito.list_user_pool_client_secrets(**client)["ClientSecrets"][0]
        number = first["ClientSecretId"]
        return lambda: cognito.delete_user_pool_client_secret(**client, ClientSecretId=number)

    last, rotating = with_secret(it), with_secret(it)
    adds_secret(it, rotating)()
    return Pair(deletes_first(last), deletes_first(rotating))
