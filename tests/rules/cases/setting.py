"""What a case is: two calls, and the account that prepares what they need."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

CASES: dict[str, Callable[[Setting], Pair]] = {}
REGION = "eu-central-1"


@dataclass(frozen=True)
class Pair:
    refused: Callable[[], object]
    allowed: Callable[[], object]


@dataclass(frozen=True)
class Setting:
    """An account, and a function that verifies a sender."""

    account: object
    verify: Callable[[str], None]

    def client(self, service, region=REGION):
        return self.account.client(service, region=region)

    @property
    def number(self):
        return self.account.number

    def identity(self, name, region=REGION, *, verified=True):
        """Create an identity, and return its ARN."""
        self.client("sesv2", region).create_email_identity(EmailIdentity=name)
        if verified:
            self.verify(name)
        return f"arn:aws:ses:{region}:{self.number}:identity/{name}"

    def pool(self, region=REGION, **settings):
        """Create a pool, and return its ID."""
        made = self.client("cognito-idp", region).create_user_pool(PoolName="p", **settings)
        return made["UserPool"]["Id"]

    def creates(self, region=REGION, **settings):
        """The call that creates a pool."""
        return lambda: self.pool(region, **settings)

    def role(self, name="sms", *, trust=None, policy=None):
        """Create an SMS role, and return its ARN; the default policy is the right one."""
        iam = self.client("iam")
        made = iam.create_role(
            RoleName=name, Path="/apps/", AssumeRolePolicyDocument=json.dumps(trust or self.trust())
        )
        if policy != {}:
            document = json.dumps(policy or permission())
            iam.put_role_policy(RoleName=name, PolicyName="publish", PolicyDocument=document)
        return made["Role"]["Arn"]

    def trust(self, *, principal="cognito-idp.amazonaws.com", external_id="x1", account=None):
        return {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": principal},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {
                            "sts:ExternalId": external_id,
                            "aws:SourceAccount": account or self.number,
                        },
                        "ArnLike": {
                            "aws:SourceArn": f"arn:aws:cognito-idp:*:{account or self.number}:"
                            "userpool/*"
                        },
                    },
                }
            ],
        }


def permission(**more):
    statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def case(name):
    def keep(make):
        CASES[name] = make
        return make

    return keep


def ses(arn, sender=None, **more):
    """An email configuration."""
    configuration = {"EmailSendingAccount": "DEVELOPER", "SourceArn": arn, **more}
    return {"EmailConfiguration": configuration | ({"From": sender} if sender else {})}


def sms(role, **more):
    """An SMS configuration."""
    configuration = {"SnsCallerArn": role, "ExternalId": "x1", "SnsRegion": REGION, **more}
    return {"SmsConfiguration": configuration}


def recovery(*names):
    mechanisms = [{"Name": name, "Priority": at} for at, name in enumerate(names, 1)]
    return {"AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}}


def first_factors(*factors):
    return {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *factors]}}}
