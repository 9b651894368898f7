"""Every check, in every verdict that it can give."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cognito_messaging.calls import DESCRIBE_USER_POOL
from cognito_messaging.checks import every_check
from cognito_messaging.checks.base import Check
from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.checks.subject import Expectations

from .fake_aws import (
    ACCOUNT,
    HEALTHY,
    IDENTITY_ARN,
    MANAGED_ARN,
    NUMBER_ARN,
    PUBLISH,
    ROLE_ARN,
    TRUST,
    UNUSED,
    Dns,
    FakeAws,
    country_rules,
    denied,
    error,
    finding,
    policy,
    run,
)

PASS, WARN, FAIL = Verdict.PASS, Verdict.WARN, Verdict.FAIL
UNKNOWN, NA = Verdict.UNKNOWN, Verdict.NOT_APPLICABLE


@dataclass(frozen=True)
class Case:
    """A fake AWS account, and the verdict of one check on it."""

    check: str
    verdict: Verdict
    message: str
    change: Callable[[FakeAws], object] = lambda fake: fake
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.check}-{self.verdict}-{self.message.replace(' ', '-')}"


def email(**fields: Any) -> Callable[[FakeAws], FakeAws]:
    return lambda fake: fake.pool(EmailConfiguration=fields)


def sms(**fields: Any) -> Callable[[FakeAws], FakeAws]:
    return lambda fake: fake.pool(SmsConfiguration=fields)


def eums(**fields: Any) -> Callable[[FakeAws], FakeAws]:
    settings = {"CallerArn": ROLE_ARN, "ExternalId": "external-1", **fields}
    return sms(SnsCallerArn=None, ExternalId=None, SnsRegion=None, EumsSms=settings)


def pool(**fields: Any) -> Callable[[FakeAws], FakeAws]:
    return lambda fake: fake.pool(**fields)


def no_sms(fake: FakeAws) -> FakeAws:
    return fake.pool(
        SmsConfiguration=None,
        AutoVerifiedAttributes=["email"],
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
    )


def replies(name: str, answer: Any) -> Callable[[FakeAws], FakeAws]:
    return lambda fake: fake.reply(name, answer)


def change(name: str, **fields: Any) -> Callable[[FakeAws], FakeAws]:
    return lambda fake: fake.change(name, **fields)


def both(*changes: Callable[[FakeAws], object]) -> Callable[[FakeAws], object]:
    def apply(fake: FakeAws) -> object:
        for one in changes:
            one(fake)
        return fake

    return apply


def at(pool_region: str, ses_region: str) -> Callable[[FakeAws], FakeAws]:
    """A pool in one region with an identity in another."""
    return lambda fake: fake.pool(
        Arn=f"arn:aws:cognito-idp:{pool_region}:{ACCOUNT}:userpool/{pool_region}_A",
        EmailConfiguration={
            "SourceArn": f"arn:aws:ses:{ses_region}:{ACCOUNT}:identity/example.com"
        },
    )


STYLE = "cognito-idp:DescribeManagedLoginBrandingByClient"
CLIENTS = "cognito-idp:ListUserPoolClients"
DOMAIN = "cognito-idp:DescribeUserPoolDomain"
CLASSIC = {"DomainDescription": {"ManagedLoginVersion": 1}}


def style_of_all_but(client: str) -> Callable[[Any], Any]:
    missing, style = error("ResourceNotFoundException"), HEALTHY[STYLE]
    return lambda params: missing if params["ClientId"] == client else style


def in_region(region: str) -> dict[str, Any]:
    return {"pool_id": f"{region}_A"}


def trust(**fields: Any) -> Callable[[FakeAws], FakeAws]:
    return change("iam:GetRole", Role={"AssumeRolePolicyDocument": policy({**TRUST, **fields})})


def attached(*statements: dict[str, Any]) -> Callable[[FakeAws], object]:
    """A managed policy that is attached to the SMS role."""
    listed = {"AttachedPolicies": [{"PolicyName": "sms", "PolicyArn": MANAGED_ARN}]}
    return both(
        replies("iam:ListAttachedRolePolicies", listed),
        change("iam:GetPolicyVersion", PolicyVersion={"Document": policy(*statements)}),
    )


def recovery(*mechanisms: str) -> Callable[[FakeAws], FakeAws]:
    """The recovery mechanisms of a pool, in their order."""
    listed = [{"Priority": at, "Name": name} for at, name in enumerate(mechanisms, 1)]
    return pool(AccountRecoverySetting={"RecoveryMechanisms": listed})


def replaces(name: str, field_name: str, value: Any) -> Callable[[FakeAws], object]:
    """A field of an answer with another value; `change` merges mappings."""
    return both(change(name, **{field_name: None}), change(name, **{field_name: value}))


def may_send_text(resource: str) -> Callable[[FakeAws], FakeAws]:
    statement = {"Effect": "Allow", "Action": "sms-voice:SendTextMessage", "Resource": resource}
    return change("iam:GetRolePolicy", PolicyDocument=policy(statement))


def simulated(action: str, decision: str) -> Callable[[FakeAws], FakeAws]:
    result = {"EvalActionName": action, "EvalDecision": decision}
    return change("iam:SimulatePrincipalPolicy", EvaluationResults=[result])


IDENTITY = "sesv2:GetEmailIdentity"
ACCOUNT_CALL = "sesv2:GetAccount"
EVENTS = "sesv2:GetConfigurationSetEventDestinations"
MFA = "cognito-idp:GetUserPoolMfaConfig"
VOICE = "pinpoint-sms-voice-v2:"
RULES = "GetProtectConfigurationCountryRuleSet"
LAMBDA = "arn:aws:lambda:eu-west-1:123456789012:function:send"
CUSTOM_EMAIL = pool(
    LambdaConfig={"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": LAMBDA}}
)
CUSTOM_SMS = pool(LambdaConfig={"CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": LAMBDA}})
DEFAULT_SENDER = email(EmailSendingAccount="COGNITO_DEFAULT")
SMS_ONLY = both(
    pool(AutoVerifiedAttributes=["phone_number"], UsernameAttributes=["phone_number"]),
    recovery("verified_phone_number"),
)
FEDERATED = change(
    "cognito-idp:DescribeUserPoolClient",
    UserPoolClient={"SupportedIdentityProviders": ["Google", "Okta"]},
)
NO_RECOVERY = pool(AccountRecoverySetting=None)
ADMIN_ONLY = pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
NOT_FOUND = error("NotFoundException")
NO_ENTITY = error("NoSuchEntity")
NO_RESOURCE = error("ResourceNotFoundException")
ADDRESS = email(
    SourceArn=IDENTITY_ARN.replace("example.com", "me@example.com"), From="me@example.com"
)
REGIONAL = policy(
    {
        "Effect": "Allow",
        "Principal": {"Service": "cognito-idp.ap-east-1.amazonaws.com"},
        "Action": ["ses:SendEmail", "ses:SendRawEmail"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
)


def from_address(pattern: str) -> Callable[[FakeAws], object]:
    """A pool in another region, and an identity that allows only some senders."""
    found = json.loads(REGIONAL)
    found["Statement"][0]["Condition"]["StringLike"] = {"ses:FromAddress": pattern}
    return both(
        at("ap-east-1", "ap-southeast-1"),
        change(IDENTITY, Policies={"cognito": json.dumps(found)}),
        lambda fake: fake.pool(
            EmailConfiguration={
                "SourceArn": IDENTITY_ARN.replace("eu-west-1", "ap-southeast-1"),
                "From": "App <no-reply@example.com>",
            }
        ),
    )


IP_CONDITION = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}

CASES = [
    Case("E1", PASS, "DEVELOPER"),
    Case("E1", FAIL, "COGNITO_DEFAULT", email(EmailSendingAccount="COGNITO_DEFAULT")),
    Case("E1", FAIL, "not set", pool(EmailConfiguration=None)),
    Case("E1", NA, "a Lambda function sends", CUSTOM_EMAIL),
    Case("E1", NA, "no setting of the pool", both(DEFAULT_SENDER, SMS_ONLY)),
    Case("E1", NA, "identity providers", both(DEFAULT_SENDER, FEDERATED, ADMIN_ONLY)),
    Case("E1", WARN, "can still sign up", both(DEFAULT_SENDER, FEDERATED)),
    Case("E2", PASS, "eu-west-1 can send through SES in eu-west-1"),
    Case(
        "E2",
        PASS,
        "can send through SES in ap-southeast-1",
        at("ap-east-1", "ap-southeast-1"),
        in_region("ap-east-1"),
    ),
    Case("E2", WARN, "when either region fails", at("eu-west-1", "us-east-1")),
    Case("E2", WARN, "does not list", at("ap-east-1", "ap-east-1"), in_region("ap-east-1")),
    Case("E2", FAIL, "cannot send through", at("eu-west-3", "eu-west-1"), in_region("eu-west-3")),
    Case("E2", FAIL, "SourceArn is not set", email(SourceArn=None)),
    Case("E2", FAIL, "not an SES identity", email(SourceArn=ROLE_ARN)),
    Case("E2", FAIL, "belongs to account", email(SourceArn=IDENTITY_ARN.replace("1234", "9234"))),
    Case("E2", UNKNOWN, "no valid pool ARN", pool(Arn=None)),
    Case("E2", NA, "does not send through SES", email(EmailSendingAccount="COGNITO_DEFAULT")),
    Case("E3", PASS, "no-reply@example.com"),
    Case(
        "E3",
        PASS,
        "me@example.com",
        email(SourceArn=IDENTITY_ARN.replace("ex", "me@ex"), From=None),
    ),
    Case("E3", WARN, "subdomain", email(From="a@mail.example.com")),
    Case("E3", WARN, "need quotes", email(From="Example Inc. <a@example.com>")),
    Case("E3", WARN, "RFC 2047", email(From="Ä <a@example.com>")),
    Case("E3", FAIL, "need quotes", email(From="Example, Inc. <a@example.com>")),
    Case("E3", FAIL, "does not belong to the identity", email(From="a@example.org")),
    Case("E3", FAIL, "has no default", email(From=None)),
    Case("E3", FAIL, "is not a sender", email(From="nobody")),
    Case(
        "E3", UNKNOWN, "belongs to account", email(SourceArn=IDENTITY_ARN.replace("1234", "9234"))
    ),
    Case("E3", NA, "does not send through SES", email(EmailSendingAccount="COGNITO_DEFAULT")),
    Case("E4", PASS, "is verified"),
    Case(
        "E4",
        FAIL,
        "PENDING, because of HOST_NOT_FOUND",
        change(
            IDENTITY,
            VerifiedForSendingStatus=False,
            VerificationStatus="PENDING",
            VerificationInfo={"ErrorType": "HOST_NOT_FOUND"},
        ),
    ),
    Case("E4", FAIL, "has no identity example.com", replies(IDENTITY, NOT_FOUND)),
    Case("E4", UNKNOWN, "AWS refused", replies(IDENTITY, denied())),
    Case("E4", UNKNOWN, "no VerifiedForSendingStatus", replies(IDENTITY, {})),
    Case(
        "E4", UNKNOWN, "belongs to account", email(SourceArn=IDENTITY_ARN.replace("1234", "9234"))
    ),
    Case("E4", NA, "names no SES identity", email(SourceArn=None)),
    Case("E5", PASS, "signs"),
    Case("E5", FAIL, "status is PENDING", change(IDENTITY, DkimAttributes={"Status": "PENDING"})),
    Case("E5", FAIL, "turned off", change(IDENTITY, DkimAttributes={"SigningEnabled": False})),
    Case(
        "E5",
        WARN,
        "prefer a domain",
        both(ADDRESS, change(IDENTITY, DkimAttributes={"Status": "NOT_STARTED"})),
    ),
    Case("E5", UNKNOWN, "has no DkimAttributes", change(IDENTITY, DkimAttributes=None)),
    Case("E5", UNKNOWN, "AWS refused", replies(IDENTITY, denied())),
    Case("E6", PASS, "mail.example.com is configured"),
    Case("E6", WARN, "No custom MAIL FROM", change(IDENTITY, MailFromAttributes=None)),
    Case(
        "E6",
        WARN,
        "is FAILED",
        change(IDENTITY, MailFromAttributes={"MailFromDomainStatus": "FAILED"}),
    ),
    Case(
        "E6",
        FAIL,
        "configured to reject",
        change(
            IDENTITY,
            MailFromAttributes={
                "MailFromDomainStatus": "FAILED",
                "BehaviorOnMxFailure": "REJECT_MESSAGE",
            },
        ),
    ),
    Case("E6", UNKNOWN, "AWS refused", replies(IDENTITY, denied())),
    Case("E7", PASS, "_dmarc.example.com"),
    Case("E7", WARN, "no DMARC", options={"dns": Dns({})}),
    Case("E7", WARN, "no DMARC", options={"dns": Dns({"_dmarc.example.com": ("v=spf1 -all",)})}),
    Case("E7", UNKNOWN, "no DNS answer", options={"dns": Dns({"fail": ()})}),
    Case("E8", PASS, "has production access"),
    Case(
        "E8",
        FAIL,
        "under review (case 42)",
        change(
            ACCOUNT_CALL,
            ProductionAccessEnabled=False,
            Details={"ReviewDetails": {"Status": "PENDING", "CaseId": "42"}},
        ),
    ),
    Case("E8", FAIL, "never requested", change(ACCOUNT_CALL, ProductionAccessEnabled=False)),
    Case(
        "E8", UNKNOWN, "has no ProductionAccess", change(ACCOUNT_CALL, ProductionAccessEnabled=None)
    ),
    Case("E8", UNKNOWN, "AWS refused", replies(ACCOUNT_CALL, denied())),
    Case("E9", PASS, "healthy"),
    Case("E9", WARN, "probation", change(ACCOUNT_CALL, EnforcementStatus="PROBATION")),
    Case("E9", WARN, "status is ODD", change(ACCOUNT_CALL, EnforcementStatus="ODD")),
    Case("E9", FAIL, "shut", change(ACCOUNT_CALL, EnforcementStatus="SHUTDOWN")),
    Case("E9", FAIL, "turned off", change(ACCOUNT_CALL, SendingEnabled=False)),
    Case("E9", UNKNOWN, "no EnforcementStatus", change(ACCOUNT_CALL, EnforcementStatus=None)),
    Case("E10", PASS, "enough for the 10,000"),
    Case("E10", PASS, "use --emails-per-day", options={"expectations": Expectations()}),
    Case("E10", PASS, "unlimited", change(ACCOUNT_CALL, SendQuota={"Max24HourSend": -1.0})),
    Case("E10", WARN, "were sent", change(ACCOUNT_CALL, SendQuota={"SentLast24Hours": 40001.0})),
    Case(
        "E10",
        FAIL,
        "less than the 10,000",
        change(ACCOUNT_CALL, SendQuota={"Max24HourSend": 200.0}),
    ),
    Case("E10", UNKNOWN, "has no SendQuota", change(ACCOUNT_CALL, SendQuota=None)),
    Case("E11", PASS, "after bounces and complaints"),
    Case(
        "E11",
        WARN,
        "after a complaint",
        change(ACCOUNT_CALL, SuppressionAttributes={"SuppressedReasons": ["BOUNCE"]}),
    ),
    Case(
        "E11",
        WARN,
        "bounce or a complaint",
        change(ACCOUNT_CALL, SuppressionAttributes={"SuppressedReasons": []}),
    ),
    Case("E11", UNKNOWN, "has no Suppression", change(ACCOUNT_CALL, SuppressionAttributes=None)),
    Case("E12", PASS, "reports"),
    Case("E12", WARN, "no configuration set, and its identity", email(ConfigurationSet=None)),
    Case("E12", WARN, "no bounce and no complaint", replies(EVENTS, {"EventDestinations": []})),
    Case(
        "E12",
        WARN,
        "no bounce",
        replies(
            EVENTS,
            {
                "EventDestinations": [
                    {"Name": "off", "Enabled": False, "MatchingEventTypes": ["BOUNCE", "COMPLAINT"]}
                ]
            },
        ),
    ),
    Case(
        "E12",
        FAIL,
        "has no configuration set auth",
        replies("sesv2:GetConfigurationSet", NOT_FOUND),
    ),
    Case(
        "E12",
        FAIL,
        "turned off",
        change("sesv2:GetConfigurationSet", SendingOptions={"SendingEnabled": False}),
    ),
    Case("E12", UNKNOWN, "AWS refused", replies(EVENTS, denied())),
    Case("E13", PASS, "both rates"),
    Case("E13", WARN, "No alarm", replies("cloudwatch:DescribeAlarms", {"MetricAlarms": []})),
    Case("E13", UNKNOWN, "AWS refused", replies("cloudwatch:DescribeAlarms", denied())),
    Case("E14", PASS, "exists"),
    Case("E14", FAIL, "has no role", replies("iam:GetRole", NO_ENTITY)),
    Case("E14", UNKNOWN, "AWS refused", replies("iam:GetRole", denied())),
    Case("E15", NA, "needs no identity policy"),
    Case(
        "E15",
        PASS,
        "may send",
        both(at("ap-east-1", "ap-southeast-1"), change(IDENTITY, Policies={"cognito": REGIONAL})),
        in_region("ap-east-1"),
    ),
    Case("E15", FAIL, "No policy", at("ap-east-1", "ap-southeast-1"), in_region("ap-east-1")),
    *(
        Case("E15", verdict, message, from_address(pattern), in_region("ap-east-1"))
        for pattern, verdict, message in (
            ("*@example.com", PASS, "may send"),
            ("*@example.org", FAIL, "No policy"),
        )
    ),
    Case(
        "E15",
        UNKNOWN,
        "cannot be read",
        both(at("ap-east-1", "ap-southeast-1"), change(IDENTITY, Policies={"cognito": "{"})),
        in_region("ap-east-1"),
    ),
    Case("E16", PASS, "verified at sign-up"),
    Case("E16", WARN, "is not verified", pool(AutoVerifiedAttributes=["phone_number"])),
    Case("E16", WARN, "not a recovery", recovery("verified_phone_number")),
    Case("E16", WARN, "not a recovery", recovery("admin_only")),
    Case("E16", PASS, "by SMS, or by email", NO_RECOVERY),
    Case("E16", PASS, "by SMS, or by email", both(NO_RECOVERY, pool(AccountRecoverySetting={}))),
    Case("E16", NA, "no setting of the pool", SMS_ONLY),
    Case("S0", PASS, "No custom sender"),
    Case("S0", WARN, "A Lambda function sends SMS", CUSTOM_SMS),
    Case("S1", PASS, "through SNS"),
    Case("S1", PASS, "End User Messaging", eums()),
    Case("S1", FAIL, "verified at sign-up", pool(SmsConfiguration=None)),
    Case(
        "S1",
        FAIL,
        "MFA by SMS is on",
        both(no_sms, change(MFA, SmsMfaConfiguration={"SmsAuthenticationMessage": "{####}"})),
    ),
    Case("S1", UNKNOWN, "AWS refused", both(no_sms, replies(MFA, denied()))),
    Case("S1", NA, "does not need SMS", no_sms),
    Case("S1", NA, "sends this pool's SMS", CUSTOM_SMS),
    Case("S2", PASS, "pools of this account with its external ID"),
    Case(
        "S2",
        WARN,
        "aws:SourceAccount, aws:SourceArn",
        trust(Condition={"StringEquals": {"sts:ExternalId": "external-1"}}),
    ),
    Case(
        "S2",
        WARN,
        "no condition on sts:ExternalId",
        trust(Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
    ),
    Case(
        "S2",
        PASS,
        "pools of this account",
        both(
            trust(
                Condition={
                    "StringLike": {"sts:ExternalId": "ext-*"},
                    "StringEquals": {"AWS:SourceAccount": [ACCOUNT]},
                    "ArnLikeIfExists": {"aws:SourceArn": f"arn:aws:cognito-idp:*:{ACCOUNT}:*"},
                }
            ),
            sms(ExternalId="ext-1"),
        ),
    ),
    Case(
        "S2",
        WARN,
        "no condition on sts:ExternalId, aws:SourceAccount, aws:SourceArn that excludes others",
        trust(
            Condition={
                "StringLike": {
                    "sts:ExternalId": "*",
                    "aws:SourceAccount": "*",
                    "aws:SourceArn": "*",
                }
            }
        ),
    ),
    Case(
        "S2",
        WARN,
        "no condition on aws:SourceArn that",
        trust(
            Condition={
                "StringEquals": {"sts:ExternalId": "external-1", "aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:*:*:userpool/*"},
            }
        ),
    ),
    Case(
        "S2",
        FAIL,
        "requires the external ID ext-*; the pool sends external-1",
        trust(Condition={"StringLike": {"sts:ExternalId": "ext-*"}}),
    ),
    Case("S2", FAIL, "excludes Cognito", trust(Condition={"Null": {"sts:ExternalId": "true"}})),
    Case("S2", FAIL, "does not trust", trust(Principal={"Service": "sns.amazonaws.com"})),
    Case("S2", FAIL, "requires the external ID external-1", sms(ExternalId="other")),
    Case(
        "S2",
        FAIL,
        "excludes Cognito",
        trust(
            Condition={
                "StringEquals": {
                    "sts:ExternalId": "external-1",
                    "aws:SourceAccount": "999999999999",
                }
            }
        ),
    ),
    Case("S2", FAIL, "does not exist", replies("iam:GetRole", NO_ENTITY)),
    Case(
        "S2",
        UNKNOWN,
        "depends on a condition",
        trust(Condition={**TRUST["Condition"], **IP_CONDITION}),
    ),
    Case("S2", UNKNOWN, "AWS refused", replies("iam:GetRole", denied())),
    Case("S2", NA, "no SMS configuration", no_sms),
    Case("S3", PASS, "may sns:Publish"),
    Case("S3", PASS, "may sns:Publish", replies("iam:SimulatePrincipalPolicy", denied())),
    Case(
        "S3",
        WARN,
        "not by an inline policy",
        both(replies("iam:ListRolePolicies", {"PolicyNames": []}), attached(PUBLISH)),
    ),
    Case(
        "S3",
        FAIL,
        "may not sns:Publish",
        both(
            replies("iam:ListRolePolicies", {"PolicyNames": []}),
            replies("iam:SimulatePrincipalPolicy", denied()),
        ),
    ),
    Case(
        "S3",
        FAIL,
        "The permissions boundary denies",
        change(
            "iam:SimulatePrincipalPolicy",
            EvaluationResults=[
                {
                    "EvalActionName": "sns:Publish",
                    "EvalDecision": "implicitDeny",
                    "PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": False},
                }
            ],
        ),
    ),
    Case(
        "S3",
        FAIL,
        "The organization's policy denies",
        change(
            "iam:SimulatePrincipalPolicy",
            EvaluationResults=[
                {
                    "EvalActionName": "sns:Publish",
                    "EvalDecision": "implicitDeny",
                    "OrganizationsDecisionDetail": {"AllowedByOrganizations": False},
                }
            ],
        ),
    ),
    Case(
        "S3",
        UNKNOWN,
        "simulation denies it",
        change(
            "iam:SimulatePrincipalPolicy",
            EvaluationResults=[{"EvalActionName": "sns:Publish", "EvalDecision": "implicitDeny"}],
        ),
    ),
    Case(
        "S3",
        FAIL,
        "denies",
        change(
            "iam:GetRolePolicy",
            PolicyDocument=policy(PUBLISH, {"Effect": "Deny", "Action": "sns:*", "Resource": "*"}),
        ),
    ),
    Case("S3", FAIL, "does not exist", replies("iam:ListRolePolicies", NO_ENTITY)),
    Case(
        "S3",
        FAIL,
        "may not sms-voice:SendTextMessage",
        both(eums(), replies("iam:SimulatePrincipalPolicy", denied())),
    ),
    Case(
        "S3",
        PASS,
        "may sms-voice:SendTextMessage",
        both(
            eums(OriginationIdentity=NUMBER_ARN),
            may_send_text(NUMBER_ARN),
            replies("iam:SimulatePrincipalPolicy", denied()),
        ),
    ),
    Case(
        "S3",
        PASS,
        "may sms-voice:SendTextMessage",
        both(
            eums(OriginationIdentity=NUMBER_ARN),
            replies("iam:ListRolePolicies", {"PolicyNames": []}),
            attached({**PUBLISH, "Action": "sms-voice:*"}),
            simulated("sms-voice:SendTextMessage", "allowed"),
        ),
    ),
    Case(
        "S3",
        FAIL,
        "may not sms-voice:SendTextMessage",
        both(
            eums(OriginationIdentity="+12065550100"),
            may_send_text(NUMBER_ARN),
            simulated("sms-voice:SendTextMessage", "implicitDeny"),
        ),
    ),
    Case(
        "S3",
        UNKNOWN,
        "or an origination identity",
        both(
            eums(),
            may_send_text(NUMBER_ARN),
            simulated("sms-voice:SendTextMessage", "implicitDeny"),
        ),
    ),
    Case(
        "S3",
        UNKNOWN,
        "AWS refused iam:GetRolePolicy",
        both(
            replies("iam:GetRolePolicy", denied()), replies("iam:SimulatePrincipalPolicy", denied())
        ),
    ),
    Case(
        "S3",
        UNKNOWN,
        "depends on a condition",
        both(
            change(
                "iam:GetRolePolicy",
                PolicyDocument=policy({**PUBLISH, "Condition": {"NumericLessThan": {"x": "1"}}}),
            ),
            replies("iam:SimulatePrincipalPolicy", denied()),
        ),
    ),
    Case("S4", PASS, "reports no failure"),
    Case("S4", FAIL, "SNSSandbox", pool(SmsConfigurationFailure="SNSSandbox")),
    Case("S4", NA, "no SMS configuration", no_sms),
    Case("S5", PASS, "has left"),
    Case("S5", PASS, "has left", both(eums(), replies("sns:GetSMSSandboxAccountStatus", denied()))),
    Case(
        "S5",
        FAIL,
        "is in the sandbox",
        replies("sns:GetSMSSandboxAccountStatus", {"IsInSandbox": True}),
    ),
    Case(
        "S5",
        FAIL,
        "is in the sandbox",
        replies(
            VOICE + "DescribeAccountAttributes",
            {"AccountAttributes": [{"Name": "ACCOUNT_TIER", "Value": "SANDBOX"}]},
        ),
    ),
    Case("S5", UNKNOWN, "AWS refused sns", replies("sns:GetSMSSandboxAccountStatus", denied())),
    Case(
        "S5",
        UNKNOWN,
        "has no ACCOUNT_TIER",
        both(eums(), replies(VOICE + "DescribeAccountAttributes", {"AccountAttributes": []})),
    ),
    Case(
        "S5",
        UNKNOWN,
        "may be sent from eu-central-1 or eu-west-1",
        sms(SnsRegion=None),
        in_region("eu-central-1"),
    ),
    Case("S6", PASS, "eu-west-1"),
    Case("S6", PASS, "ap-northeast-1", sms(SnsRegion=None), in_region("ap-northeast-2")),
    Case("S6", PASS, "as required", eums()),
    Case("S6", WARN, "is not set", sms(SnsRegion=None), in_region("eu-central-1")),
    Case("S6", WARN, "does not list", sms(SnsRegion="us-east-1"), in_region("xx-new-1")),
    Case("S6", FAIL, "not from us-east-1", sms(SnsRegion="us-east-1")),
    Case("S6", FAIL, "must be in the pool's region", eums(Region="us-east-1")),
    Case("S7", PASS, "500 USD"),
    Case(
        "S7",
        WARN,
        "less than the 300",
        replies("sns:GetSMSAttributes", {"attributes": {"MonthlySpendLimit": "200"}}),
    ),
    Case(
        "S7",
        WARN,
        "were spent",
        replies(
            "cloudwatch:GetMetricStatistics",
            {"Datapoints": [{"Timestamp": "2026-01-01T00:00:00Z", "Maximum": 450.0}]},
        ),
    ),
    Case(
        "S7",
        FAIL,
        "stop at 1 USD",
        replies("sns:GetSMSAttributes", {"attributes": {"MonthlySpendLimit": "1"}}),
    ),
    Case(
        "S7",
        FAIL,
        "stop at 1 USD",
        both(
            replies("sns:GetSMSAttributes", {"attributes": {}}),
            replies(
                VOICE + "DescribeSpendLimits",
                {
                    "SpendLimits": [
                        {
                            "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
                            "EnforcedLimit": 1,
                            "MaxLimit": 1,
                            "Overridden": False,
                        }
                    ]
                },
            ),
        ),
    ),
    Case("S7", UNKNOWN, "the other is not known", replies(VOICE + "DescribeSpendLimits", denied())),
    Case(
        "S7",
        UNKNOWN,
        "is not a number",
        replies("sns:GetSMSAttributes", {"attributes": {"MonthlySpendLimit": "much"}}),
    ),
    Case(
        "S7",
        UNKNOWN,
        "no spend limit",
        both(
            replies("sns:GetSMSAttributes", {"attributes": {}}),
            replies(VOICE + "DescribeSpendLimits", {"SpendLimits": []}),
        ),
    ),
    Case("S8", PASS, "Transactional"),
    Case("S8", WARN, "means Promotional", replies("sns:GetSMSAttributes", {"attributes": {}})),
    Case("S8", UNKNOWN, "AWS refused", replies("sns:GetSMSAttributes", denied())),
    Case("S8", NA, "not send through SNS", eums()),
    Case("S9", PASS, "US, DE"),
    Case("S9", WARN, "for DE", replies(VOICE + "DescribeSenderIds", {"SenderIds": []})),
    Case(
        "S9",
        FAIL,
        "No active number for US",
        replies(VOICE + "DescribePhoneNumbers", {"PhoneNumbers": []}),
    ),
    Case("S9", UNKNOWN, "AWS refused", replies(VOICE + "DescribeSenderIds", denied())),
    Case("S9", NA, "--sms-countries", options={"expectations": Expectations()}),
    Case("S10", PASS, "allows SNS"),
    Case("S10", WARN, "not confirmed", replies(VOICE + "GetResourcePolicy", NO_RESOURCE)),
    Case("S10", WARN, "not confirmed", change(VOICE + "GetResourcePolicy", Policy=None)),
    Case("S10", UNKNOWN, "AWS refused", replies(VOICE + "GetResourcePolicy", denied())),
    Case("S10", UNKNOWN, "cannot be read", change(VOICE + "GetResourcePolicy", Policy="[]")),
    Case(
        "S10", NA, "no active number", replies(VOICE + "DescribePhoneNumbers", {"PhoneNumbers": []})
    ),
    Case("S11", PASS, "protect-1"),
    Case(
        "S11",
        WARN,
        "no default",
        replies(VOICE + "DescribeAccountAttributes", {"AccountAttributes": []}),
    ),
    Case(
        "S11",
        FAIL,
        "blocks SMS to DE",
        replaces(VOICE + RULES, "CountryRuleSet", country_rules(US="ALLOW", DE="BLOCK")),
    ),
    Case("S11", UNKNOWN, "AWS refused", replies(VOICE + "DescribeAccountAttributes", denied())),
    Case("S12", NA, "has left"),
    Case("S12", PASS, "1 of ten", replies("sns:GetSMSSandboxAccountStatus", {"IsInSandbox": True})),
    Case(
        "S12",
        WARN,
        "are not verified yet",
        both(
            replies("sns:GetSMSSandboxAccountStatus", {"IsInSandbox": True}),
            replies(
                "sns:ListSMSSandboxPhoneNumbers",
                {"PhoneNumbers": [{"PhoneNumber": "+4915112345678", "Status": "Pending"}]},
            ),
        ),
    ),
    Case(
        "S12",
        WARN,
        "All ten",
        both(
            replies("sns:GetSMSSandboxAccountStatus", {"IsInSandbox": True}),
            replies(
                "sns:ListSMSSandboxPhoneNumbers",
                {
                    "PhoneNumbers": [
                        {"PhoneNumber": f"+491511234567{n}", "Status": "Verified"}
                        for n in range(10)
                    ]
                },
            ),
        ),
    ),
    Case("S12", UNKNOWN, "AWS refused", replies("sns:GetSMSSandboxAccountStatus", denied())),
    Case(
        "S12",
        UNKNOWN,
        "AWS refused sns:ListSMS",
        both(
            replies("sns:GetSMSSandboxAccountStatus", {"IsInSandbox": True}),
            replies("sns:ListSMSSandboxPhoneNumbers", denied()),
        ),
    ),
    Case("G1", PASS, "with TOTP"),
    Case("G1", PASS, "MFA is off", replies(MFA, {"MfaConfiguration": "OFF"})),
    Case(
        "G1",
        FAIL,
        "first factors EMAIL_OTP",
        both(
            change(MFA, MfaConfiguration="ON"),
            pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}),
        ),
    ),
    Case(
        "G1",
        FAIL,
        "WEB_AUTHN",
        both(
            change(MFA, MfaConfiguration="ON"),
            pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["WEB_AUTHN"]}}),
        ),
    ),
    Case(
        "G1",
        PASS,
        "MFA is ON",
        both(
            change(
                MFA,
                MfaConfiguration="ON",
                WebAuthnConfiguration={
                    "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"
                },
            ),
            pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["WEB_AUTHN"]}}),
        ),
    ),
    Case(
        "G1",
        FAIL,
        "Email is the second factor and the only recovery",
        both(change(MFA, EmailMfaConfiguration={"Subject": "code"}), no_sms),
    ),
    Case(
        "G1",
        FAIL,
        "MFA by email needs email through SES",
        both(
            change(MFA, EmailMfaConfiguration={"Subject": "code"}),
            email(EmailSendingAccount="COGNITO_DEFAULT"),
        ),
    ),
    Case(
        "G1",
        FAIL,
        "needs the tier",
        both(change(MFA, EmailMfaConfiguration={"Subject": "code"}), pool(UserPoolTier="LITE")),
    ),
    Case(
        "G1",
        FAIL,
        "SMS is the second factor and the only recovery",
        both(
            change(MFA, SmsMfaConfiguration={"SmsAuthenticationMessage": "{####}"}),
            pool(
                AccountRecoverySetting={
                    "RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]
                }
            ),
        ),
    ),
    Case(
        "G1",
        WARN,
        "SMS is the only second factor",
        change(
            MFA,
            SoftwareTokenMfaConfiguration={"Enabled": False},
            SmsMfaConfiguration={"SmsAuthenticationMessage": "{####}"},
        ),
    ),
    Case("G1", WARN, "no method", change(MFA, SoftwareTokenMfaConfiguration=None)),
    Case("G1", UNKNOWN, "AWS refused", replies(MFA, denied())),
    Case("G2", PASS, "active"),
    Case("G2", WARN, "INACTIVE", pool(DeletionProtection="INACTIVE")),
    Case("G2", WARN, "not set", pool(DeletionProtection=None)),
    Case("G3", PASS, "logged"),
    Case(
        "G3",
        WARN,
        "No delivery",
        replies(
            "cognito-idp:GetLogDeliveryConfiguration",
            {"LogDeliveryConfiguration": {"UserPoolId": "eu-west-1_A", "LogConfigurations": []}},
        ),
    ),
    Case(
        "G3", UNKNOWN, "has no LogDelivery", replies("cognito-idp:GetLogDeliveryConfiguration", {})
    ),
    Case("G4", PASS, "associated"),
    Case("G4", WARN, "no web ACL", replies("wafv2:GetWebACLForResource", {})),
    Case(
        "G4",
        WARN,
        "no web ACL",
        replies("wafv2:GetWebACLForResource", error("WAFNonexistentItemException")),
    ),
    Case(
        "G4",
        NA,
        "only administrators",
        pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True}),
    ),
    Case("G4", NA, "sends no SMS", no_sms),
    Case("G4", UNKNOWN, "AWS refused", replies("wafv2:GetWebACLForResource", denied())),
    Case("G5", NA, "no domain", pool(Domain=None)),
    Case("G5", PASS, "All 2 clients have a style"),
    Case("G5", PASS, "have a style", pool(CustomDomain="auth.example.com")),
    Case("G5", FAIL, "No client has a style", replies(STYLE, error("ResourceNotFoundException"))),
    Case("G5", WARN, "web: no style", replies(STYLE, style_of_all_but("web1"))),
    Case("G5", UNKNOWN, "AWS refused", replies(STYLE, denied())),
    Case("G5", UNKNOWN, "AWS refused", replies(CLIENTS, denied())),
    Case("G5", UNKNOWN, "has no UserPoolClients", replies(CLIENTS, {})),
    Case("G5", NA, "no clients", replies(CLIENTS, {"UserPoolClients": []})),
    Case("G5", UNKNOWN, "AWS refused", replies(DOMAIN, denied())),
    Case("G5", NA, "example: the classic", replies(DOMAIN, CLASSIC)),
    Case("G5", NA, "example: the classic", replies(DOMAIN, {})),
    Case(
        "G5",
        NA,
        "auth.example.com and example: the classic",
        both(replies(DOMAIN, CLASSIC), pool(CustomDomain="auth.example.com")),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_check_gives_the_expected_verdict_for_the_account(case: Case) -> None:
    fake = FakeAws()
    case.change(fake)
    found = finding(fake, case.check, **case.options)
    assert (found.verdict, case.message in found.message) == (case.verdict, True), found.message
    assert (found.remediation is not None) == (case.verdict in (WARN, FAIL))


@pytest.mark.parametrize("check", every_check(), ids=lambda check: check.id)
def test_every_verdict_that_a_check_can_give_has_a_case(check: Check) -> None:
    tree = ast.parse(inspect.getsource(inspect.getmodule(type(check))))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    possible = {
        verdict
        for name, verdict in (
            ("passed", PASS),
            ("warned", WARN),
            ("failed", FAIL),
            ("NotApplicable", NA),
            ("Unknowable", UNKNOWN),
        )
        if name in called
    }
    # Any other call may be refused; E1 fails without the answers about app clients.
    if set(check.calls) != {DESCRIBE_USER_POOL} and check.id != "E1":
        possible.add(UNKNOWN)
    assert possible <= {case.verdict for case in CASES if case.check == check.id}


def test_no_check_is_missing() -> None:
    expected = [
        *(f"E{number}" for number in range(1, 17)),
        *(f"S{number}" for number in range(13)),
        *(f"G{number}" for number in range(1, 6)),
    ]
    assert [check.id for check in every_check()] == expected


def test_a_healthy_pool_is_ready() -> None:
    report = run(FakeAws())
    assert (report.verdict, report.headline) == (PASS, "Ready for production")
    assert {found.check.id for found in report.findings if found.verdict is NA} == {"E15", "S12"}


def test_a_pool_with_an_unknown_verdict_is_not_ready() -> None:
    report = run(FakeAws().reply("wafv2:GetWebACLForResource", denied()))
    assert report.verdict is UNKNOWN
    assert report.headline == "Cannot tell: 1 check could not be answered"


def test_checks_share_the_answer_of_a_call() -> None:
    fake = FakeAws()
    run(fake)
    assert set(fake.asked.values()) == {1}
    assert len(fake.asked) >= 20


@pytest.mark.parametrize("name", sorted(set(HEALTHY) - UNUSED))
@pytest.mark.parametrize(
    "failure",
    [
        denied(),
        error("ThrottlingException"),
        error("InternalFailure"),
        error(""),
        ConnectionError("reset by peer"),
        ValueError("not JSON: \x1b[31m<html>"),
    ],
    ids=["denied", "throttled", "server-error", "no-code", "dropped", "garbage"],
)
def test_a_check_does_not_pass_if_a_call_that_it_depends_on_fails(
    name: str, failure: Exception
) -> None:
    healthy = {found.check.id: found for found in run(FakeAws()).findings}
    report = run(FakeAws().reply(name, failure))
    used = [
        found
        for found in report.findings
        if any(call.startswith(f"{name} ") for call in found.calls)
    ]
    assert used
    # S3, S5 and S7 also ask a second source, and can pass without its answer.
    optional = {
        "iam:SimulatePrincipalPolicy": {"S3"},
        "iam:ListAttachedRolePolicies": {"S3"},
        "iam:GetRole": {"S3"},
        "pinpoint-sms-voice-v2:DescribeAccountAttributes": {"S5"},
        "cloudwatch:GetMetricStatistics": {"S7"},
    }.get(name, set())
    for found in used:
        if found.check.id not in optional and healthy[found.check.id].verdict is not NA:
            assert found.verdict is not PASS or name.endswith("DescribeUserPool"), found
        assert "\n" not in found.message


def test_every_verdict_is_unknown_if_the_pool_cannot_be_described() -> None:
    report = run(FakeAws({}))
    assert {found.verdict for found in report.findings} == {UNKNOWN}
    assert len(report.findings) == len(every_check())


def test_a_pass_keeps_its_evidence() -> None:
    for found in run(FakeAws()).findings:
        if found.verdict is PASS:
            assert found.evidence, found.check.id
            json.dumps(found.evidence, default=str)
