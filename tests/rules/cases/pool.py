"""The settings of a pool."""

from __future__ import annotations

from .setting import REGION, Pair, case, first_factors, recovery, ses, sms


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


@case("pool-custom-sender-key")
def _(it):
    function = f"arn:aws:lambda:{REGION}:{it.number}:function:sender"
    sender = {"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": function}}
    key = {"KMSKeyID": f"arn:aws:kms:{REGION}:{it.number}:key/11111111-2222-3333-4444-555555555555"}
    return Pair(it.creates(LambdaConfig=sender), it.creates(LambdaConfig=sender | key))
