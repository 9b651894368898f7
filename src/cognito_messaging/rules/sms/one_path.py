"""SNS or End User Messaging, not both."""

from cognito_messaging.rules.pools import ALL_WRITES
from cognito_messaging.rules.sms.configurations import sms_configuration
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class OnePath(Rule):
    """Texts go by SNS or straight by AWS End User Messaging."""

    id = "sms-one-path"
    text = "An SMS configuration names SnsCallerArn or EumsSms, not both."
    source = "API, SmsConfigurationType.EumsSms; the message is not confirmed"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = "SmsConfiguration can have only one of SnsCallerArn and EumsSms."

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        given = sms_configuration(call)
        return self.refusal() if given.get("SnsCallerArn") and given.get("EumsSms") else None
