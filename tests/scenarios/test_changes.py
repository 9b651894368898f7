"""The resources of a pool are changed in place, and replaced only if AWS cannot change them.

The fields of the pool and its groups are in test_features.py, its clients in test_pool.py.
"""

import re

import pytest

from ..reading import client_of, pool_of, second_factors_of

ADDRESS = "{scenario}@example.com"
GOOGLE = {"client_id": "id", "client_secret": "secret", "authorize_scopes": "email"}
API = "https://api.example.com"
CLIENT = {
    "supported_identity_providers": ["COGNITO", "Google"],
    "callback_urls": ["https://app.example.com/"],
    "logout_urls": ["https://app.example.com/"],
    "allowed_oauth_flows": ["code"],
    "allowed_oauth_scopes": ["openid"],
}
BEFORE = {
    "name": "{scenario}",
    "email": {
        "identity": {"domain": "{scenario}.example.com"},
        "from_address": "a@{scenario}.example.com",
        "mail_from": {"domain": "bounce.{scenario}.example.com"},
        "forward_feedback": True,
        "create_configuration_set": {"feedback": {}},
    },
    "sms": {},
    "tier": "PLUS",
    "threat_protection": {"mode": "AUDIT", "compromised_credentials": {}},
    "attributes": {"plan": {}},
    "clients": {"web": CLIENT},
    "domain": {"prefix": "{scenario}-changes"},
    "ui_customization": {"ALL": {"css": ".banner-customizable { color: black; }"}},
    "resource_servers": {API: {"scopes": {"read": "To read"}}},
    "identity_providers": {"Google": {"type": "Google", "details": GOOGLE}},
    "identity_pool": {},
    "alarms": {},
}
AFTER = {
    "email": {
        "identity": {"domain": "{scenario}.example.com"},
        "from_address": "b@{scenario}.example.com",
        "from_name": "B",
        "reply_to_address": ADDRESS,
        "mail_from": {
            "domain": "return.{scenario}.example.com",
            "on_mx_failure": "REJECT_MESSAGE",
        },
        "forward_feedback": False,
        "create_configuration_set": {
            "require_tls": False,
            "suppressed_reasons": ["BOUNCE"],
            "feedback": {"event_types": ["BOUNCE"]},
        },
    },
    "threat_protection": {
        "compromised_credentials": {"event_filter": ["SIGN_IN"]},
        "blocked_ip_ranges": ["192.0.2.0/24"],
    },
    "attributes": {"plan": {}, "team": {}},
    "clients": {
        "web": {
            **CLIENT,
            "name": "Web",
            "callback_urls": ["https://b.example.com/"],
            "allowed_oauth_scopes": ["openid", f"{API}/write"],
            "access_token_validity": 5,
        }
    },
    "domain": {"prefix": "{scenario}-changes", "managed_login_version": 2},
    "ui_customization": {"ALL": {"css": ".banner-customizable { color: white; }"}},
    "resource_servers": {API: {"scopes": {"write": "To write"}}},
    "identity_providers": {
        "Google": {
            "type": "Google",
            "details": {**GOOGLE, "authorize_scopes": "email profile"},
            "attribute_mapping": {"email": "email", "username": "sub"},
        }
    },
    "identity_pool": {"allow_classic_flow": True},
    "alarms": {"email": {"bounce_rate": 0.04}, "sms": {"success_rate": 0.8}},
}


@pytest.mark.scenario(**BEFORE)
@pytest.mark.change(**AFTER)
class TestEverythingChangesAtOnce:
    def test_nothing_is_replaced(self, transition):
        assert transition.replaced == transition.created == transition.deleted == []

    def test_every_resource_that_can_change_is_updated(self, transition):
        kinds = {re.findall(r"\baws_(\w+)\.", address)[-1] for address in transition.updated}
        assert kinds == {
            "cloudwatch_metric_alarm",
            "cloudwatch_dashboard",
            "cognito_identity_pool",
            "cognito_identity_provider",
            "cognito_resource_server",
            "cognito_risk_configuration",
            "cognito_user_pool",
            "cognito_user_pool_client",
            "cognito_user_pool_domain",
            "cognito_user_pool_ui_customization",
            "sesv2_configuration_set",
            "sesv2_configuration_set_event_destination",
            "sesv2_email_identity_feedback_attributes",
            "sesv2_email_identity_mail_from_attributes",
        }

    def test_the_plan_after_the_change_is_empty(self, transition):
        assert transition.settled.empty, transition.settled


@pytest.mark.scenario(name="case", clients={"web": {}}, deletion_protection=False)
@pytest.mark.change(sign_in={"case_sensitive": True})
def test_a_change_that_aws_does_not_support_replaces_the_pool_and_its_clients(transition):
    """The documentation of these inputs warns that users are lost."""
    assert transition.replaced == [
        "aws_cognito_user_pool.this",
        'aws_cognito_user_pool_client.this["web"]',
    ]
    assert transition.created == transition.updated == transition.deleted == []
    assert transition.settled.empty


@pytest.mark.scenario(
    name="{scenario}",
    mfa={"configuration": "OPTIONAL"},
    devices={},
    attributes={"seats": {"type": "Number"}},
    clients={"web": {"refresh_token_rotation": {"retry_grace_period_seconds": 30}}, "app": {}},
    groups={"staff": {"description": "Before", "precedence": 2}},
    identity_pool={},
    tags={"stage": "test", "team": "a"},
)
@pytest.mark.change(
    mfa={"configuration": "OFF"},
    devices=None,
    clients={
        "web": {"refresh_token_rotation": {"feature": "DISABLED"}},
        "app": {"refresh_token_rotation": {}},
    },
    groups={"staff": {"description": "After"}},
    tags={"stage": "live"},
)
class TestRemovedSettings:
    def test_the_rotation_of_refresh_tokens_reads_back(self, transition):
        off = client_of(transition.after, "web")
        assert off["RefreshTokenRotation"]["Feature"] == "DISABLED"
        assert "ALLOW_REFRESH_TOKEN_AUTH" in off["ExplicitAuthFlows"]
        rotation = client_of(transition.after, "app")["RefreshTokenRotation"]
        assert rotation["Feature"] == "ENABLED"

    def test_the_group_is_updated(self, transition):
        cognito = transition.after.client("cognito-idp")
        pool = transition.after.outputs["user_pool_id"]
        group = cognito.get_group(UserPoolId=pool, GroupName="staff")["Group"]
        assert group["Description"] == "After"
        assert cognito.list_groups(UserPoolId=pool)["Groups"] == [group]

    def test_the_pool_remembers_no_devices_and_has_no_second_factor(self, transition):
        assert "DeviceConfiguration" not in pool_of(transition.after)
        factors = second_factors_of(transition.after)
        assert factors["MfaConfiguration"] == "OFF"
        assert "SoftwareTokenMfaConfiguration" not in factors

    def test_the_identity_pool_has_the_new_tags(self, transition):
        identity = transition.after.client("cognito-identity")
        number = transition.after.outputs["identity_pool_id"]
        tags = identity.describe_identity_pool(IdentityPoolId=number)["IdentityPoolTags"]
        assert tags == {"stage": "live"}

    def test_nothing_is_replaced_and_the_plan_after_the_change_is_empty(self, transition):
        assert transition.replaced == transition.created == transition.deleted == []
        assert transition.settled.empty, transition.settled


@pytest.mark.scenario(
    name="{scenario}",
    devices={},
    attributes={"seats": {"type": "Number"}},
    clients={"web": {"refresh_token_rotation": {}}},
)
def test_a_second_plan_with_empty_objects_as_inputs_has_nothing_to_do(replanned):
    assert replanned.empty, replanned
