"""The policies by which services may write logs, and where logs are delivered to."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies.grammar import resource_policy_fault

_PREFLIGHT = "badmintoncryer/cdk-preflight"


class LogPolicy(Rule):
    """CloudWatch Logs checks the syntax of a policy."""

    id = "logs-resource-policy"
    text = "The policy of an account's log groups must follow IAM's grammar."
    source = "API, logs.PutResourcePolicy, policyDocument"
    operations = frozenset({"logs.PutResourcePolicy", "logs.PutDestinationPolicy"})
    code = "InvalidParameterException"
    message = (
        "Error occurred while parsing accessPolicy. Please check if the accessPolicy has been "
        "constructed correctly using IAM grammar."
    )
    wording = f"{_PREFLIGHT}, pf-logs-resource-policy-json"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        policy = given.get("policyDocument") or given.get("accessPolicy")
        return self.refusal() if policy and resource_policy_fault(policy) else None


class DeliveryDestination(Rule):
    """Logs are delivered within a region, in a format that the target can store."""

    id = "logs-delivery-destination"
    text = (
        "A delivery destination must be in the region of the call, and a log group cannot store "
        "parquet."
    )
    source = "API, logs.PutDeliveryDestination"
    operations = frozenset({"logs.PutDeliveryDestination"})
    code = "ValidationException"
    message = "{what}"
    wording = f"{_PREFLIGHT}, pf-logs-delivery-destination-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        target = given.get("deliveryDestinationConfiguration") or {}
        parts = (target.get("destinationResourceArn") or "").split(":")
        if len(parts) < 6:
            return None
        if parts[3] and parts[3] != call.region:
            return self.refusal(
                what="Region from identity does not match the Destination Resource ARN."
            )
        if parts[2] == "logs" and given.get("outputFormat") == "parquet":
            return self.refusal(what="Invalid output format value provided.")
        return None
