"""Features need their feature plan, and a plan can only be left without its features."""

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.user_pools import TIERS, features_beyond
from ..pools import ALL_WRITES, DEFAULT_TIER, SET_MFA, UPDATE, current, prospect

_MESSAGE = (
    "The following features need to be disabled for the {tier} pricing tier configured: {features}"
)
# Every message that AWS is known to send for either code has these words.
_WORDING = "terraform-provider-aws PR 40734; aws-amplify/amplify-backend#2805"


class Tier(Rule):
    """A pool has only the features of its feature plan."""

    id = "pool-tier"
    text = (
        "First factors besides the password, passkeys, email MFA, access token customization and "
        "password history need tier ESSENTIALS or PLUS; threat protection needs PLUS."
    )
    source = "DG, feature plans; API, FeatureUnavailableInTierException"
    wording = _WORDING
    operations = ALL_WRITES
    code = "FeatureUnavailableInTierException"
    message = _MESSAGE

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if not _concerns(call) or await _old_tier(call, context):
            return None
        pool = await prospect(call, context)
        tier = pool.get("UserPoolTier") or DEFAULT_TIER
        features = features_beyond(tier, pool)
        return self.refusal(tier=tier, features=", ".join(features)) if features else None


class TierChange(Rule):
    """A pool that uses features of its feature plan cannot change to a plan without them."""

    id = "pool-tier-change"
    text = "A pool cannot change to a feature plan that lacks features that the pool uses."
    source = "DG, turning off features to change feature plans; API, TierChangeNotAllowedException"
    wording = _WORDING
    operations = frozenset({UPDATE})
    code = "TierChangeNotAllowedException"
    message = _MESSAGE

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        old = await _old_tier(call, context)
        if old is None:
            return None
        tier = call.parameters["UserPoolTier"]
        exports = TIERS.index(tier) < TIERS.index(old) and await _exports(call, context)
        pool = {**await prospect(call, context), "ExportsLogs": exports}
        features = features_beyond(tier, pool)
        return self.refusal(tier=tier, features=", ".join(features)) if features else None


async def _old_tier(call: ApiCall, context: RuleContext) -> str | None:
    """The feature plan that an update changes; None if it changes none."""
    tier = call.parameters.get("UserPoolTier")
    if call.name != UPDATE or tier is None:
        return None
    old = (await current(call, context)).get("UserPoolTier") or DEFAULT_TIER
    return None if old == tier else old


async def _exports(call: ApiCall, context: RuleContext) -> bool:
    pool_id = call.parameters["UserPoolId"]
    kept = await context.ask("cognito-idp", "GetLogDeliveryConfiguration", UserPoolId=pool_id)
    logs = kept["LogDeliveryConfiguration"].get("LogConfigurations") or []
    return any(one["EventSource"] == "userAuthEvents" for one in logs)


def _concerns(call: ApiCall) -> bool:
    """Whether a call sets something that some feature plan lacks."""
    given: Mapping[str, Any] = call.parameters
    if call.name == SET_MFA:
        return bool(features_beyond("LITE", given))
    return bool(given.get("UserPoolTier") or features_beyond("LITE", given))
