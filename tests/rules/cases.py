"""For each rule, a call that breaks it and the nearest call that does not.

Each case gets its own account and prepares what the two calls need. The same cases run on a target
without the gateway, to see what the target refuses by itself (`tests/rules/table.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

CASES: dict[str, Callable[[Setting], Pair]] = {}
REGION = "eu-central-1"


@dataclass(frozen=True)
class Pair:
    refused: Callable[[], object]
    allowed: Callable[[], object]


@dataclass(frozen=True)
class Setting:
    """An account, and a function that verifies a sender."""

    account: object
    verify: Callable[[str], None]

    def client(self, service, region=REGION):
        return self.account.client(service, region=region)

    @property
    def number(self):
        return self.account.number

    def identity(self, name, region=REGION, *, verified=True):
        """Create an identity, and return its ARN."""
        self.client("sesv2", region).create_email_identity(EmailIdentity=name)
        if verified:
            self.verify(name)
        return f"arn:aws:ses:{region}:{self.number}:identity/{name}"

    def pool(self, region=REGION, **settings):
        """Create a pool, and return its ID."""
        made = self.client("cognito-idp", region).create_user_pool(PoolName="p", **settings)
        return made["UserPool"]["Id"]

    def creates(self, region=REGION, **settings):
        """The call that creates a pool."""
        return lambda: self.pool(region, **settings)

    def role(self, name="sms", *, trust=None, policy=None):
        """Create an SMS role, and return its ARN; the default policy is the right one."""
        iam = self.client("iam")
        made = iam.create_role(
            RoleName=name, Path="/apps/", AssumeRolePolicyDocument=json.dumps(trust or self.trust())
        )
        if policy != {}:
            document = json.dumps(policy or permission())
            iam.put_role_policy(RoleName=name, PolicyName="publish", PolicyDocument=document)
        return made["Role"]["Arn"]

    def trust(self, *, principal="cognito-idp.amazonaws.com", external_id="x1", account=None):
        return {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": principal},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {
                            "sts:ExternalId": external_id,
                            "aws:SourceAccount": account or self.number,
                        },
                        "ArnLike": {
                            "aws:SourceArn": f"arn:aws:cognito-idp:*:{account or self.number}:"
                            "userpool/*"
                        },
                    },
                }
            ],
        }


def permission(**more):
    statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def case(name):
    def keep(make):
        CASES[name] = make
        return make

    return keep


def ses(arn, sender=None, **more):
    """An email configuration."""
    configuration = {"EmailSendingAccount": "DEVELOPER", "SourceArn": arn, **more}
    return {"EmailConfiguration": configuration | ({"From": sender} if sender else {})}


def sms(role, **more):
    """An SMS configuration."""
    configuration = {"SnsCallerArn": role, "ExternalId": "x1", "SnsRegion": REGION, **more}
    return {"SmsConfiguration": configuration}


def recovery(*names):
    mechanisms = [{"Name": name, "Priority": at} for at, name in enumerate(names, 1)]
    return {"AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}}


def first_factors(*factors):
    return {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *factors]}}}


# The sender


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


# SMS


@case("sms-role-trust")
def _(it):
    role = it.role()
    wrong = sms(role, ExternalId="x2")
    return Pair(it.creates(**wrong), it.creates(**sms(role)))


@case("sms-role-permission")
def _(it):
    narrowed = permission(Condition={"StringEquals": {"sns:Protocol": "sms"}})
    refused = it.role("narrowed", policy=narrowed)
    allowed = it.role("open", policy=permission(Action="sns:*"))
    return Pair(it.creates(**sms(refused)), it.creates(**sms(allowed)))


@case("sms-sns-region")
def _(it):
    role = it.role()
    return Pair(
        it.creates(**sms(role, SnsRegion="us-east-1")),
        it.creates(**sms(role, SnsRegion="eu-west-1")),
    )


@case("sms-one-path")
def _(it):
    role = it.role()
    eums = {"CallerArn": role, "ExternalId": "x1"}
    return Pair(
        it.creates(**sms(role, EumsSms=eums)), it.creates(SmsConfiguration={"EumsSms": eums})
    )


# The pool


def mfa(it, pool, **settings):
    return lambda: it.client("cognito-idp").set_user_pool_mfa_config(UserPoolId=pool, **settings)


@case("pool-sms-mfa-needs-sms")
def _(it):
    given = sms(it.role())["SmsConfiguration"]
    pool = it.pool()
    return Pair(
        mfa(it, pool, MfaConfiguration="OPTIONAL", SmsMfaConfiguration={}),
        mfa(it, pool, MfaConfiguration="OPTIONAL", SmsMfaConfiguration={"SmsConfiguration": given}),
    )


@case("pool-mfa-needs-factor")
def _(it):
    pool = it.pool()
    return Pair(
        mfa(it, pool, MfaConfiguration="ON"),
        mfa(it, pool, MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}),
    )


@case("pool-mfa-at-creation")
def _(it):
    role = it.role()
    return Pair(
        it.creates(MfaConfiguration="OPTIONAL"),
        it.creates(MfaConfiguration="OPTIONAL", **sms(role)),
    )


@case("pool-attribute-update")
def _(it):
    both = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    update = {"UserAttributeUpdateSettings": both}
    return Pair(it.creates(**update), it.creates(**update, AutoVerifiedAttributes=["email"]))


@case("pool-phone-verification-needs-sms")
def _(it):
    role = it.role()
    phone = {"AutoVerifiedAttributes": ["phone_number"]}
    return Pair(it.creates(**phone), it.creates(**phone, **sms(role)))


@case("pool-email-codes-need-ses")
def _(it):
    arn = it.identity("a@example.com")
    refused = it.pool()
    allowed = it.pool(**ses(arn))
    by_mail = {"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {}}
    return Pair(mfa(it, refused, **by_mail), mfa(it, allowed, **by_mail))


@case("pool-tier")
def _(it):
    audit = {"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}
    return Pair(
        it.creates(**audit, UserPoolTier="ESSENTIALS"), it.creates(**audit, UserPoolTier="PLUS")
    )


@case("pool-recovery-channel")
def _(it):
    arn = it.identity("a@example.com")
    refused = it.pool(**ses(arn), **recovery("verified_email"))
    allowed = it.pool(**ses(arn), **recovery("verified_email", "verified_phone_number"))
    by_mail = {"MfaConfiguration": "ON", "EmailMfaConfiguration": {}}
    return Pair(mfa(it, refused, **by_mail), mfa(it, allowed, **by_mail))


@case("pool-first-factors")
def _(it):
    pool = it.pool(**first_factors("WEB_AUTHN"))
    token = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    return Pair(
        mfa(it, pool, MfaConfiguration="ON", **token),
        mfa(it, pool, MfaConfiguration="OPTIONAL", **token),
    )


@case("pool-deletion-protection")
def _(it):
    delete = it.client("cognito-idp").delete_user_pool
    protected, bare = it.pool(DeletionProtection="ACTIVE"), it.pool()
    return Pair(lambda: delete(UserPoolId=protected), lambda: delete(UserPoolId=bare))


@case("pool-username-or-alias")
def _(it):
    return Pair(
        it.creates(UsernameAttributes=["email"], AliasAttributes=["phone_number"]),
        it.creates(AliasAttributes=["email", "phone_number"]),
    )


@case("pool-schema")
def _(it):
    attribute = {"Name": "team", "AttributeDataType": "String"}
    pool = it.pool(Schema=[attribute])
    add = it.client("cognito-idp").add_custom_attributes
    return Pair(
        lambda: add(UserPoolId=pool, CustomAttributes=[attribute]),
        lambda: add(UserPoolId=pool, CustomAttributes=[{**attribute, "Name": "teams"}]),
    )


@case("pool-invite-template")
def _(it):
    def invite(text):
        template = {"EmailMessage": text, "EmailSubject": "Welcome"}
        return it.creates(AdminCreateUserConfig={"InviteMessageTemplate": template})

    return Pair(invite("Your password is {####}"), invite("{username}: your password is {####}"))


@case("pool-domain-prefix")
def _(it):
    pool = it.pool()
    create = it.client("cognito-idp").create_user_pool_domain
    return Pair(
        lambda: create(UserPoolId=pool, Domain=f"my-cognito-{it.number}"),
        lambda: create(UserPoolId=pool, Domain=f"my-cogn1to-{it.number}"),
    )


@case("pool-custom-sender-key")
def _(it):
    function = f"arn:aws:lambda:{REGION}:{it.number}:function:sender"
    sender = {"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": function}}
    key = {"KMSKeyID": f"arn:aws:kms:{REGION}:{it.number}:key/11111111-2222-3333-4444-555555555555"}
    return Pair(it.creates(LambdaConfig=sender), it.creates(LambdaConfig=sender | key))


# The role


@case("iam-role-name")
def _(it):
    it.role("Sms")
    return Pair(lambda: it.role("sms"), lambda: it.role("sms2"))


@case("iam-policy-document")
def _(it):
    return Pair(
        lambda: it.role("a", trust=permission(Action="sts:AssumeRole")), lambda: it.role("b")
    )


@case("iam-policy-size")
def _(it):
    it.role()

    def put(length):
        policy = json.dumps(permission(Sid=""))
        filled = policy.replace(
            '"Sid": ""', f'"Sid": "{"s" * (length - len("".join(policy.split())))}"'
        )
        it.client("iam").put_role_policy(
            RoleName="sms", PolicyName="publish", PolicyDocument=filled
        )

    return Pair(lambda: put(10241), lambda: put(10240))
