"""SMS are sent through SNS or AWS End User Messaging, not both."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import ALL_WRITES
from .configurations import sms_configuration


class OnePath(Rule):
    """SMS are sent through SNS, or directly through AWS End User Messaging."""

    id = "sms-one-path"
    text = "An SMS configuration must have SnsCallerArn or EumsSms, and not both."
    source = "API, SmsConfigurationType.EumsSms"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = "SmsConfiguration must have one of SnsCallerArn and EumsSms."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = sms_configuration(call)
        # Whether an empty configuration is refused is not documented.
        paths = sum(bool(given.get(name)) for name in ("SnsCallerArn", "EumsSms"))
        return self.refusal() if given and paths != 1 else None
