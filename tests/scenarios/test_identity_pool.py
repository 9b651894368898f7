"""The identity pool: a role for a group, and providers whose users need no user in the pool."""

import json

import pytest

ROLE = "aws_iam_role.group"
GROUP = "aws_cognito_user_group.this"
IDENTITY_POOL = 'aws_cognito_identity_pool.this["this"]'
GIVEN = "arn:aws:iam::000000000000:role/given"  # of an account that the target may not have
LOGINS = {
    "google": "123456789012.apps.googleusercontent.com",
    "facebook": "7346241598935552",
    "amazon": "amzn1.application-oa2-client.1example",
    "apple": "com.example.cognito",
}
OIDC = "arn:aws:iam::000000000000:oidc-provider/idp.example.com"
SAML = "arn:aws:iam::000000000000:saml-provider/corporate"


def role_of(applied, group):
    return (
        applied.client("cognito-idp")
        .get_group(UserPoolId=applied.outputs["user_pool_id"], GroupName=group)["Group"]
        .get("RoleArn")
    )


def identity_pool_of(applied):
    return applied.client("cognito-identity").describe_identity_pool(
        IdentityPoolId=applied.outputs["identity_pool_id"]
    )


@pytest.mark.scenario(
    name="{scenario}",
    clients={"web": {}},
    identity_pool={},
    groups={
        "admins": {"create_role": True},
        "größe/with:signs": {"create_role": True},
        "g" * 128: {"create_role": True},
        "none": {},
    },
    tags={"team": "a"},
)
class TestARoleForAGroup:
    def test_the_group_has_the_role(self, applied):
        roles = applied.outputs["group_roles"]
        assert set(roles) == {"admins", "größe/with:signs", "g" * 128}
        assert {group: role["arn"] for group, role in roles.items()} == {
            group: role_of(applied, group) for group in roles
        }
        assert role_of(applied, "none") is None

    def test_only_signed_in_users_of_the_identity_pool_may_assume_it(self, applied):
        iam, name = applied.client("iam"), applied.outputs["group_roles"]["admins"]["name"]
        role = iam.get_role(RoleName=name)["Role"]
        assert role["AssumeRolePolicyDocument"] == {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                    "Condition": {
                        "StringEquals": {
                            "cognito-identity.amazonaws.com:aud": applied.outputs[
                                "identity_pool_id"
                            ]
                        },
                        "ForAnyValue:StringLike": {
                            "cognito-identity.amazonaws.com:amr": "authenticated"
                        },
                    },
                }
            ],
        }
        assert {"Key": "team", "Value": "a"} in role["Tags"]
        assert iam.list_role_policies(RoleName=name)["PolicyNames"] == []

    def test_the_roles_of_the_identity_pool_are_others(self, applied):
        roles = applied.outputs["identity_pool_roles"]
        assert set(roles) == {"authenticated"}
        trust = applied.resources['aws_iam_role.identity_pool["authenticated"]']
        statement = json.loads(trust["assume_role_policy"])["Statement"][0]
        assert statement["Condition"]["ForAnyValue:StringLike"] == {
            "cognito-identity.amazonaws.com:amr": "authenticated"
        }

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(
    name="{scenario}",
    clients={"web": {}},
    identity_pool={},
    groups={"staff": {}, "others": {}},
)
@pytest.mark.change(groups={"staff": {"create_role": True}, "others": {}})
def test_a_group_gets_its_role_in_place(transition):
    assert transition.created == [f'{ROLE}["staff"]']
    assert transition.updated == [f'{GROUP}["staff"]']
    assert transition.deleted == transition.replaced == []
    assert transition.settled.empty, transition.settled
    role = transition.after.outputs["group_roles"]["staff"]
    assert role_of(transition.after, "staff") == role["arn"]


@pytest.mark.scenario(
    name="{scenario}",
    clients={"web": {}},
    identity_pool={"login_providers": {**LOGINS, "openid_connect_arns": [OIDC]}},
)
@pytest.mark.change(
    identity_pool={"login_providers": {"google": "other", "apple": LOGINS["apple"]}}
)
class TestLoginProviders:
    def test_the_identity_pool_has_each_of_them(self, transition):
        pool = transition.before.resources[IDENTITY_POOL]
        assert pool["supported_login_providers"] == {
            "accounts.google.com": LOGINS["google"],
            "graph.facebook.com": LOGINS["facebook"],
            "www.amazon.com": LOGINS["amazon"],
            "appleid.apple.com": LOGINS["apple"],
        }
        assert pool["openid_connect_provider_arns"] == [OIDC]

    def test_they_change_in_place(self, transition):
        assert transition.updated == [IDENTITY_POOL]
        assert transition.replaced == transition.created == transition.deleted == []
        assert transition.settled.empty, transition.settled
        pool = identity_pool_of(transition.after)
        assert pool["SupportedLoginProviders"] == {
            "accounts.google.com": "other",
            "appleid.apple.com": LOGINS["apple"],
        }
        assert pool["OpenIdConnectProviderARNs"] == []


@pytest.mark.scenario(
    name="planned",
    clients={"web": {}},
    identity_pool={"login_providers": {"saml_arns": [SAML]}},
    groups={"staff": {"role_arn": GIVEN}},
)
def test_roles_and_saml_providers_of_the_caller_are_used(planned):
    assert planned.resources[f'{GROUP}["staff"]']["role_arn"] == GIVEN
    assert planned.resources[IDENTITY_POOL]["saml_provider_arns"] == [SAML]
    assert planned.resources.of_type(ROLE) == []


@pytest.mark.scenario(
    name="{scenario}", clients={"web": {}}, identity_pool={"client_keys": [], "allow_guests": True}
)
def test_an_identity_pool_can_have_guests_only(applied, replanned):
    assert not identity_pool_of(applied).get("CognitoIdentityProviders")
    assert identity_pool_of(applied)["AllowUnauthenticatedIdentities"] is True
    assert replanned.empty, replanned
