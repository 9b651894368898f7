"""The pool and its clients: the defaults, and the effect of each input."""

import pytest

from ..reading import client_of, pool_of, second_factors_of

CLIENT = "aws_cognito_user_pool_client.this"


@pytest.mark.scenario(name="defaults", clients={"web": {}})
class TestDefaults:
    """The defaults are safe, and the same as those of Amplify's backend."""

    def test_the_pool_cannot_be_deleted_by_mistake(self, applied):
        assert pool_of(applied)["DeletionProtection"] == "ACTIVE"

    def test_users_sign_in_by_email_in_any_case(self, applied):
        pool = pool_of(applied)
        assert pool["UsernameAttributes"] == ["email"]
        assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
        assert pool["AutoVerifiedAttributes"] == ["email"]

    def test_a_new_address_is_verified_before_it_replaces_the_old_one(self, applied):
        settings = pool_of(applied)["UserAttributeUpdateSettings"]
        assert settings == {"AttributesRequireVerificationBeforeUpdate": ["email"]}

    def test_a_password_needs_eight_characters_of_four_kinds(self, applied):
        policy = pool_of(applied)["Policies"]["PasswordPolicy"]
        assert policy["MinimumLength"] == 8
        for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"):
            assert policy[f"Require{kind}"] is True

    def test_accounts_are_recovered_by_email(self, applied):
        assert pool_of(applied)["AccountRecoverySetting"]["RecoveryMechanisms"] == [
            {"Priority": 1, "Name": "verified_email"}
        ]

    def test_the_client_does_not_reveal_users_and_can_revoke_tokens(self, applied):
        client = client_of(applied, "web")
        assert client["PreventUserExistenceErrors"] == "ENABLED"
        assert client["EnableTokenRevocation"] is True
        assert "ClientSecret" not in client
        assert set(client["ExplicitAuthFlows"]) == {
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        }

    def test_the_outputs_are_those_of_the_pool(self, applied):
        pool = pool_of(applied)
        assert applied.outputs["user_pool_arn"] == pool["Arn"]
        assert applied.outputs["user_pool_endpoint"].endswith(pool["Id"])
        assert set(applied.outputs["client_ids"]) == {"web"}
        assert applied.outputs["client_secrets"] == {}

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(name="server", clients={"server": {"generate_secret": True}})
def test_the_secret_of_a_client_is_a_sensitive_output(applied):
    secret = client_of(applied, "server")["ClientSecret"]
    assert applied.outputs["client_secrets"] == {"server": secret}


@pytest.mark.scenario(name="clients", clients={"b": {}, "d": {}})
@pytest.mark.change(clients={"a": {}, "d": {}, "e": {"access_token_validity": 30}})
def test_adding_and_removing_clients_does_not_change_others(transition):
    assert transition.created == [f'{CLIENT}["a"]', f'{CLIENT}["e"]']
    assert transition.deleted == [f'{CLIENT}["b"]']
    assert transition.updated == transition.replaced == []
    assert (
        transition.before.outputs["client_ids"]["d"] == transition.after.outputs["client_ids"]["d"]
    )
    assert transition.settled.empty


@pytest.mark.scenario(
    name="mfa",
    sms={},
    mfa={"configuration": "OPTIONAL", "sms_message": "Code {####}"},
    account_recovery=["verified_email", "verified_phone_number"],
)
class TestMfa:
    def test_users_may_enrol_by_app_and_sms(self, applied):
        mfa = second_factors_of(applied)
        assert mfa["MfaConfiguration"] == "OPTIONAL"
        assert mfa["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
        assert mfa["SmsMfaConfiguration"]["SmsAuthenticationMessage"] == "Code {####}"

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


ANALYTICS = {
    "application_id": "0123456789abcdef",
    "external_id": "known",
    "role_arn": "arn:aws:iam::000000000000:role/analytics",
    "user_data_shared": True,
}
APPLICATION = "arn:aws:mobiletargeting:us-east-1:000000000000:apps/0123456789abcdef"


@pytest.mark.scenario(
    name="policies",
    sign_in={"username_attributes": []},
    password_policy={
        "minimum_length": 12,
        "require_symbols": False,
        "password_history_size": 5,
        "temporary_password_validity_days": 3,
    },
    clients={
        "server": {
            "generate_secret": True,
            "enable_propagate_additional_user_context_data": True,
            "analytics_configuration": ANALYTICS,
        },
        "mobile": {"analytics_configuration": {"application_arn": APPLICATION}},
    },
)
class TestPolicies:
    def test_users_choose_a_username_and_verify_their_email(self, applied):
        pool = pool_of(applied)
        assert pool.get("UsernameAttributes", []) == pool.get("AliasAttributes", []) == []
        assert pool["AutoVerifiedAttributes"] == ["email"]

    def test_the_password_policy_reads_back(self, applied):
        policy = pool_of(applied)["Policies"]["PasswordPolicy"]
        assert not policy.pop("RequireSymbols", False)
        assert policy == {
            "MinimumLength": 12,
            "RequireLowercase": True,
            "RequireUppercase": True,
            "RequireNumbers": True,
            "PasswordHistorySize": 5,
            "TemporaryPasswordValidityDays": 3,
        }

    def test_a_server_client_passes_on_user_context_and_reports_analytics(self, applied):
        client = client_of(applied, "server")
        assert client["EnablePropagateAdditionalUserContextData"] is True
        assert client["AnalyticsConfiguration"] == {
            "ApplicationId": "0123456789abcdef",
            "ExternalId": "known",
            "RoleArn": "arn:aws:iam::000000000000:role/analytics",
            "UserDataShared": True,
        }

    def test_an_analytics_application_can_be_given_by_its_arn(self, applied):
        assert client_of(applied, "mobile")["AnalyticsConfiguration"] == {
            "ApplicationArn": APPLICATION,
        }

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(
    name="attributes",
    attributes={
        "plan": {"min_length": 1, "max_length": 20},
        "seats": {"type": "Number"},
        "family_name": {"required": True},
    },
)
@pytest.mark.change(
    attributes={
        "plan": {"min_length": 1, "max_length": 20},
        "seats": {"type": "Number"},
        "family_name": {"required": True},
        "team": {},
        "score": {"developer_only": True},
    }
)
def test_attributes_are_added_in_place_and_the_next_plan_is_empty(transition):
    schema = {one["Name"]: one for one in pool_of(transition.after)["SchemaAttributes"]}
    assert {"custom:plan", "custom:seats", "custom:team"} <= set(schema)
    (score,) = (one for name, one in schema.items() if name.endswith(":score"))
    assert score["DeveloperOnlyAttribute"] is True
    assert transition.replaced == []
    assert transition.settled.empty, transition.settled


@pytest.mark.scenario(name="unprotected", deletion_protection=False)
@pytest.mark.change(deletion_protection=True)
def test_deletion_protection_is_switched_in_place(transition):
    assert transition.updated == ["aws_cognito_user_pool.this"]
    assert pool_of(transition.after)["DeletionProtection"] == "ACTIVE"


@pytest.mark.scenario(
    name="{scenario}",
    attributes={
        "free": {"default_limits": False},
        "short": {"default_limits": False, "max_length": 20},
        "usual": {},
    },
)
def test_an_attribute_can_have_no_limits(applied, replanned):
    limits = {
        one["Name"].removeprefix("custom:"): one["StringAttributeConstraints"]
        for one in pool_of(applied)["SchemaAttributes"]
        if one["Name"].startswith("custom:")
    }
    assert limits == {
        "free": {},
        "short": {"MaxLength": "20"},
        "usual": {"MinLength": "0", "MaxLength": "2048"},
    }
    assert replanned.empty, replanned


@pytest.mark.scenario(
    name="{scenario}", clients={"old": {"imported": True}, "new": {"generate_secret": True}}
)
def test_the_module_does_not_set_the_secret_of_an_imported_client(planned):
    asked = {
        key: planned.resources[f'aws_cognito_user_pool_client.this["{key}"]']["generate_secret"]
        for key in ("old", "new")
    }
    assert asked == {"old": None, "new": True}


def create_pool(target):
    cognito = target.client("cognito-idp")
    pool = cognito.create_user_pool(
        PoolName="of-others", Schema=[{"Name": "team", "AttributeDataType": "DateTime"}]
    )["UserPool"]
    yield {"id": pool["Id"]}
    cognito.delete_user_pool(UserPoolId=pool["Id"])


@pytest.mark.given("pool", by=create_pool)
@pytest.mark.scenario(
    name="{scenario}",
    managed_elsewhere={"attributes_of": "{given.pool.id}"},
    attributes={"plan": {}},
)
def test_the_attributes_of_others_are_in_the_schema(planned):
    schema = planned.resources["aws_cognito_user_pool.this"]["schema"]
    assert {"plan", "team"} <= {one["name"] for one in schema}
