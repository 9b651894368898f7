"""Domains of a user pool, and the look of their pages."""

from __future__ import annotations

from .setting import Pair, case

LOGO = b"\x89PNG\r\n\x1a\n"


def prefix(it, word="auth"):
    return f"{word}-{it.number}"


def custom(it, region="us-east-1"):
    arn = f"arn:aws:acm:{region}:{it.number}:certificate/11111111-2222-3333-4444-555555555555"
    return {"CustomDomainConfig": {"CertificateArn": arn}}


def creates(it, pool, domain, **settings):
    create = it.client("cognito-idp").create_user_pool_domain
    return lambda: create(UserPoolId=pool, Domain=domain, **settings)


def host(it, name="auth"):
    return f"{name}.a{it.number}.example"


def with_domain(it):
    pool = it.pool()
    creates(it, pool, prefix(it))()
    return pool


@case("pool-domain-prefix")
def _(it):
    pool = it.pool()
    return Pair(creates(it, pool, prefix(it, "my-aws")), creates(it, pool, prefix(it, "my-awsome")))


@case("domain-prefix-form")
def _(it):
    pool = it.pool()
    return Pair(creates(it, pool, prefix(it, "MyPrefix")), creates(it, pool, prefix(it)))


@case("domain-custom-name")
def _(it):
    pool = it.pool()
    return Pair(
        creates(it, pool, f"a{it.number}.example", **custom(it)),
        creates(it, pool, host(it), **custom(it)),
    )


@case("domain-taken")
def _(it):
    with_domain(it)
    second = it.pool()
    return Pair(creates(it, second, prefix(it)), creates(it, second, prefix(it, "other")))


@case("domain-one-of-each")
def _(it):
    pool = with_domain(it)
    return Pair(creates(it, pool, prefix(it, "second")), creates(it, pool, host(it), **custom(it)))


@case("domain-exists")
def _(it):
    pool = with_domain(it)
    delete = it.client("cognito-idp").delete_user_pool_domain
    return Pair(
        lambda: delete(UserPoolId=pool, Domain=prefix(it, "other")),
        lambda: delete(UserPoolId=pool, Domain=prefix(it)),
    )


@case("domain-first")
def _(it):
    pool, bare = with_domain(it), it.pool()
    delete = it.client("cognito-idp").delete_user_pool
    return Pair(lambda: delete(UserPoolId=pool), lambda: delete(UserPoolId=bare))


@case("domain-certificate")
def _(it):
    pool = it.pool()
    return Pair(
        creates(it, pool, host(it), **custom(it, "eu-central-1")),
        creates(it, pool, host(it), **custom(it)),
    )


@case("domain-login-version")
def _(it):
    pool = it.pool()
    return Pair(
        creates(it, pool, prefix(it), ManagedLoginVersion=3),
        creates(it, pool, prefix(it), ManagedLoginVersion=2),
    )


@case("domain-login-needs-tier")
def _(it):
    pool = it.pool(UserPoolTier="LITE")
    return Pair(
        creates(it, pool, prefix(it), ManagedLoginVersion=2),
        creates(it, pool, prefix(it), ManagedLoginVersion=1),
    )


def looks(it, pool, **settings):
    put = it.client("cognito-idp").set_ui_customization
    return lambda: put(UserPoolId=pool, **settings)


@case("look-css-classes")
def _(it):
    pool = with_domain(it)
    return Pair(
        looks(it, pool, CSS=".banner-customizable { color: red } .banner { color: red }"),
        looks(it, pool, CSS="/* .banner {} */ .submitButton-customizable:hover { color: red }"),
    )


@case("look-css-statements")
def _(it):
    pool = with_domain(it)
    style = ".banner-customizable { color: red }"
    return Pair(looks(it, pool, CSS=f"@media print {{ {style} }}"), looks(it, pool, CSS=style))


@case("look-size")
def _(it):
    pool = with_domain(it)
    return Pair(
        looks(it, pool, ImageFile=LOGO + bytes(100 * 1024)),
        looks(it, pool, ImageFile=LOGO + bytes(90 * 1024)),
    )


def branding(it, **settings):
    pool = it.pool()
    cognito = it.client("cognito-idp")
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")
    client = made["UserPoolClient"]["ClientId"]
    create = cognito.create_managed_login_branding
    return lambda: create(UserPoolId=pool, ClientId=client, **settings)


@case("branding-once")
def _(it):
    refused, allowed = (branding(it, UseCognitoProvidedValues=True) for _ in range(2))
    refused()
    return Pair(refused, allowed)


def asset(category, extension):
    image = {"Category": category, "ColorMode": "LIGHT", "Extension": extension, "Bytes": LOGO}
    return {"UseCognitoProvidedValues": True, "Assets": [image]}


@case("branding-values")
def _(it):
    settings = {"Settings": {"categories": {"global": {"colorSchemeMode": "LIGHT"}}}}
    return Pair(branding(it, **settings, UseCognitoProvidedValues=True), branding(it, **settings))


@case("branding-icons")
def _(it):
    return Pair(
        branding(it, **asset("FORM_LOGO", "ICO")), branding(it, **asset("FAVICON_ICO", "ICO"))
    )


@case("domain-routing-needs-custom")
def _(it):
    check = "11111111-2222-3333-4444-555555555555"
    regions = {"SecondaryRegion": "eu-west-1", "PrimaryRoute53HealthCheckId": check}
    failover = {"Failover": regions}
    return Pair(
        creates(it, it.pool(), prefix(it), Routing=failover),
        creates(it, it.pool(), host(it), Routing=failover, **custom(it)),
    )
