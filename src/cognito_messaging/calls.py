"""The AWS operations that the command calls, each with the IAM actions it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Scope(StrEnum):
    """The kind of resource that an IAM statement for an operation can be limited to."""

    POOL = "pool"
    IDENTITY = "identity"
    CONFIGURATION_SET = "configuration-set"
    SMS_ROLE = "sms-role"
    MANAGED_POLICY = "managed-policy"
    EMAIL_SERVICE_ROLE = "email-service-role"
    PROTECT_CONFIGURATION = "protect-configuration"
    SMS_CONFIGURATION_SET = "sms-configuration-set"
    REGISTRATION = "registration"
    REGISTRATION_ATTACHMENT = "registration-attachment"
    PHONE_NUMBER = "phone-number"
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
LIST_USER_POOL_CLIENTS = _of_user_pool("ListUserPoolClients")
DESCRIBE_STYLE_OF_CLIENT = _of_user_pool("DescribeManagedLoginBrandingByClient")
DESCRIBE_USER_POOL_DOMAIN = ApiOperation(
    "cognito-idp", "DescribeUserPoolDomain", ("cognito-idp:DescribeUserPoolDomain",)
)
# Only for `branding`.
CREATE_STYLE = _of_user_pool("CreateManagedLoginBranding")
# Only for `adopt` and `amplify`.
DESCRIBE_USER_POOL_CLIENT = _of_user_pool("DescribeUserPoolClient")
# Only for `adopt` and `amplify`.
LIST_GROUPS = _of_user_pool("ListGroups")
LIST_RESOURCE_SERVERS = _of_user_pool("ListResourceServers")
LIST_IDENTITY_PROVIDERS = _of_user_pool("ListIdentityProviders")
DESCRIBE_IDENTITY_PROVIDER = _of_user_pool("DescribeIdentityProvider")
DESCRIBE_RISK_CONFIGURATION = _of_user_pool("DescribeRiskConfiguration")
GET_UI_CUSTOMIZATION = _of_user_pool("GetUICustomization")

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
# Only for `recover`.
GET_DEDICATED_IP_POOL = ApiOperation("sesv2", "GetDedicatedIpPool", ("ses:GetDedicatedIpPool",))

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
LIST_ATTACHED_POLICIES = ApiOperation(
    "iam", "ListAttachedRolePolicies", ("iam:ListAttachedRolePolicies",), (Scope.SMS_ROLE,)
)
GET_MANAGED_POLICY = ApiOperation("iam", "GetPolicy", ("iam:GetPolicy",), (Scope.MANAGED_POLICY,))
GET_MANAGED_POLICY_VERSION = ApiOperation(
    "iam", "GetPolicyVersion", ("iam:GetPolicyVersion",), (Scope.MANAGED_POLICY,)
)
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


def _of_sms_voice(operation: str, *scopes: Scope) -> ApiOperation:
    return ApiOperation(
        SMS_VOICE, operation, (f"sms-voice:{operation}",), scopes or (Scope.ACCOUNT,)
    )


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
LIST_POOL_ORIGINATION = ApiOperation(
    SMS_VOICE, "ListPoolOriginationIdentities", ("sms-voice:ListPoolOriginationIdentities",)
)
LIST_VERIFIED_NUMBERS = ApiOperation(
    SMS_VOICE,
    "DescribeVerifiedDestinationNumbers",
    ("sms-voice:DescribeVerifiedDestinationNumbers",),
)
GET_SMS_RESOURCE_POLICY = ApiOperation(
    SMS_VOICE, "GetResourcePolicy", ("sms-voice:GetResourcePolicy",)
)

# Only for `protect`. The resources are those of the Service Authorization Reference, "AWS End User
# Messaging SMS and Voice V2"; who lists all resources of a kind needs all of them.
DESCRIBE_PROTECT_CONFIGURATIONS = _of_sms_voice("DescribeProtectConfigurations")
DESCRIBE_SMS_CONFIGURATION_SETS = _of_sms_voice("DescribeConfigurationSets")
LIST_PROTECT_TAGS = _of_sms_voice("ListTagsForResource", Scope.PROTECT_CONFIGURATION)
GET_COUNTRY_RULES = _of_sms_voice(
    "GetProtectConfigurationCountryRuleSet", Scope.PROTECT_CONFIGURATION
)
CREATE_PROTECT_CONFIGURATION = _of_sms_voice("CreateProtectConfiguration")
# Creating a resource with tags needs the right to tag it, too.
TAG_PROTECT_CONFIGURATION = _of_sms_voice("TagResource", Scope.PROTECT_CONFIGURATION)
UPDATE_COUNTRY_RULES = _of_sms_voice(
    "UpdateProtectConfigurationCountryRuleSet", Scope.PROTECT_CONFIGURATION
)
ASSOCIATE_PROTECT_CONFIGURATION = _of_sms_voice(
    "AssociateProtectConfiguration", Scope.PROTECT_CONFIGURATION, Scope.SMS_CONFIGURATION_SET
)
SET_DEFAULT_PROTECT_CONFIGURATION = _of_sms_voice(
    "SetAccountDefaultProtectConfiguration", Scope.PROTECT_CONFIGURATION
)

# Only for `registration`.
DESCRIBE_REGISTRATION_TYPES = _of_sms_voice("DescribeRegistrationTypeDefinitions")
DESCRIBE_REGISTRATION_SECTIONS = _of_sms_voice("DescribeRegistrationSectionDefinitions")
DESCRIBE_REGISTRATION_FIELDS = _of_sms_voice("DescribeRegistrationFieldDefinitions")
DESCRIBE_REGISTRATIONS = _of_sms_voice("DescribeRegistrations")
DESCRIBE_REGISTRATION_ATTACHMENTS = _of_sms_voice("DescribeRegistrationAttachments")
DESCRIBE_REGISTRATION_VERSIONS = _of_sms_voice("DescribeRegistrationVersions", Scope.REGISTRATION)
DESCRIBE_REGISTRATION_VALUES = _of_sms_voice("DescribeRegistrationFieldValues", Scope.REGISTRATION)
LIST_REGISTRATION_ASSOCIATIONS = _of_sms_voice("ListRegistrationAssociations", Scope.REGISTRATION)
LIST_REGISTRATION_TAGS = _of_sms_voice("ListTagsForResource", Scope.REGISTRATION)
CREATE_REGISTRATION = _of_sms_voice("CreateRegistration")
TAG_REGISTRATION = _of_sms_voice("TagResource", Scope.REGISTRATION)
CREATE_REGISTRATION_ATTACHMENT = _of_sms_voice("CreateRegistrationAttachment")
CREATE_REGISTRATION_VERSION = _of_sms_voice("CreateRegistrationVersion", Scope.REGISTRATION)
PUT_REGISTRATION_VALUE = _of_sms_voice("PutRegistrationFieldValue", Scope.REGISTRATION)
DELETE_REGISTRATION_VALUE = _of_sms_voice("DeleteRegistrationFieldValue", Scope.REGISTRATION)
CREATE_REGISTRATION_ASSOCIATION = _of_sms_voice(
    "CreateRegistrationAssociation", Scope.REGISTRATION, Scope.PHONE_NUMBER
)
SUBMIT_REGISTRATION = _of_sms_voice("SubmitRegistrationVersion", Scope.REGISTRATION)

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
UPDATE_USER_POOL = replace(_of_user_pool("UpdateUserPool"), changes=True)
DELETE_USER_POOL = replace(_of_user_pool("DeleteUserPool"), changes=True)
DELETE_USER_POOL_CLIENT = replace(_of_user_pool("DeleteUserPoolClient"), changes=True)
GET_IDENTITY_POLICIES = ApiOperation(
    "sesv2", "GetEmailIdentityPolicies", ("ses:GetEmailIdentityPolicies",), (Scope.IDENTITY,)
)
LIST_ROLES = ApiOperation("iam", "ListRoles", ("iam:ListRoles",))
DELETE_ROLE = ApiOperation("iam", "DeleteRole", ("iam:DeleteRole",), (Scope.SMS_ROLE,), True)
DELETE_ROLE_POLICY = ApiOperation(
    "iam", "DeleteRolePolicy", ("iam:DeleteRolePolicy",), (Scope.SMS_ROLE,), True
)
GET_FUNCTION_POLICY = ApiOperation("lambda", "GetPolicy", ("lambda:GetPolicy",))
DESCRIBE_LOG_GROUPS = ApiOperation("logs", "DescribeLogGroups", ("logs:DescribeLogGroups",))
DESCRIBE_OPT_OUT_LISTS = _of_sms_voice("DescribeOptOutLists")
LIST_RECORDS = ApiOperation(
    "route53", "ListResourceRecordSets", ("route53:ListResourceRecordSets",)
)
GET_CALLER = ApiOperation("sts", "GetCallerIdentity", ())
