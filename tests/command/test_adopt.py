"""Adopting pools of different origin: the plan adds and destroys nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from cognito_messaging import hcl
from cognito_messaging.adoption import Adoption, ExistingPool, adopt, render
from cognito_messaging.cli.app import main
from cognito_messaging.pool import UserPool
from terraform_scenarios import Terraform, terraform_environment

from ..checks.fake_aws import FakeAws

MODULE = Path(__file__).parents[2]
ROLE = "arn:aws:iam::{account}:role/{name}"

Maker = Callable[[Any, str], str]


def by_hand(idp: Any, account: str) -> str:
    """A pool as the console creates it."""
    pool_id: str = idp.create_user_pool(
        PoolName="by hand",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[{"Name": "email", "Required": True, "Mutable": True}],
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
    )["UserPool"]["Id"]
    idp.create_user_pool_client(UserPoolId=pool_id, ClientName="My web app - kx2v")
    return pool_id


def by_amplify(idp: Any, account: str) -> str:
    """A pool as Amplify's defineAuth creates it."""
    pool_id: str = idp.create_user_pool(
        PoolName="amplifyAuthUserPool4BA7F805-Kk9",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        Schema=[{"Name": "email", "Required": True, "Mutable": True}],
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        Policies={
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireLowercase": True,
                "RequireUppercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
            }
        },
        VerificationMessageTemplate={
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailSubject": "Verify your new account",
            "EmailMessage": "The verification code to your new account is {####}",
            "SmsMessage": "The verification code to your new account is {####}",
        },
        UserPoolTags={"amplify:deployment-type": "branch", "created-by": "amplify"},
    )["UserPool"]["Id"]
    idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="amplifyAuthUserPoolAppClient",
        ExplicitAuthFlows=[
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_USER_SRP_AUTH",
        ],
        PreventUserExistenceErrors="ENABLED",
        SupportedIdentityProviders=["COGNITO"],
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=["https://example.com/"],
    )
    idp.create_group(UserPoolId=pool_id, GroupName="ADMINS", Precedence=0)
    return pool_id


def by_cdk(idp: Any, account: str) -> str:
    """A pool as aws-cdk creates it, with SES, SMS, usernames, aliases and no case setting."""
    pool_id: str = idp.create_user_pool(
        PoolName="CdkStackPool",
        AliasAttributes=["email", "phone_number"],
        AutoVerifiedAttributes=["email", "phone_number"],
        MfaConfiguration="OPTIONAL",
        SmsConfiguration={
            "SnsCallerArn": ROLE.format(account=account, name="cognito-sms"),
            "ExternalId": "cdkExternal",
            "SnsRegion": "eu-west-1",
        },
        EmailConfiguration={
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": f"arn:aws:ses:eu-west-1:{account}:identity/example.com",
            "From": '"Example, Inc." <no-reply@example.com>',
            "ReplyToEmailAddress": "help@example.com",
        },
        AccountRecoverySetting={
            "RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_phone_number"},
                {"Priority": 2, "Name": "verified_email"},
            ]
        },
        Schema=[
            {"Name": "family_name", "Required": True, "Mutable": True},
            {
                "Name": "plan",
                "AttributeDataType": "String",
                "Mutable": True,
                "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"},
            },
            {
                "Name": "seats",
                "AttributeDataType": "Number",
                "Mutable": False,
                "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "99"},
            },
        ],
    )["UserPool"]["Id"]
    idp.set_user_pool_mfa_config(
        UserPoolId=pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
        SmsMfaConfiguration={
            "SmsAuthenticationMessage": "{####} is your code",
            "SmsConfiguration": {
                "SnsCallerArn": ROLE.format(account=account, name="cognito-sms"),
                "ExternalId": "cdkExternal",
                "SnsRegion": "eu-west-1",
            },
        },
    )
    for name, secret in (("web", False), ("server", True)):
        idp.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName=name,
            GenerateSecret=secret,
            AccessTokenValidity=15,
            IdTokenValidity=15,
            RefreshTokenValidity=7,
            TokenValidityUnits={
                "AccessToken": "minutes",
                "IdToken": "minutes",
                "RefreshToken": "days",
            },
            ReadAttributes=["email", "custom:plan"],
        )
    return pool_id


def by_invitation(idp: Any, account: str) -> str:
    """A pool without sign-up, with message texts that contain template syntax."""
    made: str = idp.create_user_pool(
        PoolName="staff",
        UsernameConfiguration={"CaseSensitive": False},
        AutoVerifiedAttributes=["email"],
        DeletionProtection="ACTIVE",
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]},
        AdminCreateUserConfig={
            "AllowAdminCreateUserOnly": True,
            "InviteMessageTemplate": {
                "EmailSubject": 'Hello "${you}" %{if} \\',
                "EmailMessage": "Name {username}\nPassword {####}",
                "SMSMessage": "{username} {####}",
            },
        },
        DeviceConfiguration={
            "ChallengeRequiredOnNewDevice": True,
            "DeviceOnlyRememberedOnUserPrompt": True,
        },
    )["UserPool"]["Id"]
    return made


def with_a_domain(idp: Any, account: str) -> str:
    """A pool with hosted pages, an API with scopes, and a provider with a secret."""
    pool_id: str = idp.create_user_pool(
        PoolName="partners",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[{"Name": "email", "Required": True, "Mutable": True}],
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
    )["UserPool"]["Id"]
    idp.create_user_pool_domain(UserPoolId=pool_id, Domain=f"partners-{account}")
    idp.create_user_pool_domain(
        UserPoolId=pool_id,
        Domain=f"partners-{account}.auth.example.com",
        CustomDomainConfig={
            "CertificateArn": f"arn:aws:acm:us-east-1:{account}:certificate/of-the-test"
        },
    )
    idp.create_resource_server(
        UserPoolId=pool_id,
        Identifier="https://api.example.com",
        Name="api",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read everything"}],
    )
    idp.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName="corporate",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": "abc",
            "client_secret": "never-to-be-printed",
            "authorize_scopes": "openid",
            "oidc_issuer": "https://login.example.com",
            "attributes_request_method": "GET",
            "attributes_url_add_attributes": "false",
        },
        AttributeMapping={"email": "email", "username": "sub"},
    )
    idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["https://api.example.com/read"],
    )
    return pool_id


def with_everything(idp: Any, account: str) -> str:
    """A pool with every block that the emulator stores."""
    function = f"arn:aws:lambda:eu-west-1:{account}:function:before-sign-up"
    sms = {
        "SnsCallerArn": ROLE.format(account=account, name="cognito-sms"),
        "ExternalId": "external",
        "SnsRegion": "eu-west-1",
    }
    pool_id: str = idp.create_user_pool(
        PoolName="everything",
        UsernameAttributes=["email", "phone_number"],
        AutoVerifiedAttributes=["email", "phone_number"],
        UsernameConfiguration={"CaseSensitive": False},
        UserPoolTier="PLUS",
        UserPoolTags={"team": "identity"},
        UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"},
        DeletionProtection="ACTIVE",
        Policies={
            "PasswordPolicy": {"MinimumLength": 12, "TemporaryPasswordValidityDays": 3},
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
        },
        EmailConfiguration={
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": f"arn:aws:ses:eu-west-1:{account}:identity/example.com",
            "From": "Jane Doe <no-reply@example.com>",
            "ConfigurationSet": "auth",
        },
        SmsConfiguration=sms,
        LambdaConfig={"PreSignUp": function},
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        AccountRecoverySetting={
            "RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_email"},
                {"Priority": 2, "Name": "verified_phone_number"},
            ]
        },
        VerificationMessageTemplate={
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailSubjectByLink": "Confirm",
            "EmailMessageByLink": "{##Click##}",
        },
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True},
    )["UserPool"]["Id"]
    idp.set_user_pool_mfa_config(
        UserPoolId=pool_id,
        MfaConfiguration="OPTIONAL",
        SmsMfaConfiguration={"SmsConfiguration": sms},
        SoftwareTokenMfaConfiguration={"Enabled": True},
        EmailMfaConfiguration={"Subject": "Your code", "Message": "It is {####}"},
        WebAuthnConfiguration={"RelyingPartyId": "example.com", "UserVerification": "required"},
    )
    idp.create_user_pool_domain(UserPoolId=pool_id, Domain=f"everything-{account}")
    idp.set_ui_customization(UserPoolId=pool_id, CSS=".banner { color: black; }")
    for name in ("readers", "writers"):
        idp.create_group(
            UserPoolId=pool_id,
            GroupName=name,
            Description=f"All {name}",
            Precedence=3,
            RoleArn=ROLE.format(account=account, name=name),
        )
    for name in ("one", "one", "two"):  # names need not be unique
        idp.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName=name,
            ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            EnableTokenRevocation=True,
            AuthSessionValidity=5,
            WriteAttributes=["email"],
        )
    return pool_id


MAKERS: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (by_hand, by_amplify, by_cdk, by_invitation, with_a_domain, with_everything)
}
ACTIONS = {"create", "delete"}

needs_terraform = pytest.mark.skipif(
    not shutil.which("terraform") or not (MODULE / "main.tf").exists(),
    reason="no Terraform on PATH, or no module in this folder",
)


@needs_terraform
def test_a_plan_of_adopted_pools_adds_and_destroys_nothing(
    tmp_path: Path,
    session: boto3.Session,
    endpoint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    account = str(session.get_credentials().access_key)
    idp = session.client("cognito-idp", endpoint_url=endpoint)
    for role in ("readers", "writers"):  # a group's role must exist
        session.client("iam", endpoint_url=endpoint).create_role(
            RoleName=role, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17"})
        )
    session.client("sesv2", endpoint_url=endpoint).create_email_identity(
        EmailIdentity="example.com"
    )
    secrets = {}
    for name, maker in MAKERS.items():
        pool_id = maker(idp, account)
        file = tmp_path / f"{name}.tf"
        arguments = ["adopt", pool_id, "--source", str(MODULE), "--name", name]
        assert main(["--endpoint-url", endpoint, *arguments, "--output", str(file)]) == 0
        text = file.read_text(encoding="utf-8")
        assert "never-to-be-printed" not in text
        secrets |= dict.fromkeys(re.findall('^variable "([^"]+)"', text, re.MULTILINE), "s")
        if name != "by_hand":  # one root, one provider
            text = re.sub(r'provider "aws" \{[^}]*\}\n', "", text)
            file.write_text(text, encoding="utf-8")
    assert secrets == {"corporate_client_secret": "s"}
    secrets["corporate_client_secret"] = "never-to-be-printed"  # what the caller knows
    (tmp_path / "terraform.tfvars.json").write_text(json.dumps(secrets), encoding="utf-8")
    reached = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    root = Terraform(tmp_path, env=terraform_environment(tmp_path, reached))
    root.init()
    root.plan(tmp_path / "plan")
    resources = root.show_plan(tmp_path / "plan").resource_changes
    changes = {address: found["change"]["actions"] for address, found in resources.items()}
    assert sum("importing" in found["change"] for found in resources.values()) >= 20
    command = ["terraform", "fmt", "-check", "-diff", str(tmp_path)]
    formatted = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (formatted.returncode, formatted.stdout) == (0, "")
    added_or_destroyed = {address for address, did in changes.items() if ACTIONS & set(did)}
    permission = 'module.with_everything.aws_lambda_permission.cognito["pre_sign_up"]'
    assert changes[permission] == ["create"]  # as a remark at the top of the file states
    added_or_destroyed.remove(permission)
    assert added_or_destroyed == set()


def _existing(fake: FakeAws, **more: Any) -> ExistingPool:
    raw: Any = fake.answers["cognito-idp:DescribeUserPool"]
    pool = UserPool("eu-west-1_A", "eu-west-1", raw["UserPool"])
    return ExistingPool(pool, **more)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"SmsConfiguration": {"SnsCallerArn": None, "EumsSms": {"CallerArn": "arn:x"}}},
            "EumsSms",
        ),
        ({"SmsConfiguration": {"SnsRegion": None}}, "sns_region"),
        ({"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}, "the plan removes it"),
        ({"EmailConfiguration": {"From": "a@mail.example.org"}}, "the module refuses"),
        ({"EmailConfiguration": {"From": None}}, "From is not set"),
        ({"LambdaConfig": {"PreSignUp": "arn:aws:lambda:eu-west-1:1:function:f"}}, "a permission"),
        ({"LambdaConfig": {"InboundFederation": {"LambdaArn": "arn:x"}}}, "InboundFederation"),
        ({"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY"}}, "customer managed key"),
        ({"IssuerConfiguration": {"Type": "UPDATED"}}, "updated issuer"),
        ({"AccountRecoverySetting": None}, "no recovery setting"),
    ],
)
def test_settings_that_the_module_cannot_express_are_listed(
    change: dict[str, Any], expected: str
) -> None:
    adopted = adopt(_existing(FakeAws().pool(**change)))
    assert any(expected in remark for remark in adopted.remarks), adopted.remarks


def test_a_pool_without_a_username_configuration_gets_none() -> None:
    sign_in = adopt(_existing(FakeAws())).inputs["sign_in"]
    assert isinstance(sign_in, dict)
    assert sign_in["no_case_setting"] is True
    assert "case_sensitive" not in sign_in


def test_an_invitation_that_the_provider_refuses_is_not_adopted() -> None:
    template = {"EmailMessage": "Welcome {username}", "SMSMessage": "{username} {####}"}
    adopted = adopt(
        _existing(FakeAws().pool(AdminCreateUserConfig={"InviteMessageTemplate": template}))
    )
    assert adopted.inputs["invitation"] == {"admin_only": False, "sms_message": "{username} {####}"}
    assert any("invitation.email_message is not adopted" in remark for remark in adopted.remarks)


def test_rules_of_threat_protection_that_is_off_are_not_adopted() -> None:
    fake = FakeAws().pool(UserPoolAddOns={"AdvancedSecurityMode": "OFF"})
    risk = {"RiskExceptionConfiguration": {"BlockedIPRangeList": ["10.0.0.0/8"]}}
    adopted = adopt(_existing(fake, risk=risk))
    assert adopted.inputs["threat_protection"] == {"mode": "OFF"}


def test_both_domains_of_a_pool_are_adopted() -> None:
    certificate = "arn:aws:acm:us-east-1:000000000000:certificate/a"
    own = {
        "Domain": "auth.example.com",
        "CustomDomainConfig": {"CertificateArn": certificate},
        "ManagedLoginVersion": 2,
    }
    adopted = adopt(
        _existing(FakeAws(), domains=[own, {"Domain": "example", "ManagedLoginVersion": 1}])
    )
    assert adopted.inputs["domain"] == {
        "name": "auth.example.com",
        "certificate_arn": certificate,
        "prefix": "example",
        "managed_login_version": 2,
    }
    imports = {address: one for address, one in adopted.imports.items() if "_domain." in address}
    assert imports == {
        'aws_cognito_user_pool_domain.this["name"]': "auth.example.com",
        'aws_cognito_user_pool_domain.this["prefix"]': "example",
    }
    assert any("different versions of managed login" in remark for remark in adopted.remarks)


def test_what_aws_reads_in_the_metadata_of_a_provider_is_not_adopted() -> None:
    details = {
        "MetadataURL": "https://idp.example.com/m",
        "ActiveEncryptionCertificate": "certificate",
        "SLORedirectBindingURI": "https://idp.example.com/out",
        "SSORedirectBindingURI": "https://idp.example.com/in",
    }
    provider = {"ProviderName": "Corp", "ProviderType": "SAML", "ProviderDetails": details}
    adopted = adopt(_existing(FakeAws(), identity_providers=[provider]))
    assert adopted.inputs["identity_providers"] == {
        "Corp": {"type": "SAML", "details": {"MetadataURL": "https://idp.example.com/m"}}
    }


def test_a_part_that_could_not_be_read_is_a_remark() -> None:
    adopted = adopt(_existing(FakeAws(), unread=["AWS refused ListGroups"]))
    assert adopted.remarks[-1] == "not read, so not adopted: AWS refused ListGroups"


def test_threat_protection_triggers_and_senders_are_adopted() -> None:
    fake = FakeAws().pool(
        UserPoolTier="PLUS",
        UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"},
        LambdaConfig={
            "PreTokenGenerationConfig": {"LambdaArn": "arn:t", "LambdaVersion": "V2_0"},
            "CustomSMSSender": {"LambdaArn": "arn:s", "LambdaVersion": "V1_0"},
            "KMSKeyID": "arn:k",
        },
    )
    risk = {
        "CompromisedCredentialsRiskConfiguration": {
            "EventFilter": ["SIGN_IN"],
            "Actions": {"EventAction": "BLOCK"},
        },
        "RiskExceptionConfiguration": {"BlockedIPRangeList": ["10.0.0.0/8"]},
        "AccountTakeoverRiskConfiguration": {
            "Actions": {"HighAction": {"EventAction": "BLOCK", "Notify": True}},
            "NotifyConfiguration": {"SourceArn": "arn:i", "BlockEmail": {"Subject": "s"}},
        },
    }
    inputs = adopt(_existing(fake, risk=risk)).inputs
    assert inputs["lambda_triggers"] == {"pre_token_generation": "arn:t"}
    assert inputs["pre_token_generation_version"] == "V2_0"
    assert inputs["custom_senders"] == {"kms_key_arn": "arn:k", "sms": {"lambda_arn": "arn:s"}}
    assert inputs["threat_protection"] == {
        "mode": "ENFORCED",
        "compromised_credentials": {"event_action": "BLOCK", "event_filter": ["SIGN_IN"]},
        "blocked_ip_ranges": ["10.0.0.0/8"],
        "account_takeover": {
            "high": {"event_action": "BLOCK", "notify": True},
            "notify_configuration": {
                "source_arn": "arn:i",
                "block_email": {"subject": "s", "html_body": "", "text_body": ""},
            },
        },
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('${x} %{y} "q" \\ \n\x1b é', '"$${x} %%{y} \\"q\\" \\\\ \\n\\u001b \\u00e9"'),
        (True, "true"),
        (None, "null"),
        (1.5, "1.5"),
        (["a", 1], '["a", 1]'),
        ({}, "{}"),
        (hcl.Reference("var.x"), "var.x"),
        ({"a": 1, "a b": {"c": "d"}}, '{\n  a = 1\n  "a b" = {\n    c = "d"\n  }\n}'),
    ],
)
def test_terraform_reads_a_written_value_unchanged(value: object, written: str) -> None:
    assert hcl.literal(value) == written


def test_a_remark_with_line_breaks_stays_a_comment() -> None:
    adoption = Adoption(remarks=['a\nresource "x" "y" {}\r\nb'])
    document = render(adoption, name="auth", source=".", region="eu-west-1")
    assert not re.search("^resource", document, re.MULTILINE)
