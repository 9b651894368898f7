"""An AWS account that a test can set up and break, at the level of botocore's calls.

Requests and answers are both validated by botocore's service models, so a test cannot depend on an
answer that AWS could not give.
"""

from __future__ import annotations

import asyncio
import copy
import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import botocore.session
from botocore.exceptions import ClientError
from botocore.validate import validate_parameters

from cognito_messaging.aws import Aws
from cognito_messaging.calls import ApiOperation
from cognito_messaging.checks import every_check
from cognito_messaging.checks.base import Check
from cognito_messaging.checks.subject import Expectations
from cognito_messaging.dns import LookupFailed
from cognito_messaging.readiness import Finding, Report, assess_pool

POOL_ID = "eu-west-1_AbCdEf123"
ACCOUNT = "123456789012"
POOL_ARN = f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/{POOL_ID}"
IDENTITY_ARN = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/example.com"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/auth/cognito-sms"
MANAGED_ARN = f"arn:aws:iam::{ACCOUNT}:policy/sms"
NUMBER_ARN = f"arn:aws:sms-voice:eu-west-1:{ACCOUNT}:phone-number/phone-1"

Reply = Mapping[str, Any] | Exception | Callable[[Mapping[str, Any]], Any]


def denied(operation: str = "Anything") -> ClientError:
    return error("AccessDeniedException", "not authorized", operation)


def error(code: str, message: str = "no", operation: str = "Anything") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust_of(account: str) -> dict[str, Any]:
    """The statement by which an SMS role trusts Cognito for the pools of an account."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"sts:ExternalId": "external-1", "aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:cognito-idp:eu-west-1:{account}:userpool/*"},
        },
    }


TRUST = trust_of(ACCOUNT)
PUBLISH = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}


def alarm(metric: str, threshold: float) -> dict[str, Any]:
    return {
        "AlarmName": metric,
        "Namespace": "AWS/SES",
        "MetricName": metric,
        "Statistic": "Average",
        "Period": 3600,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": threshold,
        "ActionsEnabled": True,
        "AlarmActions": ["arn:aws:sns:eu-west-1:123456789012:ops"],
    }


def country_rules(**statuses: str) -> dict[str, Any]:
    """The rules of a protect configuration, by country."""
    return {country: {"ProtectStatus": status} for country, status in statuses.items()}


# A pool without problems.
HEALTHY: dict[str, Reply] = {
    "cognito-idp:DescribeUserPool": {
        "UserPool": {
            "Id": POOL_ID,
            "Name": "customers",
            "Arn": POOL_ARN,
            "DeletionProtection": "ACTIVE",
            "MfaConfiguration": "OPTIONAL",
            "UserPoolTier": "ESSENTIALS",
            "Domain": "example",
            "AutoVerifiedAttributes": ["email", "phone_number"],
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [
                    {"Priority": 1, "Name": "verified_email"},
                    {"Priority": 2, "Name": "verified_phone_number"},
                ]
            },
            "EmailConfiguration": {
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": IDENTITY_ARN,
                "From": "Example <no-reply@example.com>",
                "ConfigurationSet": "auth",
            },
            "SmsConfiguration": {
                "SnsCallerArn": ROLE_ARN,
                "ExternalId": "external-1",
                "SnsRegion": "eu-west-1",
            },
        }
    },
    "cognito-idp:DescribeUserPoolDomain": {"DomainDescription": {"ManagedLoginVersion": 2}},
    "cognito-idp:ListUserPoolClients": {
        "UserPoolClients": [
            {"ClientId": "web1", "ClientName": "web"},
            {"ClientId": "app1", "ClientName": "app"},
        ]
    },
    "cognito-idp:DescribeManagedLoginBrandingByClient": {
        "ManagedLoginBranding": {"UserPoolId": POOL_ID, "UseCognitoProvidedValues": True}
    },
    "cognito-idp:ListUserPools": {"UserPools": [{"Id": POOL_ID, "Name": "customers"}]},
    "cognito-idp:DescribeUserPoolClient": {
        "UserPoolClient": {"ClientId": "web1", "SupportedIdentityProviders": ["COGNITO", "Google"]}
    },
    "cognito-idp:GetUserPoolMfaConfig": {
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    },
    "cognito-idp:GetLogDeliveryConfiguration": {
        "LogDeliveryConfiguration": {
            "UserPoolId": POOL_ID,
            "LogConfigurations": [
                {
                    "LogLevel": "ERROR",
                    "EventSource": "userNotification",
                    "CloudWatchLogsConfiguration": {
                        "LogGroupArn": "arn:aws:logs:eu-west-1:123456789012:log-group:auth"
                    },
                }
            ],
        }
    },
    "sesv2:GetEmailIdentity": {
        "IdentityType": "DOMAIN",
        "VerifiedForSendingStatus": True,
        "VerificationStatus": "SUCCESS",
        "DkimAttributes": {"SigningEnabled": True, "Status": "SUCCESS", "Tokens": ["a", "b", "c"]},
        "MailFromAttributes": {
            "MailFromDomain": "mail.example.com",
            "MailFromDomainStatus": "SUCCESS",
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
        "Policies": {},
    },
    "sesv2:GetAccount": {
        "ProductionAccessEnabled": True,
        "SendingEnabled": True,
        "EnforcementStatus": "HEALTHY",
        "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 1200.0},
        "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
    },
    "sesv2:GetConfigurationSet": {"ConfigurationSetName": "auth"},
    "sesv2:GetConfigurationSetEventDestinations": {
        "EventDestinations": [
            {
                "Name": "events",
                "Enabled": True,
                "MatchingEventTypes": ["BOUNCE", "COMPLAINT"],
                "SnsDestination": {"TopicArn": "arn:aws:sns:eu-west-1:123456789012:bounces"},
            }
        ]
    },
    "cloudwatch:DescribeAlarms": {
        "MetricAlarms": [
            alarm("Reputation.BounceRate", 0.05),
            alarm("Reputation.ComplaintRate", 0.001),
        ]
    },
    "cloudwatch:GetMetricStatistics": {
        "Label": "SMSMonthToDateSpentUSD",
        "Datapoints": [
            {"Timestamp": datetime(2026, 1, 1, 10, tzinfo=UTC), "Maximum": 9.0, "Unit": "None"},
            {"Timestamp": datetime(2026, 1, 1, 11, tzinfo=UTC), "Maximum": 12.5, "Unit": "None"},
        ],
    },
    "iam:GetRole": {
        "Role": {
            "Path": "/",
            "RoleName": "any",
            "RoleId": "AROA0123456789012345",
            "Arn": ROLE_ARN,
            "CreateDate": datetime(2026, 1, 1, tzinfo=UTC),
            "AssumeRolePolicyDocument": policy(TRUST),
        }
    },
    "iam:ListRolePolicies": {"PolicyNames": ["publish"]},
    "iam:GetRolePolicy": {
        "RoleName": "cognito-sms",
        "PolicyName": "publish",
        "PolicyDocument": policy(PUBLISH),
    },
    "iam:ListAttachedRolePolicies": {"AttachedPolicies": []},
    "iam:GetPolicy": {"Policy": {"Arn": MANAGED_ARN, "DefaultVersionId": "v1"}},
    "iam:GetPolicyVersion": {
        "PolicyVersion": {"VersionId": "v1", "Document": policy(PUBLISH)},
    },
    "iam:SimulatePrincipalPolicy": {
        "EvaluationResults": [{"EvalActionName": "sns:Publish", "EvalDecision": "allowed"}]
    },
    "sns:GetSMSSandboxAccountStatus": {"IsInSandbox": False},
    "sns:GetSMSAttributes": {
        "attributes": {"MonthlySpendLimit": "500", "DefaultSMSType": "Transactional"}
    },
    "sns:ListSMSSandboxPhoneNumbers": {
        "PhoneNumbers": [{"PhoneNumber": "+4915112345678", "Status": "Verified"}]
    },
    "pinpoint-sms-voice-v2:DescribeAccountAttributes": {
        "AccountAttributes": [
            {"Name": "ACCOUNT_TIER", "Value": "PRODUCTION"},
            {"Name": "DEFAULT_PROTECT_CONFIGURATION_ID", "Value": "protect-1"},
        ]
    },
    "pinpoint-sms-voice-v2:DescribeConfigurationSets": {
        "ConfigurationSets": [
            {
                "ConfigurationSetArn": f"arn:aws:sms-voice:eu-west-1:{ACCOUNT}:configuration-set/s",
                "ConfigurationSetName": "s",
                "EventDestinations": [],
                "CreatedTimestamp": datetime(2026, 1, 1, tzinfo=UTC),
            }
        ]
    },
    "pinpoint-sms-voice-v2:GetProtectConfigurationCountryRuleSet": {
        "ProtectConfigurationArn": f"arn:aws:sms-voice:eu-west-1:{ACCOUNT}:protect-configuration/p",
        "ProtectConfigurationId": "protect-1",
        "NumberCapability": "SMS",
        "CountryRuleSet": country_rules(US="ALLOW", DE="ALLOW", FR="BLOCK", GB="FILTER"),
    },
    "pinpoint-sms-voice-v2:ListPoolOriginationIdentities": {
        "PoolId": "pool-1",
        "OriginationIdentities": [
            {
                "OriginationIdentityArn": NUMBER_ARN,
                "OriginationIdentity": "phone-1",
                "IsoCountryCode": "US",
                "NumberCapabilities": ["SMS"],
            }
        ],
    },
    "pinpoint-sms-voice-v2:DescribeVerifiedDestinationNumbers": {
        "VerifiedDestinationNumbers": [
            {
                "VerifiedDestinationNumberArn": f"arn:aws:sms-voice:eu-west-1:{ACCOUNT}:v/v-1",
                "VerifiedDestinationNumberId": "v-1",
                "DestinationPhoneNumber": "+4915112345678",
                "Status": "VERIFIED",
                "CreatedTimestamp": datetime(2026, 1, 1, tzinfo=UTC),
            }
        ]
    },
    "pinpoint-sms-voice-v2:DescribeSpendLimits": {
        "SpendLimits": [
            {
                "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
                "EnforcedLimit": 500,
                "MaxLimit": 1000,
                "Overridden": True,
            }
        ]
    },
    "pinpoint-sms-voice-v2:DescribePhoneNumbers": {
        "PhoneNumbers": [
            {
                "PhoneNumberArn": NUMBER_ARN,
                "PhoneNumber": "+18005550100",
                "Status": "ACTIVE",
                "IsoCountryCode": "US",
                "MessageType": "TRANSACTIONAL",
                "NumberCapabilities": ["SMS"],
                "NumberType": "TOLL_FREE",
                "MonthlyLeasingPrice": "2.00",
                "TwoWayEnabled": False,
                "SelfManagedOptOutsEnabled": False,
                "OptOutListName": "Default",
                "DeletionProtectionEnabled": True,
                "CreatedTimestamp": datetime(2026, 1, 1, tzinfo=UTC),
            }
        ]
    },
    "pinpoint-sms-voice-v2:DescribeSenderIds": {
        "SenderIds": [
            {
                "SenderIdArn": f"arn:aws:sms-voice:eu-west-1:{ACCOUNT}:sender-id/EXAMPLE/DE",
                "SenderId": "EXAMPLE",
                "IsoCountryCode": "DE",
                "MessageTypes": ["TRANSACTIONAL"],
                "MonthlyLeasingPrice": "0.00",
                "DeletionProtectionEnabled": False,
                "Registered": False,
            }
        ]
    },
    "pinpoint-sms-voice-v2:GetResourcePolicy": {
        "ResourceArn": NUMBER_ARN,
        "Policy": policy(
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sms-voice:SendTextMessage",
                "Resource": NUMBER_ARN,
            }
        ),
    },
    "wafv2:GetWebACLForResource": {
        "WebACL": {
            "Name": "auth",
            "Id": "acl-1",
            "ARN": "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/auth/acl-1",
            "DefaultAction": {"Allow": {}},
            "VisibilityConfig": {
                "SampledRequestsEnabled": True,
                "CloudWatchMetricsEnabled": True,
                "MetricName": "auth",
            },
        }
    },
}
# Called for a fleet only, in the sandbox only, and for pools with other settings.
UNUSED = {
    "cognito-idp:ListUserPools",
    "cognito-idp:DescribeUserPoolClient",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "sns:ListSMSSandboxPhoneNumbers",
    "pinpoint-sms-voice-v2:DescribeConfigurationSets",
    "pinpoint-sms-voice-v2:DescribeVerifiedDestinationNumbers",
    "pinpoint-sms-voice-v2:ListPoolOriginationIdentities",
}
EXPECTATIONS = Expectations(10_000, ("US", "DE"), 300.0)
HOSTILE = (
    "<script>parent.hacked=1</script><img src=x onerror=parent.hacked=1>"
    "\x1b[31m\x1b]0;owned\x07\x9b2J\u202egnp.exe\u2066[bold]x[/bold][a](http://evil.example)"
    "`**b** | c\r\n# d\x00&amp;{{7*7}}"
)


@cache
def _operation(service: str, operation: str) -> Any:
    return botocore.session.get_session().get_service_model(service).operation_model(operation)


class FakeAws:
    """An AWS account: a transport that answers from a table and denies every other call."""

    def __init__(self, answers: Mapping[str, Reply] | None = None) -> None:
        self.answers: dict[str, Reply] = dict(HEALTHY if answers is None else answers)
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def change(self, name: str, **fields: Any) -> FakeAws:
        """Change fields of an answer; None removes a field."""
        answer = copy.deepcopy(self.answers[name])
        assert isinstance(answer, dict)
        _merge(answer, fields)
        self.answers[name] = answer
        return self

    def pool(self, **fields: Any) -> FakeAws:
        return self.change("cognito-idp:DescribeUserPool", UserPool=fields)

    def reply(self, name: str, answer: Reply) -> FakeAws:
        assert name in HEALTHY, name
        self.answers[name] = answer
        return self

    def __call__(
        self, operation: ApiOperation, region: str, params: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        model = _operation(operation.service, operation.name)
        validate_parameters(dict(params), model.input_shape)
        with self._lock:
            self.asked[f"{operation.full_name} {region} {sorted(params.items())}"] += 1
        reply = self.answers.get(operation.full_name, denied(operation.name))
        answer = reply(params) if callable(reply) else reply
        if isinstance(answer, Exception):
            raise answer
        validate_parameters(answer, model.output_shape)
        answer = copy.deepcopy(dict(answer))
        if operation.full_name == "iam:GetRole":  # botocore decodes policies, unlike its model
            role = answer["Role"]
            role["AssumeRolePolicyDocument"] = json.loads(role["AssumeRolePolicyDocument"])
        if operation.full_name == "iam:GetRolePolicy":
            answer["PolicyDocument"] = json.loads(answer["PolicyDocument"])
        if operation.full_name == "iam:GetPolicyVersion":
            version = answer["PolicyVersion"]
            version["Document"] = json.loads(version["Document"])
        return answer


def _merge(into: dict[str, Any], fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is None:
            into.pop(name, None)
        elif isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def broken() -> FakeAws:
    """An account whose report has every verdict."""
    return (
        FakeAws()
        .change("sesv2:GetAccount", ProductionAccessEnabled=False)
        .reply("sns:GetSMSSandboxAccountStatus", {"IsInSandbox": True})
        .reply("wafv2:GetWebACLForResource", {})
        .reply("cognito-idp:GetLogDeliveryConfiguration", denied())
    )


def hostile() -> FakeAws:
    """An account in which every text that other people control is hostile."""
    return (
        broken()
        .pool(
            Name=HOSTILE,
            SmsConfigurationFailure=HOSTILE,
            EmailConfiguration={"From": HOSTILE, "ConfigurationSet": HOSTILE[:64]},
        )
        .reply("sesv2:GetConfigurationSet", error("NotFoundException", HOSTILE))
        .reply("cognito-idp:GetUserPoolMfaConfig", error("Internal", HOSTILE))
    )


class Dns:
    """A resolver that answers from a table."""

    def __init__(self, records: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.records = (
            {"_dmarc.example.com": ("v=DMARC1; p=quarantine",)} if records is None else records
        )

    async def lookup(self, name: str, record_type: str) -> tuple[str, ...]:
        if self.records == {"fail": ()}:
            raise LookupFailed(f"no DNS answer for {record_type} {name}: timed out")
        return self.records.get(name, ())


def run(
    fake: FakeAws,
    *ids: str,
    dns: Dns | None = None,
    expectations: Expectations = EXPECTATIONS,
    pool_id: str = POOL_ID,
) -> Report:
    """The report of some checks. Default: all checks."""
    checks: list[Check] = [check for check in every_check() if not ids or check.id in ids]
    region = pool_id.partition("_")[0]
    with Aws(fake) as aws:
        return asyncio.run(
            assess_pool(
                aws,
                pool_id,
                region,
                expectations=expectations,
                checks=checks,
                resolver=dns or Dns(),
            )
        )


def finding(fake: FakeAws, check_id: str, **options: Any) -> Finding:
    (only,) = run(fake, check_id, **options).findings
    return only
