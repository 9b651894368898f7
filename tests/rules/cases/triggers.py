"""Lambda triggers, password policy and tags of a pool."""

from __future__ import annotations

from .setting import REGION, Pair, case


def function(it, name="f"):
    return f"arn:aws:lambda:{REGION}:{it.number}:function:{name}"


@case("pool-custom-sender-key")
def _(it):
    sender = {"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": function(it)}}
    key = {"KMSKeyID": f"arn:aws:kms:{REGION}:{it.number}:key/11111111-2222-3333-4444-555555555555"}
    return Pair(it.creates(LambdaConfig=sender), it.creates(LambdaConfig=sender | key))


@case("pool-pre-token-function")
def _(it):
    def pool(name):
        config = {"LambdaVersion": "V2_0", "LambdaArn": function(it)}
        triggers = {"PreTokenGeneration": function(it, name), "PreTokenGenerationConfig": config}
        return it.creates(LambdaConfig=triggers)

    return Pair(pool("other"), pool("f"))


@case("pool-password-validity")
def _(it):
    def pool(days):
        return it.creates(
            AdminCreateUserConfig={"UnusedAccountValidityDays": days},
            Policies={"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}},
        )

    return Pair(pool(7), pool(0))


@case("pool-tags")
def _(it):
    return Pair(it.creates(UserPoolTags={"aws:x": "y"}), it.creates(UserPoolTags={"awsx": "y"}))


@case("pool-tag-resource")
def _(it):
    cognito = it.client("cognito-idp")
    arn = cognito.describe_user_pool(UserPoolId=it.pool())["UserPool"]["Arn"]
    tags = {f"k{number}": "v" for number in range(51)}
    return Pair(
        lambda: cognito.tag_resource(ResourceArn=arn, Tags=tags),
        lambda: cognito.tag_resource(ResourceArn=arn, Tags=dict(list(tags.items())[1:])),
    )


@case("pool-trigger-region")
def _(it):
    def pool(region):
        return it.creates(
            LambdaConfig={"PreSignUp": f"arn:aws:lambda:{region}:{it.number}:function:f"}
        )

    return Pair(pool("us-east-1"), pool(REGION))


@case("pool-custom-sender-key-region")
def _(it):
    sender = {
        "LambdaVersion": "V1_0",
        "LambdaArn": f"arn:aws:lambda:{REGION}:{it.number}:function:f",
    }

    def pool(region):
        key = f"arn:aws:kms:{region}:{it.number}:key/00000000-0000-0000-0000-000000000000"
        return it.creates(LambdaConfig={"CustomEmailSender": sender, "KMSKeyID": key})

    return Pair(pool("us-east-1"), pool(REGION))
