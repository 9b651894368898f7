"""Lambda triggers."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES

_PREFLIGHT = "badmintoncryer/cdk-preflight"


class CustomSenderKey(Rule):
    """A function that sends messages instead of Cognito gets the codes encrypted."""

    id = "pool-custom-sender-key"
    text = "CustomSMSSender and CustomEmailSender need KMSKeyID."
    source = "DG, custom sender Lambda triggers; TF"
    wording = f"{_PREFLIGHT}, pf-cognito-custom-email-sender-kms"
    operations = WRITES
    code = "InvalidParameterException"
    message = "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        triggers = call.parameters.get("LambdaConfig") or {}
        for sender in ("CustomSMSSender", "CustomEmailSender"):
            if triggers.get(sender) and not triggers.get("KMSKeyID"):
                return self.refusal()
        return None


class PreTokenFunction(Rule):
    """A pool has one function before it issues tokens, in the old form, the new one, or both."""

    id = "pool-pre-token-function"
    text = "PreTokenGeneration must be the LambdaArn of PreTokenGenerationConfig if both are given."
    source = "API, LambdaConfigType.PreTokenGeneration"
    wording = f"{_PREFLIGHT}, pf-cognito-pre-token-generation-legacy-mix"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function "
        "ARN's"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        triggers = call.parameters.get("LambdaConfig") or {}
        old = triggers.get("PreTokenGeneration")
        new = (triggers.get("PreTokenGenerationConfig") or {}).get("LambdaArn")
        return self.refusal() if old and new and old != new else None


class TriggerRegion(Rule):
    """Cognito calls functions of its own region, also those of another account."""

    id = "pool-trigger-region"
    text = "The functions that are triggers must be in the region of the pool."
    source = f"{_PREFLIGHT}, pf-cognito-lambda-config-region"
    wording = f"{_PREFLIGHT}, pf-cognito-lambda-config-region"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Cross-region lambda functions are not supported"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for one in (call.parameters.get("LambdaConfig") or {}).values():
            parts = (one if isinstance(one, str) else (one or {}).get("LambdaArn", "")).split(":")
            if len(parts) > 6 and parts[2] == "lambda" and parts[3] != call.region:
                return self.refusal()
        return None


class SenderKeyRegion(Rule):
    """Cognito encrypts codes with a key of its own region."""

    id = "pool-custom-sender-key-region"
    text = "KMSKeyID must be the ARN of a key in the region of the pool."
    source = f"{_PREFLIGHT}, pf-cognito-custom-sender-kms-region"
    wording = f"{_PREFLIGHT}, pf-cognito-custom-sender-kms-region"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Invalid arn {region}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        key = (call.parameters.get("LambdaConfig") or {}).get("KMSKeyID") or ""
        parts = key.split(":")
        elsewhere = len(parts) > 5 and parts[2] == "kms" and parts[3] != call.region
        return self.refusal(region=parts[3]) if elsewhere else None
