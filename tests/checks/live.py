"""A live AWS emulator, and a user pool on it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import boto3
import botocore.session
import pytest
from botocore.loaders import create_loader

from terraform_scenarios import open_target

from .fake_aws import PUBLISH, policy, trust_of

_ACCOUNTS = itertools.count(444_455_556_666)
_MODELS = create_loader()  # it keeps AWS's models, which take a while to read


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of a MiniStack, the same for all tests of a process."""
    with open_target("embedded") as target:
        yield str(target.endpoint)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> boto3.Session:
    """Credentials of an account that no other test uses; the user's own are not read."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    account = str(next(_ACCOUNTS))  # MiniStack uses an access key of twelve digits as the account
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", account)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    # Each call of the command in a test makes a session of its own.
    monkeypatch.setattr(botocore.session, "create_loader", lambda search_path: _MODELS)
    return boto3.Session(
        aws_access_key_id=account,
        aws_secret_access_key="test",
        region_name="eu-west-1",
    )


@pytest.fixture
def pool_id(session: boto3.Session, endpoint: str) -> str:
    """A pool with a verified SES domain and a hardened SMS role."""
    sts, ses, iam, idp = (
        session.client(name, endpoint_url=endpoint)
        for name in ("sts", "sesv2", "iam", "cognito-idp")
    )
    account = sts.get_caller_identity()["Account"]
    ses.create_email_identity(EmailIdentity="example.com")
    role = iam.create_role(
        RoleName="cognito-sms",
        AssumeRolePolicyDocument=policy(trust_of(account)),
    )["Role"]["Arn"]
    iam.put_role_policy(
        RoleName="cognito-sms",
        PolicyName="publish",
        PolicyDocument=policy(PUBLISH),
    )
    made: str = idp.create_user_pool(
        PoolName="live",
        AutoVerifiedAttributes=["email"],
        EmailConfiguration={
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": f"arn:aws:ses:eu-west-1:{account}:identity/example.com",
            "From": "no-reply@example.com",
        },
        SmsConfiguration={
            "SnsCallerArn": role,
            "ExternalId": "external-1",
            "SnsRegion": "eu-west-1",
        },
    )["UserPool"]["Id"]
    return made
