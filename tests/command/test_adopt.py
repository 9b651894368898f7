"""Adopting pools of different origin: an apply imports them, and then no change is left."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from cognito_messaging import hcl
from cognito_messaging.adoption import Adoption, ExistingPool, adopt, render
from cognito_messaging.cli.app import main
from cognito_messaging.pool import UserPool
from terraform_scenarios import Terraform, terraform_environment
from terraform_scenarios.engine import WarmEngine
from terraform_scenarios.gateway import Gateway

from ..checks.fake_aws import PUBLISH, FakeAws, policy, trust_of

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


def by_cdk_alone(idp: Any, account: str) -> str:
    """A pool as `new UserPool(this, "Pool")` creates it: usernames, recovery by phone, no SMS.

    Source: aws-cdk, user-pool.ts and user-pool-client.ts, defaults.
    """
    code = "The verification code to your new account is {####}"
    pool_id: str = idp.create_user_pool(
        PoolName="Pool84A8A9F5-Xk2",
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        EmailVerificationSubject="Verify your new account",
        EmailVerificationMessage=code,
        SmsVerificationMessage=code,
        VerificationMessageTemplate={
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailSubject": "Verify your new account",
            "EmailMessage": code,
            "SmsMessage": code,
        },
        AccountRecoverySetting={
            "RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_phone_number"},
                {"Priority": 2, "Name": "verified_email"},
            ]
        },
    )["UserPool"]["Id"]
    idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="PoolClient8A3E-9Zq",
        AllowedOAuthFlows=["implicit", "code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=[
            "profile",
            "phone",
            "email",
            "openid",
            "aws.cognito.signin.user.admin",
        ],
        CallbackURLs=["https://example.com"],
        SupportedIdentityProviders=["COGNITO"],
    )
    return pool_id


def by_cdk_with_links(idp: Any, account: str) -> str:
    """A pool of CDK that signs in by email or phone, verifies by link, and has a domain."""
    role = {
        "SnsCallerArn": ROLE.format(account=account, name="cognito-sms"),
        "ExternalId": "StackPool1234",
    }
    pool_id: str = idp.create_user_pool(
        PoolName="links",
        UsernameAttributes=["email", "phone_number"],
        AutoVerifiedAttributes=["email", "phone_number"],
        SmsConfiguration=role,
        SmsVerificationMessage="The verification code to your new account is {####}",
        VerificationMessageTemplate={
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailSubjectByLink": "Verify your new account",
            "EmailMessageByLink": "Verify your account by clicking on {##Verify Email##}",
            "SmsMessage": "The verification code to your new account is {####}",
        },
        Schema=[
            {"Name": "email", "Required": True, "Mutable": True},
            {"Name": "birthdate", "Required": False, "Mutable": False},
            {"Name": "joined", "AttributeDataType": "DateTime", "Mutable": False},
            {"Name": "paying", "AttributeDataType": "Boolean", "Mutable": True},
            {"Name": "free", "AttributeDataType": "String", "Mutable": True},
            {
                "Name": "short",
                "AttributeDataType": "String",
                "Mutable": True,
                "StringAttributeConstraints": {"MaxLength": "20"},
            },
        ],
        Policies={"PasswordPolicy": {"MinimumLength": 12, "TemporaryPasswordValidityDays": 3}},
        AccountRecoverySetting={
            "RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_phone_number"},
                {"Priority": 2, "Name": "verified_email"},
            ]
        },
    )["UserPool"]["Id"]
    idp.create_user_pool_domain(UserPoolId=pool_id, Domain=f"links-{account}")
    return pool_id


def by_amplify_with_passkeys(idp: Any, account: str) -> str:
    """A pool as an Amplify sandbox creates it with `loginWith: { webAuthn: true }`.

    Source: aws-amplify/amplify-backend, packages/auth-construct/src/construct.ts.
    """
    pool_id: str = idp.create_user_pool(
        PoolName="amplifyAuthUserPool4BA7F805-Pk1",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        Schema=[{"Name": "email", "Required": True, "Mutable": True}],
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        Policies={
            "PasswordPolicy": {"MinimumLength": 8, "RequireSymbols": True},
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]},
        },
    )["UserPool"]["Id"]
    idp.set_user_pool_mfa_config(
        UserPoolId=pool_id,
        MfaConfiguration="OFF",
        WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "preferred"},
    )
    idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="amplifyAuthUserPoolAppClient",
        ExplicitAuthFlows=[
            "ALLOW_USER_AUTH",
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_USER_SRP_AUTH",
        ],
        PreventUserExistenceErrors="ENABLED",
        SupportedIdentityProviders=["COGNITO"],
    )
    return pool_id


def by_amplify_with_phone(idp: Any, account: str) -> str:
    """A pool of Amplify's `loginWith: { phone: true }` with SMS as second factor."""
    role = {
        "SnsCallerArn": ROLE.format(account=account, name="cognito-sms"),
        "ExternalId": "amplifyAuth",
    }
    pool_id: str = idp.create_user_pool(
        PoolName="amplifyAuthUserPool4BA7F805-Ph1",
        UsernameAttributes=["phone_number"],
        AutoVerifiedAttributes=["phone_number"],
        UsernameConfiguration={"CaseSensitive": False},
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["phone_number"]},
        Schema=[{"Name": "phone_number", "Required": True, "Mutable": True}],
        SmsConfiguration=role,
        AccountRecoverySetting={
            "RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]
        },
    )["UserPool"]["Id"]
    return pool_id


def by_the_console_today(idp: Any, account: str) -> str:
    """A pool of the console's quick setup: protected, with a domain and a client with a secret."""
    pool_id: str = idp.create_user_pool(
        PoolName="User pool - 2xk9v",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        DeletionProtection="ACTIVE",
        UserPoolTier="ESSENTIALS",
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}},
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        Schema=[{"Name": "email", "Required": True, "Mutable": True}],
        AccountRecoverySetting={
            "RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_email"},
                {"Priority": 2, "Name": "verified_phone_number"},
            ]
        },
    )["UserPool"]["Id"]
    idp.create_user_pool_domain(
        UserPoolId=pool_id, Domain=f"us-east-12xk9v-{account}", ManagedLoginVersion=2
    )
    idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="My web app - 2xk9v",
        GenerateSecret=True,
        RefreshTokenValidity=5,
        TokenValidityUnits={
            "AccessToken": "minutes",
            "IdToken": "minutes",
            "RefreshToken": "days",
        },
        AccessTokenValidity=60,
        IdTokenValidity=60,
        AuthSessionValidity=3,
        ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        PreventUserExistenceErrors="ENABLED",
        EnableTokenRevocation=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["email", "openid", "phone"],
        CallbackURLs=["https://d84l1y8p4kdic.cloudfront.net"],
        SupportedIdentityProviders=["COGNITO"],
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
    idp.set_ui_customization(UserPoolId=pool_id, CSS=".banner-customizable { color: black; }")
    for name in ("readers", "writers"):
        idp.create_group(
            UserPoolId=pool_id,
            GroupName=name,
            Description=f"All {name}",
            Precedence=3,
            RoleArn=ROLE.format(account=account, name=name),
        )
    for name in ("one", "one", "two"):  # names need not be unique
        client = idp.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName=name,
            ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            EnableTokenRevocation=True,
            AuthSessionValidity=5,
            WriteAttributes=["email"],
        )["UserPoolClient"]["ClientId"]
    idp.set_ui_customization(
        UserPoolId=pool_id, ClientId=client, CSS=".banner-customizable { color: white; }"
    )
    idp.set_risk_configuration(
        UserPoolId=pool_id,
        ClientId=client,
        RiskExceptionConfiguration={"BlockedIPRangeList": ["192.0.2.0/24"]},
    )
    return pool_id


MAKERS: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        by_hand,
        by_the_console_today,
        by_amplify,
        by_amplify_with_passkeys,
        by_amplify_with_phone,
        by_cdk,
        by_cdk_alone,
        by_cdk_with_links,
        by_invitation,
        with_a_domain,
        with_everything,
    )
}
ACTIONS = {"create", "delete"}

needs_terraform = pytest.mark.skipif(
    not shutil.which("terraform") or not (MODULE / "main.tf").exists(),
    reason="no Terraform on PATH, or no module in this folder",
)


# What the first plan changes in place, by attribute: Cognito's own texts and one hour, which the
# module writes and AWS does not show.
WRITTEN_OUT = {
    "aws_cognito_user_pool": {
        "verification_message_template",
        "admin_create_user_config",
        "sms_authentication_message",
    },
    "aws_cognito_user_pool_client": {
        "token_validity_units",
        "access_token_validity",
        "id_token_validity",
    },
    "aws_cognito_identity_provider": set(),
}


def _prepare(session: boto3.Session, gateway: Gateway, account: str) -> None:
    """What the pools use: roles, a verified domain and a function."""
    iam = session.client("iam", endpoint_url=gateway.endpoint)
    for role in ("readers", "writers"):  # a group's role must exist
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=policy(trust_of(account)))
    trust = trust_of(account)
    del trust["Condition"]  # each pool has an external ID of its own
    iam.create_role(RoleName="cognito-sms", AssumeRolePolicyDocument=policy(trust))
    iam.put_role_policy(
        RoleName="cognito-sms", PolicyName="publish", PolicyDocument=policy(PUBLISH)
    )
    session.client("sesv2", endpoint_url=gateway.endpoint).create_email_identity(
        EmailIdentity="example.com"
    )
    gateway.manual.verify_sender("example.com", account=account)
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return event\n")
    session.client("lambda", endpoint_url=gateway.endpoint).create_function(
        FunctionName="before-sign-up",
        Runtime="python3.13",
        Handler="index.handler",
        Role=ROLE.format(account=account, name="readers"),
        Code={"ZipFile": code.getvalue()},
    )


@pytest.fixture
def engine() -> Iterator[WarmEngine]:
    """Keeps the provider running between commands."""
    with contextlib.closing(WarmEngine()) as engine:
        yield engine


@needs_terraform
def test_adopted_pools_are_imported_and_an_apply_changes_only_what_the_notes_say(
    engine: WarmEngine,
    tmp_path: Path,
    session: boto3.Session,
    gateway: Gateway,
    capsys: pytest.CaptureFixture[str],
) -> None:
    account = str(session.get_credentials().access_key)
    endpoint = gateway.endpoint
    idp = session.client("cognito-idp", endpoint_url=endpoint)
    _prepare(session, gateway, account)
    secrets = {}
    source = os.path.relpath(MODULE, tmp_path)  # Terraform copies the folder of an absolute path
    for name, maker in MAKERS.items():
        pool_id = maker(idp, account)
        file = tmp_path / f"{name}.tf"
        arguments = ["adopt", pool_id, "--source", source, "--name", name]
        assert main(["--endpoint-url", endpoint, *arguments, "--output", str(file)]) == 0
        text = file.read_text(encoding="utf-8")
        assert "never-to-be-printed" not in text
        secrets |= dict.fromkeys(re.findall('^variable "([^"]+)"', text, re.MULTILINE), "s")
        if name != "by_hand":  # one root, one provider
            text = re.sub(r'provider "aws" \{[^}]*\}\n', "", text)
            file.write_text(text, encoding="utf-8")
    everything = (tmp_path / "with_everything.tf").read_text(encoding="utf-8")
    assert "color: white" in everything
    assert "# the client two has rules of threat protection of its own" in everything
    notes = capsys.readouterr().err
    assert "note: the client two has rules of threat protection of its own" in notes
    assert secrets == {"corporate_client_secret": "s"}
    secrets["corporate_client_secret"] = "never-to-be-printed"  # what the caller knows
    (tmp_path / "terraform.tfvars.json").write_text(json.dumps(secrets), encoding="utf-8")
    reached = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    root = Terraform(tmp_path, env=terraform_environment(tmp_path, reached), run=engine.run)
    root.init()
    root.plan(tmp_path / "plan")
    resources = root.show_plan(tmp_path / "plan").resource_changes
    changes = {address: found["change"]["actions"] for address, found in resources.items()}
    assert sum("importing" in found["change"] for found in resources.values()) >= 30
    command = ["terraform", "fmt", "-check", "-diff", str(tmp_path)]
    formatted = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (formatted.returncode, formatted.stdout) == (0, "")
    added_or_destroyed = {address for address, did in changes.items() if ACTIONS & set(did)}
    permission = 'module.with_everything.aws_lambda_permission.cognito["pre_sign_up"]'
    assert changes[permission] == ["create"]  # as a remark at the top of the file states
    added_or_destroyed.remove(permission)
    assert added_or_destroyed == set()
    changed = {
        (address, name)
        for address, found in resources.items()
        if found["change"]["actions"] == ["update"]
        for name in found["change"]["after"]
        if found["change"]["after"][name] != found["change"]["before"][name]
        and name not in WRITTEN_OUT[found["type"]]
    }
    assert changed == set()
    root.apply(tmp_path / "plan")  # with everything that AWS would refuse
    root.plan(tmp_path / "plan")
    again = root.show_plan(tmp_path / "plan").resource_changes.values()
    assert [one["address"] for one in again if one["change"]["actions"] != ["no-op"]] == []


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
        ({"SmsConfiguration": {"SnsRegion": None}}, "no_sns_region keeps it so"),
        ({"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}, "the plan removes it"),
        ({"EmailConfiguration": {"From": "a@mail.example.org"}}, "the module refuses"),
        ({"EmailConfiguration": {"From": None}}, "From is not set"),
        ({"LambdaConfig": {"PreSignUp": "arn:aws:lambda:eu-west-1:1:function:f"}}, "a permission"),
        ({"LambdaConfig": {"InboundFederation": {"LambdaArn": "arn:x"}}}, "InboundFederation"),
        ({"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY"}}, "customer managed key"),
        ({"IssuerConfiguration": {"Type": "UPDATED"}}, "updated issuer"),
        ({"AccountRecoverySetting": None}, "no recovery setting"),
        ({"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY"}}, "may reset it"),
        ({"LambdaConfig": {"InboundFederation": {"LambdaArn": "arn:x"}}}, "may reset it"),
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


def test_a_pool_that_nobody_can_recover_is_left_to_administrators() -> None:
    recovery = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]}
    fake = FakeAws().pool(AccountRecoverySetting=recovery, SmsConfiguration={"SnsCallerArn": None})
    adopted = adopt(_existing(fake))
    assert adopted.inputs["account_recovery"] == ["admin_only"]
    assert any("nobody can" in remark for remark in adopted.remarks)


def test_oauth_flows_that_are_off_are_not_turned_on() -> None:
    client = {
        "ClientId": "c",
        "ClientName": "web",
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "AllowedOAuthFlowsUserPoolClient": False,
    }
    adopted = adopt(_existing(FakeAws(), clients=[client]))
    clients: Any = adopted.inputs["clients"]
    assert not {"allowed_oauth_flows", "allowed_oauth_scopes"} & set(clients["web"])
    assert any("OAuth flows that are off" in remark for remark in adopted.remarks)


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
