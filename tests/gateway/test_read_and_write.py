"""What a caller reads from Cognito can be sent back, as scripts and consoles do."""

import pytest


def _members(client, operation):
    return set(client.meta.service_model.operation_model(operation).input_shape.members)


@pytest.fixture
def cognito(account):
    return account.client("cognito-idp")


def test_a_pool_can_be_sent_back_as_it_is_read(cognito):
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    shown = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]
    assert "" not in shown.values()
    assert "SmsConfiguration" not in shown
    shown["AdminCreateUserConfig"].pop("UnusedAccountValidityDays", None)
    names = _members(cognito, "UpdateUserPool")
    cognito.update_user_pool(
        UserPoolId=pool, **{key: value for key, value in shown.items() if key in names}
    )


def test_a_client_can_be_sent_back_as_it_is_read(cognito):
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]
    key = {"UserPoolId": pool, "ClientId": made["ClientId"]}
    shown = cognito.describe_user_pool_client(**key)["UserPoolClient"]
    assert "DefaultRedirectURI" not in shown
    names = _members(cognito, "UpdateUserPoolClient")
    cognito.update_user_pool_client(**{key: shown[key] for key in shown if key in names})


def test_an_identity_pool_can_be_sent_back_as_it_is_read(account):
    pools = account.client("cognito-identity")
    made = pools.create_identity_pool(IdentityPoolName="p", AllowUnauthenticatedIdentities=False)
    shown = pools.describe_identity_pool(IdentityPoolId=made["IdentityPoolId"])
    del shown["ResponseMetadata"]
    assert "DeveloperProviderName" not in shown
    pools.update_identity_pool(**shown)
