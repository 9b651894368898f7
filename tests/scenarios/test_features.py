"""What each input makes of a pool, read back from the target field by field."""

import pytest

POOL = "module.user_pool.aws_cognito_user_pool.this"
GROUP = "module.user_pool.aws_cognito_user_group.this"
FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function"
KEY = "arn:aws:kms:us-east-1:000000000000:key/1234"


def pool_of(applied):
    return applied.client("cognito-idp").describe_user_pool(
        UserPoolId=applied.outputs["user_pool_id"]
    )["UserPool"]


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


@pytest.mark.scenario(
    name="triggers",
    lambda_triggers={name: f"{FUNCTION}:{name}:live" for name in TRIGGERS},
)
def test_each_trigger_is_planned_with_its_function_and_the_pools_leave_to_call_it(planned):
    """Planned only: the permission needs functions that exist."""
    (config,) = planned.resources[POOL]["lambda_config"]
    for name in TRIGGERS:
        assert config[name] == f"{FUNCTION}:{name}:live"
        permission = planned.resources[f'module.user_pool.aws_lambda_permission.cognito["{name}"]']
        assert permission["function_name"] == f"{FUNCTION}:{name}"
        assert permission["qualifier"] == "live"
        assert permission["principal"] == "cognito-idp.amazonaws.com"


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


@pytest.mark.scenario(
    name="threat",
    tier="PLUS",
    email={"identity": {"arn": "arn:aws:ses:us-east-1:000000000000:identity/a@example.com"}},
    threat_protection={
        "compromised_credentials": {"event_filter": ["SIGN_UP"]},
        "account_takeover": {
            "low": {"event_action": "NO_ACTION"},
            "high": {"event_action": "BLOCK", "notify": True},
            "notify_configuration": {"reply_to": "b@example.com"},
        },
        "blocked_ip_ranges": ["192.0.2.0/24"],
    },
)
def test_the_answers_to_threats_are_planned(planned):
    """Planned only: the embedded target has no risk configuration."""
    risk = planned.resources['module.user_pool.aws_cognito_risk_configuration.this["this"]']
    (credentials,) = risk["compromised_credentials_risk_configuration"]
    assert credentials["event_filter"] == ["SIGN_UP"]
    assert credentials["actions"] == [{"event_action": "BLOCK"}]
    (takeover,) = risk["account_takeover_risk_configuration"]
    (actions,) = takeover["actions"]
    assert actions["low_action"] == [{"event_action": "NO_ACTION", "notify": False}]
    assert actions["medium_action"] == []
    assert actions["high_action"] == [{"event_action": "BLOCK", "notify": True}]
    (notify,) = takeover["notify_configuration"]
    assert notify["source_arn"].endswith(":identity/a@example.com")
    assert notify["reply_to"] == "b@example.com"
    (exceptions,) = risk["risk_exception_configuration"]
    assert exceptions["blocked_ip_range_list"] == ["192.0.2.0/24"]


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
    resource_servers={"https://api.example.com": {"scopes": {"read": "To read"}}},
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

    def test_the_domain_is_the_pools(self, applied):
        host = applied.outputs["domain"]["host"]
        found = applied.client("cognito-idp").describe_user_pool_domain(Domain=host.split(".")[0])
        assert found["DomainDescription"]["UserPoolId"] == applied.outputs["user_pool_id"]

    def test_the_identity_pool_takes_the_client_and_has_a_role_for_each_kind(self, applied):
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

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(name="groups", groups={"a": {}, "b": {}, "c": {"precedence": 3}})
@pytest.mark.change(groups={"d": {}, "c": {"precedence": 3}, "a": {}})
def test_adding_removing_and_reordering_groups_touches_only_those(transition):
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

    def test_passkeys_are_of_the_given_domain(self, applied):
        mfa = applied.client("cognito-idp").get_user_pool_mfa_config(
            UserPoolId=applied.outputs["user_pool_id"]
        )
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
