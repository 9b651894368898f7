"""The sources of the checks' rules. The key DG is the Cognito Developer Guide."""

from .outcome import Source

_DG = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
_SES = "https://docs.aws.amazon.com/ses/latest/dg/"
_SNS = "https://docs.aws.amazon.com/sns/latest/dg/"
_EUMS = "https://docs.aws.amazon.com/sms-voice/latest/userguide/"
_IDP_API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"

DG_EMAIL = Source("DG", _DG + "user-pool-email.html")
DG_SMS = Source("DG", _DG + "user-pool-sms-settings.html")
DG_MFA = Source("DG", _DG + "user-pool-settings-mfa.html")
DG_CUSTOM_SENDERS = Source("DG", _DG + "user-pool-lambda-custom-sender-triggers.html")
DG_VERIFICATION = Source("DG", _DG + "signing-up-users-in-your-app.html")
DG_DELETION = Source("DG", _DG + "user-pool-settings-deletion-protection.html")
DG_LOGS = Source("DG", _DG + "exporting-quotas-and-usage.html")
DG_WAF = Source("DG", _DG + "user-pool-waf.html")

SES_IDENTITIES = Source("SES", _SES + "creating-identities.html")
SES_DKIM = Source("SES", _SES + "send-email-authentication-dkim.html")
SES_MAIL_FROM = Source("SES", _SES + "mail-from.html")
SES_DMARC = Source("SES", _SES + "send-email-authentication-dmarc.html")
SES_PRODUCTION = Source("SES", _SES + "request-production-access.html")
SES_REPUTATION = Source("SES", _SES + "reputation-dashboard-dg.html")
SES_QUOTAS = Source("SES", _SES + "quotas.html")
SES_SUPPRESSION = Source("SES", _SES + "sending-email-suppression-list.html")
SES_EVENTS = Source("SES", _SES + "monitor-using-event-publishing.html")
SES_ALARMS = Source("SES", _SES + "reputationdashboard-cloudwatch-alarm.html")

API_SMS_FAILURE = Source("API", _IDP_API + "API_UserPoolType.html")
API_MANAGED_LOGIN = Source("API", _IDP_API + "API_CreateUserPoolDomain.html")
SNS_SANDBOX = Source("SNS", _SNS + "sns-sms-sandbox.html")
SNS_PREFERENCES = Source("SNS", _SNS + "sms_preferences.html")
EUMS_IDENTITIES = Source("SNS", _SNS + "channels-sms-originating-identities.html")
EUMS_SHARED = Source("API", _EUMS + "shared-resources.html", confirmed=False)
EUMS_PROTECT = Source("API", _EUMS + "protect.html")
CDK_SMS_ROLE = Source(
    "CDK",
    "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-cognito/lib/user-pool.ts",
)
