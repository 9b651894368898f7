"""The effect of each input on a pool, read back from the target."""

import base64
import json

import pytest

from ..reading import pool_of, second_factors_of

POOL = "aws_cognito_user_pool.this"
GROUP = "aws_cognito_user_group.this"
FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function"
KEY = "arn:aws:kms:us-east-1:000000000000:key/1234"


def cognito(applied, call, listed, **arguments):
    method = getattr(applied.client("cognito-idp"), call)
    return method(UserPoolId=applied.outputs["user_pool_id"], **arguments)[listed]


TEXTS = {
    "email_subject": "Subject",
    "email_message": "Mail {####}",
    "email_subject_by_link": "Subject of the link",
    "email_message_by_link": "Mail {##here##}",
    "sms_message": "SMS {####}",
}
INVITATION = {
    "email_subject": "Welcome",
    "email_message": "{username} has {####}",
    "sms_message": "{username}: {####}",
}


@pytest.mark.scenario(
    name="templates",
    verification={**TEXTS, "email_option": "CONFIRM_WITH_LINK"},
    invitation={**INVITATION, "admin_only": True},
    domain={"prefix": "{scenario}-templates"},
)
class TestTemplates:
    def test_the_texts_of_verification_read_back(self, applied):
        assert pool_of(applied)["VerificationMessageTemplate"] == {
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailSubject": TEXTS["email_subject"],
            "EmailMessage": TEXTS["email_message"],
            "EmailSubjectByLink": TEXTS["email_subject_by_link"],
            "EmailMessageByLink": TEXTS["email_message_by_link"],
            "SmsMessage": TEXTS["sms_message"],
        }

    def test_the_texts_of_the_invitation_read_back(self, applied):
        creation = pool_of(applied)["AdminCreateUserConfig"]
        assert creation["AllowAdminCreateUserOnly"] is True
        assert creation["InviteMessageTemplate"] == {
            "EmailSubject": INVITATION["email_subject"],
            "EmailMessage": INVITATION["email_message"],
            "SMSMessage": INVITATION["sms_message"],
        }

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


TRIGGERS = {
    "pre_sign_up": "PreSignUp",
    "custom_message": "CustomMessage",
    "post_confirmation": "PostConfirmation",
    "pre_authentication": "PreAuthentication",
    "post_authentication": "PostAuthentication",
    "define_auth_challenge": "DefineAuthChallenge",
    "create_auth_challenge": "CreateAuthChallenge",
    "verify_auth_challenge_response": "VerifyAuthChallengeResponse",
    "user_migration": "UserMigration",
}


@pytest.mark.terraform_module("triggers_and_web_acl")
@pytest.mark.scenario(name="{scenario}", triggers=[*TRIGGERS, "pre_token_generation"])
class TestTriggersAndWebAcl:
    def test_the_pool_calls_a_function_at_each_trigger(self, applied):
        config = pool_of(applied)["LambdaConfig"]
        function = f"{applied.outputs['function_arn']}:live"
        token = config.pop("PreTokenGenerationConfig")
        assert token == {"LambdaArn": function, "LambdaVersion": "V2_0"}
        config.pop("PreTokenGeneration", None)  # AWS returns it there too
        assert config == dict.fromkeys(TRIGGERS.values(), function)

    def test_only_the_pool_may_call_the_function(self, applied):
        policy = applied.client("lambda").get_policy(
            FunctionName=applied.outputs["function_arn"], Qualifier="live"
        )
        statements = json.loads(policy["Policy"])["Statement"]
        assert len(statements) == len(TRIGGERS) + 1
        for one in statements:
            assert one["Action"] == "lambda:InvokeFunction"
            assert one["Principal"] == {"Service": "cognito-idp.amazonaws.com"}
            assert one["Condition"]["ArnLike"] == {
                "AWS:SourceArn": applied.outputs["user_pool_arn"]
            }

    def test_the_web_acl_is_associated_with_the_pool(self, applied):
        found = applied.client("wafv2").get_web_acl_for_resource(
            ResourceArn=applied.outputs["user_pool_arn"]
        )
        assert found["WebACL"]["ARN"] == applied.outputs["web_acl_arn"]

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(
    name="senders",
    lambda_triggers={"pre_token_generation": f"{FUNCTION}:token"},
    pre_token_generation_version="V2_0",
    custom_senders={
        "kms_key_arn": KEY,
        "email": {"lambda_arn": f"{FUNCTION}:mail"},
        "sms": {"lambda_arn": f"{FUNCTION}:sms"},
    },
)
def test_custom_senders_are_planned_with_their_key_and_version(planned):
    (config,) = planned.resources[POOL]["lambda_config"]
    assert config["kms_key_id"] == KEY
    (mail,), (sms,) = config["custom_email_sender"], config["custom_sms_sender"]
    assert mail == {"lambda_arn": f"{FUNCTION}:mail", "lambda_version": "V1_0"}
    assert sms == {"lambda_arn": f"{FUNCTION}:sms", "lambda_version": "V1_0"}
    (token,) = config["pre_token_generation_config"]
    assert token == {"lambda_arn": f"{FUNCTION}:token", "lambda_version": "V2_0"}


SENDER = {"kms_key_arn": KEY, "email": {"lambda_arn": f"{FUNCTION}:mail"}}
BY_EMAIL = {
    "mfa": {"configuration": "OPTIONAL", "methods": ["EMAIL", "TOTP"]},
    "account_recovery": ["admin_only"],
}


@pytest.mark.scenario(name="codes", custom_senders=SENDER, **BY_EMAIL)
def test_a_custom_sender_of_email_sends_the_codes_of_mfa(planned):
    assert planned.resources[POOL]["email_mfa_configuration"]


@pytest.mark.scenario(
    name="one-time",
    custom_senders=SENDER,
    sign_in={"first_factors": ["PASSWORD", "EMAIL_OTP"]},
)
def test_a_custom_sender_of_email_sends_one_time_passwords(planned):
    (policy,) = planned.resources[POOL]["sign_in_policy"]
    assert set(policy["allowed_first_auth_factors"]) == {"PASSWORD", "EMAIL_OTP"}


@pytest.mark.scenario(
    name="codes",
    custom_senders={"kms_key_arn": KEY, "sms": {"lambda_arn": f"{FUNCTION}:sms"}},
    rejects="MFA or sign-in by email needs a verified SES identity",
    **BY_EMAIL,
)
def test_a_custom_sender_of_sms_does_not_send_email(rejected):
    assert len(rejected.diagnostics) == 1, rejected.diagnostics


@pytest.mark.scenario(
    name="managed",
    domain={"prefix": "{scenario}-steps", "managed_login_version": 2},
    clients={"web": {}},
)
def test_managed_login_has_a_manual_step_for_each_client(applied):
    (step,) = [one for one in applied.outputs["manual_steps"] if "branding style" in one]
    assert "create-managed-login-branding" in step
    assert applied.outputs["client_ids"]["web"] in step


@pytest.mark.scenario(
    name="elsewhere",
    managed_elsewhere={"identity_providers": ["Okta"], "oauth_scopes": ["other/read"]},
    clients={
        "web": {
            "supported_identity_providers": ["COGNITO", "Okta"],
            "allowed_oauth_flows": ["code"],
            "allowed_oauth_scopes": ["openid", "other/read"],
            "callback_urls": ["https://app.example.com/"],
        }
    },
)
def test_clients_may_name_what_another_configuration_manages(planned):
    client = planned.resources['aws_cognito_user_pool_client.this["web"]']
    assert set(client["allowed_oauth_scopes"]) == {"openid", "other/read"}


@pytest.mark.scenario(
    name="rotating",
    clients={"web": {"refresh_token_rotation": {"retry_grace_period_seconds": 60}}},
)
@pytest.mark.change(
    clients={
        "web": {"refresh_token_rotation": {"feature": "DISABLED", "retry_grace_period_seconds": 60}}
    }
)
def test_rotation_is_turned_off_by_writing_so(transition):
    client = cognito(
        transition.after,
        "describe_user_pool_client",
        "UserPoolClient",
        ClientId=transition.after.outputs["client_ids"]["web"],
    )
    assert client["RefreshTokenRotation"]["Feature"] == "DISABLED"
    assert "ALLOW_REFRESH_TOKEN_AUTH" in client["ExplicitAuthFlows"]
    assert transition.settled.empty, transition.settled


@pytest.mark.scenario(
    name="threat",
    tier="PLUS",
    email={"identity": {"address": "{scenario}@example.com"}},
    threat_protection={
        "custom_auth_mode": "AUDIT",
        "compromised_credentials": {"event_filter": ["SIGN_UP"]},
        "account_takeover": {
            "low": {"event_action": "NO_ACTION"},
            "high": {"event_action": "BLOCK", "notify": True},
            "notify_configuration": {
                "reply_to": "b@example.com",
                "block_email": {
                    "subject": "Blocked",
                    "html_body": "<p>Blocked</p>",
                    "text_body": "Blocked",
                },
            },
        },
        "blocked_ip_ranges": ["192.0.2.0/24"],
        "skipped_ip_ranges": ["198.51.100.0/24"],
    },
)
class TestThreatProtection:
    def test_the_pool_enforces_threat_protection(self, applied):
        assert pool_of(applied)["UserPoolAddOns"] == {
            "AdvancedSecurityMode": "ENFORCED",
            "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
        }

    def test_the_actions_for_threats_read_back(self, applied):
        risk = cognito(applied, "describe_risk_configuration", "RiskConfiguration")
        assert risk["CompromisedCredentialsRiskConfiguration"] == {
            "EventFilter": ["SIGN_UP"],
            "Actions": {"EventAction": "BLOCK"},
        }
        takeover = risk["AccountTakeoverRiskConfiguration"]
        assert takeover["Actions"] == {
            "LowAction": {"EventAction": "NO_ACTION", "Notify": False},
            "HighAction": {"EventAction": "BLOCK", "Notify": True},
        }
        notify = takeover["NotifyConfiguration"]
        assert notify["SourceArn"] == applied.outputs["email_configuration"]["sourceArn"]
        assert notify["ReplyTo"] == "b@example.com"
        assert notify["BlockEmail"] == {
            "Subject": "Blocked",
            "HtmlBody": "<p>Blocked</p>",
            "TextBody": "Blocked",
        }
        assert risk["RiskExceptionConfiguration"] == {
            "BlockedIPRangeList": ["192.0.2.0/24"],
            "SkippedIPRangeList": ["198.51.100.0/24"],
        }

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


WEB = {
    "name": "Web app",
    "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
    "prevent_user_existence_errors": "LEGACY",
    "enable_token_revocation": False,
    "access_token_validity": 2,
    "id_token_validity": 3,
    "refresh_token_validity": 40,
    "token_validity_units": {"access_token": "hours", "id_token": "hours", "refresh_token": "days"},
    "auth_session_validity": 10,
    "allowed_oauth_flows": ["code"],
    "allowed_oauth_scopes": ["openid", "https://api.example.com/read"],
    "callback_urls": ["https://app.example.com/"],
    "logout_urls": ["https://app.example.com/out"],
    "default_redirect_uri": "https://app.example.com/",
    "supported_identity_providers": ["COGNITO", "Okta"],
    "read_attributes": ["email", "name"],
    "write_attributes": ["name", "email"],
}


@pytest.mark.scenario(
    name="access",
    clients={"web": WEB},
    domain={"prefix": "{scenario}-access"},
    groups={"admins": {"description": "All", "precedence": 1}},
    resource_servers={
        "https://api.example.com": {"scopes": {"read": "To read"}},
        "https://none.example.com": {"scopes": {}},
    },
    identity_providers={
        "Okta": {
            "type": "OIDC",
            "details": {
                "client_id": "id",
                "client_secret": "secret",
                "authorize_scopes": "openid",
                "oidc_issuer": "https://okta.example.com",
                "attributes_request_method": "GET",
            },
            "attribute_mapping": {"email": "email", "username": "sub"},
        }
    },
    identity_pool={"allow_guests": True},
)
class TestAccess:
    def test_every_field_of_a_client_reads_back(self, applied):
        client = cognito(
            applied,
            "describe_user_pool_client",
            "UserPoolClient",
            ClientId=applied.outputs["client_ids"]["web"],
        )
        assert client["ClientName"] == "Web app"
        assert set(client["ExplicitAuthFlows"]) == set(WEB["explicit_auth_flows"])
        assert client["PreventUserExistenceErrors"] == "LEGACY"
        assert client["EnableTokenRevocation"] is False
        assert (client["AccessTokenValidity"], client["IdTokenValidity"]) == (2, 3)
        assert client["RefreshTokenValidity"] == 40
        assert client["TokenValidityUnits"] == {
            "AccessToken": "hours",
            "IdToken": "hours",
            "RefreshToken": "days",
        }
        assert client["AuthSessionValidity"] == 10
        assert client["AllowedOAuthFlowsUserPoolClient"] is True
        assert client["AllowedOAuthFlows"] == ["code"]
        assert set(client["AllowedOAuthScopes"]) == set(WEB["allowed_oauth_scopes"])
        assert client["CallbackURLs"] == WEB["callback_urls"]
        assert client["LogoutURLs"] == WEB["logout_urls"]
        assert client["DefaultRedirectURI"] == WEB["default_redirect_uri"]
        assert set(client["SupportedIdentityProviders"]) == {"COGNITO", "Okta"}
        assert set(client["ReadAttributes"]) == {"email", "name"}
        assert set(client["WriteAttributes"]) == {"email", "name"}

    def test_group_and_resource_server_read_back(self, applied):
        group = cognito(applied, "get_group", "Group", GroupName="admins")
        assert (group["Description"], group["Precedence"]) == ("All", 1)
        server = cognito(
            applied,
            "describe_resource_server",
            "ResourceServer",
            Identifier="https://api.example.com",
        )
        assert server["Name"] == "https-api.example.com"
        assert server["Scopes"] == [{"ScopeName": "read", "ScopeDescription": "To read"}]

    def test_the_identity_provider_reads_back(self, applied):
        provider = cognito(
            applied, "describe_identity_provider", "IdentityProvider", ProviderName="Okta"
        )
        assert provider["ProviderType"] == "OIDC"
        assert provider["ProviderDetails"]["oidc_issuer"] == "https://okta.example.com"
        assert provider["AttributeMapping"] == {"email": "email", "username": "sub"}

    def test_the_domain_belongs_to_the_pool(self, applied):
        host = applied.outputs["domain"]["host"]
        found = applied.client("cognito-idp").describe_user_pool_domain(Domain=host.split(".")[0])
        assert found["DomainDescription"]["UserPoolId"] == applied.outputs["user_pool_id"]

    def test_the_identity_pool_accepts_the_client_and_has_a_role_for_each_kind_of_user(
        self, applied
    ):
        identity, name = applied.client("cognito-identity"), applied.outputs["identity_pool_id"]
        pool = identity.describe_identity_pool(IdentityPoolId=name)
        assert pool["AllowUnauthenticatedIdentities"] is True
        (provider,) = pool["CognitoIdentityProviders"]
        assert provider["ClientId"] == applied.outputs["client_ids"]["web"]
        roles = identity.get_identity_pool_roles(IdentityPoolId=name)["Roles"]
        assert roles == {
            kind: role["arn"] for kind, role in applied.outputs["identity_pool_roles"].items()
        }
        assert set(roles) == {"authenticated", "unauthenticated"}
        for kind, short in {"authenticated": "auth", "unauthenticated": "unauth"}.items():
            assert f":role/access-{short}-" in roles[kind]

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


SOCIAL = {"client_id": "id", "client_secret": "secret", "authorize_scopes": "email"}
PROVIDERS = {
    "Google": {"type": "Google", "details": SOCIAL},
    "Facebook": {"type": "Facebook", "details": SOCIAL | {"api_version": "v17.0"}},
    "LoginWithAmazon": {"type": "LoginWithAmazon", "details": SOCIAL},
    "SignInWithApple": {
        "type": "SignInWithApple",
        "details": {
            "client_id": "id",
            "team_id": "team",
            "key_id": "key",
            "private_key": "key of the test",
            "authorize_scopes": "email",
        },
    },
    "Corporate": {
        "type": "SAML",
        "details": {"MetadataURL": "https://idp.example.com/metadata"},
        "idp_identifiers": ["example.com"],
    },
}


@pytest.mark.scenario(
    name="providers",
    identity_providers=PROVIDERS,
    clients={"web": {"supported_identity_providers": ["COGNITO", *PROVIDERS]}},
    domain={
        "name": "{scenario}.auth.example.com",
        "certificate_arn": "arn:aws:acm:us-east-1:000000000000:certificate/of-the-test",
        "managed_login_version": 2,
    },
    ui_customization={
        "ALL": {"css": ".label-customizable { font-weight: 400; }"},
        "web": {"image_file": base64.b64encode(b"a logo").decode()},
    },
)
class TestProviders:
    def test_each_kind_reads_back(self, applied):
        for name, asked in PROVIDERS.items():
            found = cognito(
                applied, "describe_identity_provider", "IdentityProvider", ProviderName=name
            )
            assert found["ProviderType"] == asked["type"]
            # AWS keeps the key of Sign in with Apple to itself.
            shown = {key: one for key, one in asked["details"].items() if key != "private_key"}
            assert shown.items() <= found["ProviderDetails"].items()
            assert "private_key" not in found["ProviderDetails"]
            assert found.get("IdpIdentifiers", []) == asked.get("idp_identifiers", [])

    def test_a_custom_domain_has_its_dns_record(self, applied):
        host = f"{applied.scenario.key}.auth.example.com"
        assert applied.outputs["domain"]["host"] == host
        found = applied.client("cognito-idp").describe_user_pool_domain(Domain=host)
        domain = found["DomainDescription"]
        assert domain["UserPoolId"] == applied.outputs["user_pool_id"]
        assert domain["ManagedLoginVersion"] == 2
        (record,) = applied.outputs["dns_records"]
        assert (record["name"], record["type"]) == (host, "CNAME")
        assert record["value"] == domain["CloudFrontDistribution"]

    def test_the_pages_have_their_style(self, applied):
        found = cognito(applied, "get_ui_customization", "UICustomization")
        assert found["CSS"] == ".label-customizable { font-weight: 400; }"

    def test_the_pages_of_a_client_have_its_logo(self, applied, gateway):
        # The emulator returns no ImageUrl, so this looks at the call, without its secrets.
        pool = applied.outputs["user_pool_id"]
        asked = [
            one.request
            for one in gateway.calls
            if one.operation == "SetUICustomization" and one.request["UserPoolId"] == pool
        ]
        assert {"UserPoolId": pool, "ClientId": "(secret)", "ImageFile": "(6 bytes)"} in asked

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(name="groups", groups={"a": {}, "b": {}, "c": {"precedence": 3}})
@pytest.mark.change(groups={"d": {}, "c": {"precedence": 3}, "a": {}})
def test_adding_removing_and_reordering_groups_changes_only_those(transition):
    assert transition.created == [f'{GROUP}["d"]']
    assert transition.deleted == [f'{GROUP}["b"]']
    assert transition.updated == transition.replaced == []
    assert transition.settled.empty


@pytest.mark.scenario(
    name="sign-in",
    sms={},
    tier="PLUS",
    sign_in={
        "alias_attributes": ["email", "preferred_username"],
        "case_sensitive": True,
        "first_factors": ["PASSWORD", "WEB_AUTHN"],
        "passkeys": {"relying_party_id": "example.com", "user_verification": "required"},
    },
    devices={
        "challenge_required_on_new_device": True,
        "device_only_remembered_on_user_prompt": True,
    },
)
class TestSignIn:
    def test_names_factors_and_devices_read_back(self, applied):
        pool = pool_of(applied)
        assert set(pool["AliasAttributes"]) == {"email", "preferred_username"}
        assert pool["UsernameConfiguration"] == {"CaseSensitive": True}
        assert set(pool["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]) == {
            "PASSWORD",
            "WEB_AUTHN",
        }
        assert pool["DeviceConfiguration"] == {
            "ChallengeRequiredOnNewDevice": True,
            "DeviceOnlyRememberedOnUserPrompt": True,
        }
        assert pool["UserPoolTier"] == "PLUS"

    def test_passkeys_belong_to_the_given_domain(self, applied):
        mfa = second_factors_of(applied)
        assert mfa["WebAuthnConfiguration"] == {
            "RelyingPartyId": "example.com",
            "UserVerification": "required",
        }

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


FULL = {
    "name": "in-place",
    "sms": {},
    "mfa": {"configuration": "OPTIONAL", "sms_message": "Code {####}"},
    "account_recovery": ["verified_email", "verified_phone_number"],
    "verification": TEXTS,
    "invitation": INVITATION,
    "devices": {},
    "password_policy": {"minimum_length": 10},
    "tier": "ESSENTIALS",
    "sign_in": {"first_factors": ["PASSWORD"]},
    "tags": {"stage": "test"},
}
CHANGES = {
    "mfa": {"configuration": "ON", "sms_message": "Other {####}"},
    "account_recovery": ["admin_only"],
    "verification": {**TEXTS, "sms_message": "Other {####}", "email_subject": "Other"},
    "invitation": {**INVITATION, "email_subject": "Other", "admin_only": True},
    "devices": {"challenge_required_on_new_device": True},
    "password_policy": {"minimum_length": 20, "require_symbols": False},
    "tier": "PLUS",
    "sign_in": {"first_factors": ["PASSWORD", "WEB_AUTHN"]},
    "tags": {"stage": "live"},
}


def changed_in_place(field):
    @pytest.mark.scenario(**FULL)
    @pytest.mark.change(**{field: CHANGES[field]})
    def test(transition):
        assert POOL in transition.updated
        assert transition.replaced == transition.created == transition.deleted == []
        assert transition.settled.empty, transition.settled

    return test


for one in CHANGES:
    globals()[f"test_a_full_pool_takes_another_{one}_in_place"] = changed_in_place(one)
