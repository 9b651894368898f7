"""Responses of the target about an applied pool, as boto3 returns them."""


def pool_of(applied):
    return applied.client("cognito-idp").describe_user_pool(
        UserPoolId=applied.outputs["user_pool_id"]
    )["UserPool"]


def client_of(applied, key):
    return applied.client("cognito-idp").describe_user_pool_client(
        UserPoolId=applied.outputs["user_pool_id"], ClientId=applied.outputs["client_ids"][key]
    )["UserPoolClient"]


def second_factors_of(applied):
    return applied.client("cognito-idp").get_user_pool_mfa_config(
        UserPoolId=applied.outputs["user_pool_id"]
    )
