"""Lambda triggers."""

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
        triggers = call.parameters.get("LambdaConfig") or {}
        for sender in ("CustomSMSSender", "CustomEmailSender"):
            if triggers.get(sender) and not triggers.get("KMSKeyID"):
                return self.refusal(sender=sender)
        return None


class PreTokenFunction(Rule):
    """A pool has one function before it issues tokens, in the old form, the new one, or both."""

    id = "pool-pre-token-function"
    text = "PreTokenGeneration must be the LambdaArn of PreTokenGenerationConfig if both are given."
    source = "API, LambdaConfigType.PreTokenGeneration"
    operations = WRITES
    code = "InvalidParameterException"
    message = "PreTokenGeneration must be the LambdaArn of PreTokenGenerationConfig."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        triggers = call.parameters.get("LambdaConfig") or {}
        old = triggers.get("PreTokenGeneration")
        new = (triggers.get("PreTokenGenerationConfig") or {}).get("LambdaArn")
        return self.refusal() if old and new and old != new else None
