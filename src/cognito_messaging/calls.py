"""The AWS operations that the command calls, each with the IAM actions it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """The kind of resource that an IAM statement for an operation can be limited to."""

    POOL = "pool"
    IDENTITY = "identity"
    CONFIGURATION_SET = "configuration-set"
    SMS_ROLE = "sms-role"
    EMAIL_SERVICE_ROLE = "email-service-role"
    ACCOUNT = "account"


@dataclass(frozen=True)
class ApiOperation:
    """One operation of AWS's API.

    Attributes:
        service: botocore's name of the service.
        name: AWS's name of the operation, such as `DescribeUserPool`.
        actions: the IAM actions that must be allowed.
        scopes: the kinds of resource that the actions apply to.
        changes: whether it changes or sends something: such a call is made once, not again if its
            answer is lost.
    """

    service: str
    name: str
    actions: tuple[str, ...]
    scopes: tuple[Scope, ...] = (Scope.ACCOUNT,)
    changes: bool = False

    @property
    def full_name(self) -> str:
        """The name with its service: `cognito-idp:DescribeUserPool`."""
        return f"{self.service}:{self.name}"


def _of_user_pool(operation: str) -> ApiOperation:
    return ApiOperation("cognito-idp", operation, (f"cognito-idp:{operation}",), (Scope.POOL,))


DESCRIBE_USER_POOL = _of_user_pool("DescribeUserPool")
LIST_USER_POOLS = ApiOperation("cognito-idp", "ListUserPools", ("cognito-idp:ListUserPools",))
GET_MFA_CONFIG = _of_user_pool("GetUserPoolMfaConfig")
GET_LOG_DELIVERY = _of_user_pool("GetLogDeliveryConfiguration")
# Only for `adopt` and `amplify`.
LIST_USER_POOL_CLIENTS = _of_user_pool("ListUserPoolClients")
DESCRIBE_USER_POOL_CLIENT = _of_user_pool("DescribeUserPoolClient")
LIST_GROUPS = _of_user_pool("ListGroups")
LIST_RESOURCE_SERVERS = _of_user_pool("ListResourceServers")
LIST_IDENTITY_PROVIDERS = _of_user_pool("ListIdentityProviders")
DESCRIBE_IDENTITY_PROVIDER = _of_user_pool("DescribeIdentityProvider")
DESCRIBE_RISK_CONFIGURATION = _of_user_pool("DescribeRiskConfiguration")
GET_UI_CUSTOMIZATION = _of_user_pool("GetUICustomization")
DESCRIBE_USER_POOL_DOMAIN = ApiOperation(
    "cognito-idp", "DescribeUserPoolDomain", ("cognito-idp:DescribeUserPoolDomain",)
)

GET_EMAIL_IDENTITY = ApiOperation(
    "sesv2", "GetEmailIdentity", ("ses:GetEmailIdentity",), (Scope.IDENTITY,)
)
GET_SES_ACCOUNT = ApiOperation("sesv2", "GetAccount", ("ses:GetAccount",))
GET_CONFIGURATION_SET = ApiOperation(
    "sesv2", "GetConfigurationSet", ("ses:GetConfigurationSet",), (Scope.CONFIGURATION_SET,)
)
GET_EVENT_DESTINATIONS = ApiOperation(
    "sesv2",
    "GetConfigurationSetEventDestinations",
    ("ses:GetConfigurationSetEventDestinations",),
    (Scope.CONFIGURATION_SET,),
)

DESCRIBE_ALARMS = ApiOperation("cloudwatch", "DescribeAlarms", ("cloudwatch:DescribeAlarms",))
GET_METRIC_STATISTICS = ApiOperation(
    "cloudwatch", "GetMetricStatistics", ("cloudwatch:GetMetricStatistics",)
)

GET_EMAIL_SERVICE_ROLE = ApiOperation(
    "iam", "GetRole", ("iam:GetRole",), (Scope.EMAIL_SERVICE_ROLE,)
)
GET_SMS_ROLE = ApiOperation("iam", "GetRole", ("iam:GetRole",), (Scope.SMS_ROLE,))
LIST_ROLE_POLICIES = ApiOperation(
    "iam", "ListRolePolicies", ("iam:ListRolePolicies",), (Scope.SMS_ROLE,)
)
GET_ROLE_POLICY = ApiOperation("iam", "GetRolePolicy", ("iam:GetRolePolicy",), (Scope.SMS_ROLE,))
SIMULATE_ROLE = ApiOperation(
    "iam", "SimulatePrincipalPolicy", ("iam:SimulatePrincipalPolicy",), (Scope.SMS_ROLE,)
)

GET_SMS_SANDBOX = ApiOperation(
    "sns", "GetSMSSandboxAccountStatus", ("sns:GetSMSSandboxAccountStatus",)
)
GET_SMS_ATTRIBUTES = ApiOperation("sns", "GetSMSAttributes", ("sns:GetSMSAttributes",))
LIST_SANDBOX_NUMBERS = ApiOperation(
    "sns", "ListSMSSandboxPhoneNumbers", ("sns:ListSMSSandboxPhoneNumbers",)
)

SMS_VOICE = "pinpoint-sms-voice-v2"
DESCRIBE_SMS_ACCOUNT = ApiOperation(
    SMS_VOICE, "DescribeAccountAttributes", ("sms-voice:DescribeAccountAttributes",)
)
DESCRIBE_SPEND_LIMITS = ApiOperation(
    SMS_VOICE, "DescribeSpendLimits", ("sms-voice:DescribeSpendLimits",)
)
DESCRIBE_PHONE_NUMBERS = ApiOperation(
    SMS_VOICE, "DescribePhoneNumbers", ("sms-voice:DescribePhoneNumbers",)
)
DESCRIBE_SENDER_IDS = ApiOperation(SMS_VOICE, "DescribeSenderIds", ("sms-voice:DescribeSenderIds",))
GET_SMS_RESOURCE_POLICY = ApiOperation(
    SMS_VOICE, "GetResourcePolicy", ("sms-voice:GetResourcePolicy",)
)

GET_WEB_ACL = ApiOperation(
    "wafv2",
    "GetWebACLForResource",
    ("wafv2:GetWebACLForResource", "cognito-idp:GetWebACLForResource"),
    (Scope.POOL, Scope.ACCOUNT),
)

# Only for the subcommands that act.
ASSUME_ROLE = ApiOperation("sts", "AssumeRole", ("sts:AssumeRole",))
PUT_ACCOUNT_DETAILS = ApiOperation(
    "sesv2", "PutAccountDetails", ("ses:PutAccountDetails",), changes=True
)
SEND_EMAIL = ApiOperation("sesv2", "SendEmail", ("ses:SendEmail",), changes=True)
PUBLISH_SMS = ApiOperation("sns", "Publish", ("sns:Publish",), changes=True)
SEND_TEXT_MESSAGE = ApiOperation(
    SMS_VOICE, "SendTextMessage", ("sms-voice:SendTextMessage",), changes=True
)
ADD_SANDBOX_NUMBER = ApiOperation(
    "sns", "CreateSMSSandboxPhoneNumber", ("sns:CreateSMSSandboxPhoneNumber",), changes=True
)
VERIFY_SANDBOX_NUMBER = ApiOperation(
    "sns", "VerifySMSSandboxPhoneNumber", ("sns:VerifySMSSandboxPhoneNumber",), changes=True
)
REMOVE_SANDBOX_NUMBER = ApiOperation(
    "sns", "DeleteSMSSandboxPhoneNumber", ("sns:DeleteSMSSandboxPhoneNumber",), changes=True
)

# Only for `recover`, which also deletes what a broken apply has created twice.
LIST_USERS = _of_user_pool("ListUsers")
GET_GROUP = _of_user_pool("GetGroup")
DESCRIBE_RESOURCE_SERVER = _of_user_pool("DescribeResourceServer")
GET_IDENTITY_POLICIES = ApiOperation(
    "sesv2", "GetEmailIdentityPolicies", ("ses:GetEmailIdentityPolicies",), (Scope.IDENTITY,)
)
LIST_ROLES = ApiOperation("iam", "ListRoles", ("iam:ListRoles",))
GET_ROLE = ApiOperation("iam", "GetRole", ("iam:GetRole",))
LIST_POLICIES_OF_ROLE = ApiOperation("iam", "ListRolePolicies", ("iam:ListRolePolicies",))
GET_POLICY_OF_ROLE = ApiOperation("iam", "GetRolePolicy", ("iam:GetRolePolicy",))
LIST_ATTACHED_POLICIES = ApiOperation(
    "iam", "ListAttachedRolePolicies", ("iam:ListAttachedRolePolicies",)
)
GET_FUNCTION_POLICY = ApiOperation("lambda", "GetPolicy", ("lambda:GetPolicy",))
DESCRIBE_LOG_GROUPS = ApiOperation("logs", "DescribeLogGroups", ("logs:DescribeLogGroups",))
DESCRIBE_OPT_OUT_LISTS = ApiOperation(
    SMS_VOICE, "DescribeOptOutLists", ("sms-voice:DescribeOptOutLists",)
)
LIST_RECORDS = ApiOperation(
    "route53", "ListResourceRecordSets", ("route53:ListResourceRecordSets",)
)
GET_CALLER = ApiOperation("sts", "GetCallerIdentity", ())
UPDATE_USER_POOL = ApiOperation(
    "cognito-idp", "UpdateUserPool", ("cognito-idp:UpdateUserPool",), changes=True
)
DELETE_USER_POOL = ApiOperation(
    "cognito-idp", "DeleteUserPool", ("cognito-idp:DeleteUserPool",), changes=True
)
DELETE_USER_POOL_CLIENT = ApiOperation(
    "cognito-idp", "DeleteUserPoolClient", ("cognito-idp:DeleteUserPoolClient",), changes=True
)
DELETE_ROLE_POLICY = ApiOperation(
    "iam", "DeleteRolePolicy", ("iam:DeleteRolePolicy",), changes=True
)
DELETE_ROLE = ApiOperation("iam", "DeleteRole", ("iam:DeleteRole",), changes=True)
