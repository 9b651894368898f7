"""Second factors and first factors of a pool, and what it verifies."""

from __future__ import annotations

from .setting import Pair, case, first_factors, recovery, ses, sms

TOKEN = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
BY_MAIL = {"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {}}
PASSKEYS = {"WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}}


def mfa(it, pool, **settings):
    return lambda: it.client("cognito-idp").set_user_pool_mfa_config(UserPoolId=pool, **settings)


def update(it, pool, **settings):
    return lambda: it.client("cognito-idp").update_user_pool(UserPoolId=pool, **settings)


@case("pool-mfa-off-with-factor")
def _(it):
    pool = it.pool()
    return Pair(
        mfa(it, pool, MfaConfiguration="OFF", **TOKEN),
        mfa(it, pool, MfaConfiguration="OFF"),
    )


@case("pool-mfa-needs-factor")
def _(it):
    pool = it.pool()
    return Pair(mfa(it, pool, MfaConfiguration="ON"), mfa(it, pool, MfaConfiguration="ON", **TOKEN))


@case("pool-mfa-needs-other-factor")
def _(it):
    pool = it.pool()
    passkeys = {"WebAuthnConfiguration": {"RelyingPartyId": "example.com"}}
    return Pair(
        mfa(it, pool, MfaConfiguration="OPTIONAL", **passkeys),
        mfa(it, pool, MfaConfiguration="OFF", **passkeys),
    )


@case("pool-mfa-at-creation")
def _(it):
    role = it.role()
    return Pair(
        it.creates(MfaConfiguration="OPTIONAL"),
        it.creates(MfaConfiguration="OPTIONAL", **sms(role)),
    )


@case("pool-mfa-on-later")
def _(it):
    refused, allowed = it.pool(), it.pool()
    mfa(it, allowed, MfaConfiguration="OPTIONAL", **TOKEN)()
    return Pair(
        update(it, refused, MfaConfiguration="ON"), update(it, allowed, MfaConfiguration="ON")
    )


@case("pool-sms-mfa-needs-sms")
def _(it):
    given = sms(it.role())["SmsConfiguration"]
    pool = it.pool()
    return Pair(
        mfa(it, pool, MfaConfiguration="OPTIONAL", SmsMfaConfiguration={}),
        mfa(it, pool, MfaConfiguration="OPTIONAL", SmsMfaConfiguration={"SmsConfiguration": given}),
    )


@case("pool-sms-mfa-stays")
def _(it):
    role = it.role()
    pool = it.pool(**sms(role))
    return Pair(
        mfa(it, pool, MfaConfiguration="OPTIONAL", **TOKEN),
        mfa(it, pool, MfaConfiguration="OPTIONAL", **TOKEN, SmsMfaConfiguration=sms(role)),
    )


@case("pool-email-mfa-needs-ses")
def _(it):
    refused, allowed = it.pool(), it.pool(**ses(it.identity("a@example.com")))
    return Pair(mfa(it, refused, **BY_MAIL), mfa(it, allowed, **BY_MAIL))


@case("pool-first-factor-password")
def _(it):
    def pool(*factors):
        return it.creates(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}})

    return Pair(pool("WEB_AUTHN"), pool("WEB_AUTHN", "PASSWORD"))


@case("pool-first-factor-token")
def _(it):
    return Pair(
        it.creates(**first_factors("SOFTWARE_TOKEN")), it.creates(**first_factors("EMAIL_OTP"))
    )


@case("pool-first-factor-codes")
def _(it):
    pool = it.pool(**first_factors("EMAIL_OTP"))
    return Pair(
        mfa(it, pool, MfaConfiguration="ON", **TOKEN),
        mfa(it, pool, MfaConfiguration="OPTIONAL", **TOKEN),
    )


@case("pool-first-factor-passkeys")
def _(it):
    refused, allowed = it.pool(), it.pool()
    mfa(it, refused, MfaConfiguration="ON", **TOKEN)()
    mfa(it, allowed, MfaConfiguration="ON", **TOKEN, **PASSKEYS)()
    passkeys = first_factors("WEB_AUTHN")
    return Pair(update(it, refused, **passkeys), update(it, allowed, **passkeys))


@case("pool-mfa-with-passkeys")
def _(it):
    pool = it.pool(**first_factors("WEB_AUTHN"))
    return Pair(
        mfa(it, pool, MfaConfiguration="ON", **TOKEN),
        mfa(it, pool, MfaConfiguration="ON", **TOKEN, **PASSKEYS),
    )


@case("pool-first-factor-sms")
def _(it):
    by_sms = first_factors("SMS_OTP")
    return Pair(it.creates(**by_sms), it.creates(**by_sms, **sms(it.role())))


@case("pool-attribute-update")
def _(it):
    both = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    before = {"UserAttributeUpdateSettings": both}
    return Pair(it.creates(**before), it.creates(**before, AutoVerifiedAttributes=["email"]))


@case("pool-phone-verification-needs-sms")
def _(it):
    role = it.role()
    phone = {"AutoVerifiedAttributes": ["phone_number"]}
    return Pair(it.creates(**phone), it.creates(**phone, **sms(role)))


@case("pool-recovery-channel")
def _(it):
    arn = it.identity("a@example.com")
    refused = it.pool(**ses(arn), **recovery("verified_email"))
    allowed = it.pool(**ses(arn), **recovery("verified_email", "verified_phone_number"))
    by_mail = {"MfaConfiguration": "ON", "EmailMfaConfiguration": {}}
    return Pair(mfa(it, refused, **by_mail), mfa(it, allowed, **by_mail))


@case("pool-recovery-mechanisms")
def _(it):
    return Pair(
        it.creates(**recovery("verified_email", "admin_only")), it.creates(**recovery("admin_only"))
    )
