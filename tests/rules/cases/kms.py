"""KMS keys and their aliases."""

from __future__ import annotations

from .setting import REGION, Pair, case


def create(it, **settings):
    return lambda: it.client("kms").create_key(**settings)


def pair(it, refused, allowed):
    return Pair(create(it, **refused), create(it, **allowed))


def key(it):
    """Create a key, and return its ID."""
    return it.client("kms").create_key()["KeyMetadata"]["KeyId"]


def names(it, name, target):
    return lambda: it.client("kms").create_alias(AliasName=name, TargetKeyId=target)


@case("kms-key-usage-missing")
def _(it):
    rsa = {"KeySpec": "RSA_2048"}
    return pair(it, rsa, {**rsa, "KeyUsage": "SIGN_VERIFY"})


@case("kms-key-usage")
def _(it):
    signs = {"KeyUsage": "SIGN_VERIFY"}
    return pair(it, signs, {**signs, "KeySpec": "ECC_NIST_P256"})


@case("kms-key-spec-region")
def _(it):
    signs = {"KeyUsage": "SIGN_VERIFY"}
    return pair(it, {**signs, "KeySpec": "SM2"}, {**signs, "KeySpec": "RSA_2048"})


@case("kms-key-origin")
def _(it):
    imported = {"KeyUsage": "SIGN_VERIFY", "Origin": "EXTERNAL"}
    return pair(it, {**imported, "KeySpec": "ML_DSA_44"}, {"Origin": "EXTERNAL"})


@case("kms-key-rotation")
def _(it):
    rsa = create(it, KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")()["KeyMetadata"]["KeyId"]
    symmetric, rotate = key(it), it.client("kms").enable_key_rotation
    return Pair(lambda: rotate(KeyId=rsa), lambda: rotate(KeyId=symmetric))


@case("kms-alias-reserved")
def _(it):
    made = key(it)
    return Pair(names(it, "alias/aws/cognito", made), names(it, "alias/cognito", made))


@case("kms-alias-characters")
def _(it):
    made = key(it)
    return Pair(names(it, "alias/a:b", made), names(it, "alias/a_b", made))


@case("kms-alias-target")
def _(it):
    made = key(it)
    names(it, "alias/a", made)()
    return Pair(names(it, "alias/b", "alias/a"), names(it, "alias/b", made))


@case("kms-key-region")
def _(it):
    made = key(it)
    arn = f"arn:aws:kms:us-east-1:{it.number}:key/{made}"
    return Pair(names(it, "alias/a", arn), names(it, "alias/a", arn.replace("us-east-1", REGION)))
