"""Features need their tier."""

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import ALL_WRITES, DEFAULT_TIER, first_factors, prospect


class Tier(Rule):
    """Email MFA and passwordless sign-in need ESSENTIALS or PLUS, threat protection needs PLUS."""

    id = "pool-tier"
    text = (
        "Email MFA and first factors besides the password need tier ESSENTIALS or PLUS, "
        "threat protection needs PLUS."
    )
    source = "DG, feature plans; API, FeatureUnavailableInTierException"
    operations = ALL_WRITES
    code = "FeatureUnavailableInTierException"
    message = "{feature} is not available in tier {tier}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await prospect(call, context)
        tier = pool.get("UserPoolTier") or DEFAULT_TIER
        feature = _unavailable_feature(pool, tier)
        return None if feature is None else self.refusal(feature=feature, tier=tier)


def _unavailable_feature(pool: Mapping[str, Any], tier: str) -> str | None:
    mode = (pool.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF")
    if mode != "OFF" and tier != "PLUS":
        return "Threat protection"
    if tier == "LITE" and pool.get("EmailMfaConfiguration") is not None:
        return "Email MFA"
    if tier == "LITE" and first_factors(pool):
        return "Choice-based sign-in"
    return None
