"""Filter policies: which messages a subscription gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .topic_values import given, read

_SCOPES = ("MessageAttributes", "MessageBody")


class FilterPolicy(Rule):
    """A filter lists the values of each key."""

    id = "sns-filter-policy"
    text = (
        "A filter policy has up to 5 keys, each with a list of values that is not empty; keys "
        "inside keys need the scope MessageBody."
    )
    source = "SNS Developer Guide, filter policy constraints"
    operations = frozenset({"sns.Subscribe", "sns.SetSubscriptionAttributes"})
    code = "InvalidParameter"
    message = "Invalid parameter: Attributes Reason: {what}"
    wording = "badmintoncryer/cdk-preflight, pf-sns-filter-policy"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        values = given(call)
        scope = values.get("FilterPolicyScope")
        if scope not in (None, *_SCOPES):
            return self.refusal(
                what=f"FilterPolicyScope: Invalid value [{scope}]. Please use either MessageBody "
                "or MessageAttributes"
            )
        policy = read(values.get("FilterPolicy"))
        if policy is None:
            return None
        nested = any(isinstance(one, dict) for one in policy.values())
        # The scope of a subscription that exists is not known here.
        if nested and call.operation == "Subscribe" and scope != "MessageBody":
            return self.refusal(
                what="Filter policy scope MessageAttributes does not support nested filter policy"
            )
        fault = _fault(policy)
        return self.refusal(what=f"FilterPolicy: {fault}") if fault else None


def _fault(policy: Mapping[str, Any]) -> str | None:
    if len(policy) > 5:
        return "Filter policy can not have more than 5 keys"
    for key, values in policy.items():
        # `$or` has a list of policies.
        if isinstance(values, dict) or key == "$or":
            continue
        if not isinstance(values, list):
            return f'"{key}" must be an object or an array'
        if not values:
            return "Empty arrays are not allowed"
        if any(isinstance(one, list) for one in values):
            return "Match value must be String, number, true, false, or null"
    return None
