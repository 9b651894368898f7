"""The AWS calls that the readiness checks make, each with the IAM actions it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What an IAM statement for a call can be narrowed to."""

    POOL = "pool"
    IDENTITY = "identity"
    CONFIGURATION_SET = "configuration-set"
    SMS_ROLE = "sms-role"
    EMAIL_SERVICE_ROLE = "email-service-role"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Call:
    """One API operation.

    Attributes:
        service: botocore's name of the service.
        operation: the operation as AWS spells it.
        actions: what IAM must allow.
        scopes: the resources it is asked about.
    """

    service: str
    operation: str
    actions: tuple[str, ...]
    scopes: tuple[Scope, ...] = (Scope.ACCOUNT,)

    @property
    def name(self) -> str:
        """``service:Operation``."""
        return f"{self.service}:{self.operation}"


DESCRIBE_USER_POOL = Call(
    "cognito-idp", "DescribeUserPool", ("cognito-idp:DescribeUserPool",), (Scope.POOL,)
)
LIST_USER_POOLS = Call("cognito-idp", "ListUserPools", ("cognito-idp:ListUserPools",))
GET_MFA_CONFIG = Call(
    "cognito-idp", "GetUserPoolMfaConfig", ("cognito-idp:GetUserPoolMfaConfig",), (Scope.POOL,)
)
GET_LOG_DELIVERY = Call(
    "cognito-idp",
    "GetLogDeliveryConfiguration",
    ("cognito-idp:GetLogDeliveryConfiguration",),
    (Scope.POOL,),
)

GET_EMAIL_IDENTITY = Call("sesv2", "GetEmailIdentity", ("ses:GetEmailIdentity",), (Scope.IDENTITY,))
GET_SES_ACCOUNT = Call("sesv2", "GetAccount", ("ses:GetAccount",))
GET_CONFIGURATION_SET = Call(
    "sesv2", "GetConfigurationSet", ("ses:GetConfigurationSet",), (Scope.CONFIGURATION_SET,)
)
GET_EVENT_DESTINATIONS = Call(
    "sesv2",
    "GetConfigurationSetEventDestinations",
    ("ses:GetConfigurationSetEventDestinations",),
    (Scope.CONFIGURATION_SET,),
)

DESCRIBE_ALARMS = Call("cloudwatch", "DescribeAlarms", ("cloudwatch:DescribeAlarms",))
GET_METRIC_STATISTICS = Call(
    "cloudwatch", "GetMetricStatistics", ("cloudwatch:GetMetricStatistics",)
)

GET_EMAIL_SERVICE_ROLE = Call("iam", "GetRole", ("iam:GetRole",), (Scope.EMAIL_SERVICE_ROLE,))
GET_SMS_ROLE = Call("iam", "GetRole", ("iam:GetRole",), (Scope.SMS_ROLE,))
LIST_ROLE_POLICIES = Call("iam", "ListRolePolicies", ("iam:ListRolePolicies",), (Scope.SMS_ROLE,))
GET_ROLE_POLICY = Call("iam", "GetRolePolicy", ("iam:GetRolePolicy",), (Scope.SMS_ROLE,))
SIMULATE_ROLE = Call(
    "iam", "SimulatePrincipalPolicy", ("iam:SimulatePrincipalPolicy",), (Scope.SMS_ROLE,)
)

GET_SMS_SANDBOX = Call("sns", "GetSMSSandboxAccountStatus", ("sns:GetSMSSandboxAccountStatus",))
GET_SMS_ATTRIBUTES = Call("sns", "GetSMSAttributes", ("sns:GetSMSAttributes",))
LIST_SANDBOX_NUMBERS = Call(
    "sns", "ListSMSSandboxPhoneNumbers", ("sns:ListSMSSandboxPhoneNumbers",)
)

SMS_VOICE = "pinpoint-sms-voice-v2"
DESCRIBE_SMS_ACCOUNT = Call(
    SMS_VOICE, "DescribeAccountAttributes", ("sms-voice:DescribeAccountAttributes",)
)
DESCRIBE_SPEND_LIMITS = Call(SMS_VOICE, "DescribeSpendLimits", ("sms-voice:DescribeSpendLimits",))
DESCRIBE_PHONE_NUMBERS = Call(
    SMS_VOICE, "DescribePhoneNumbers", ("sms-voice:DescribePhoneNumbers",)
)
DESCRIBE_SENDER_IDS = Call(SMS_VOICE, "DescribeSenderIds", ("sms-voice:DescribeSenderIds",))
GET_SMS_RESOURCE_POLICY = Call(SMS_VOICE, "GetResourcePolicy", ("sms-voice:GetResourcePolicy",))

GET_WEB_ACL = Call(
    "wafv2",
    "GetWebACLForResource",
    ("wafv2:GetWebACLForResource", "cognito-idp:GetWebACLForResource"),
    (Scope.POOL, Scope.ACCOUNT),
)
