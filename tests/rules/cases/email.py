"""The sender of a pool."""

from __future__ import annotations

import json

from .setting import Pair, case, permission, ses


@case("email-identity-account")
def _(it):
    arn = it.identity("a@example.com")
    foreign = arn.replace(it.number, "999999999999")
    return Pair(it.creates(**ses(foreign)), it.creates(**ses(arn)))


@case("email-identity-region")
def _(it):
    refused = it.identity("a@example.com", "eu-west-2")
    allowed = it.identity("a@example.com", "us-west-2")
    return Pair(it.creates(**ses(refused)), it.creates(**ses(allowed)))


@case("email-identity-verified")
def _(it):
    unverified = it.identity("b@example.com", verified=False)
    verified = it.identity("a@example.com")
    return Pair(it.creates(**ses(unverified)), it.creates(**ses(verified)))


@case("email-still-verified")
def _(it):
    cognito = it.client("cognito-idp")

    def sign_up(identity):
        pool = it.pool(**ses(it.identity(identity)), AutoVerifiedAttributes=["email"])
        made = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")
        client = made["UserPoolClient"]["ClientId"]
        return lambda: cognito.sign_up(
            ClientId=client,
            Username="ada",
            Password="Correct-Horse-7-Battery",
            UserAttributes=[{"Name": "email", "Value": "ada@example.org"}],
        )

    pair = Pair(sign_up("gone@example.com"), sign_up("a@example.com"))
    it.client("sesv2").delete_email_identity(EmailIdentity="gone@example.com")
    return pair


@case("email-from-within-identity")
def _(it):
    arn = it.identity("example.com")
    return Pair(
        it.creates(**ses(arn, "a@badexample.com")),
        it.creates(**ses(arn, '"Example, Inc." <a@example.com>')),
    )


@case("email-from-needs-identity")
def _(it):
    own = {"EmailConfiguration": {"From": "a@example.com"}}
    return Pair(it.creates(**own), it.creates(**ses(it.identity("a@example.com"), "a@example.com")))


@case("email-reply-to-one-address")
def _(it):
    arn = it.identity("a@example.com")

    def creates(address):
        return it.creates(**ses(arn, ReplyToEmailAddress=address))

    return Pair(creates("a@example.com,b@example.com"), creates('"a,b"@example.com'))


@case("email-developer-needs-identity")
def _(it):
    return Pair(
        it.creates(EmailConfiguration={"EmailSendingAccount": "DEVELOPER"}),
        it.creates(EmailConfiguration={"EmailSendingAccount": "COGNITO_DEFAULT"}),
    )


@case("email-identity-policy")
def _(it):
    pool_region, region = "eu-central-2", "eu-central-1"
    bare = it.identity("a@example.com", region)
    allowed = it.identity("b@example.com", region)
    policy = permission(
        Action=["ses:SendEmail", "ses:SendRawEmail"],
        Resource=allowed,
        Principal={"Service": f"cognito-idp.{pool_region}.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceAccount": it.number}},
    )
    it.client("sesv2", region).create_email_identity_policy(
        EmailIdentity="b@example.com", PolicyName="cognito", Policy=json.dumps(policy)
    )
    return Pair(it.creates(pool_region, **ses(bare)), it.creates(pool_region, **ses(allowed)))


@case("email-identity-policy-keys")
def _(it):
    arn = it.identity("a@example.com")

    def put(key):
        policy = permission(
            Action="ses:SendEmail",
            Resource=arn,
            Principal={"Service": "email.cognito-idp.amazonaws.com"},
            Condition={"StringEquals": {key: it.number}},
        )
        it.client("sesv2").create_email_identity_policy(
            EmailIdentity="a@example.com", PolicyName="p", Policy=json.dumps(policy)
        )

    return Pair(lambda: put("AWS:SourceAccount"), lambda: put("aws:SourceAccount"))


@case("email-identity-duplicate")
def _(it):
    it.identity("a@example.com")
    return Pair(
        lambda: it.identity("a@example.com"), lambda: it.identity("a@example.com", "eu-west-1")
    )


def put_policy(it, name, arn):
    policy = permission(
        Action="ses:SendEmail",
        Resource=arn,
        Principal={"Service": "email.cognito-idp.amazonaws.com"},
    )
    it.client("sesv2").create_email_identity_policy(
        EmailIdentity="a@example.com", PolicyName=name, Policy=json.dumps(policy)
    )


@case("email-default-quota")
def _(it):
    cognito = it.client("cognito-idp")

    def client_of(**settings):
        pool = it.pool(AutoVerifiedAttributes=["email"], **settings)
        made = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")
        return made["UserPoolClient"]["ClientId"]

    def signs_up(client, *names):
        for name in names:
            cognito.sign_up(
                ClientId=client,
                Username=name,
                Password="Correct-Horse-7-Battery",
                UserAttributes=[{"Name": "email", "Value": f"{name}@example.org"}],
            )

    default, own = client_of(), client_of(**ses(it.identity("a@example.com")))
    signs_up(default, *(f"user{number}" for number in range(50)))
    return Pair(lambda: signs_up(default, "ada"), lambda: signs_up(own, "ada"))
