"""Custom senders need a KMS key."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES


class CustomSenderKey(Rule):
    """A function that sends messages instead of Cognito gets the codes encrypted."""

    id = "pool-custom-sender-key"
    text = "CustomSMSSender and CustomEmailSender need KMSKeyID."
    source = "DG, custom sender Lambda triggers; TF"
    operations = WRITES
    code = "InvalidParameterException"
    message = "KMSKeyID is required when {sender} is set."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        triggers = call.parameters.get("LambdaConfig", {})
        for sender in ("CustomSMSSender", "CustomEmailSender"):
            if triggers.get(sender) and not triggers.get("KMSKeyID"):
                return self.refusal(sender=sender)
        return None
