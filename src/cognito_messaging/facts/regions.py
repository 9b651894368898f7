"""The regions that a user pool's SES identity and SNS sender may be in.

Source of both tables: Amazon Cognito Developer Guide, "Email settings for Amazon Cognito user
pools" and "SMS message settings for Amazon Cognito user pools".
"""

from __future__ import annotations

from enum import Enum


class RegionVerdict(Enum):
    """What is known about a pool's region together with its sender's region."""

    ALLOWED = "allowed"
    """The guide allows it."""
    REFUSED = "refused"
    """The guide lists the allowed regions, and this is not one of them."""
    UNCONFIRMED = "unconfirmed"
    """The guide does not mention it, or may be out of date: warn, do not fail."""


# Pool regions that may also use one of the three oldest SES regions.
SES_GLOBAL_REGIONS = frozenset({"us-east-1", "us-west-2", "eu-west-1"})
SES_IN_REGION_OR_GLOBAL = frozenset(
    {
        "us-east-1", "us-east-2", "us-west-2", "ca-central-1", "ap-northeast-1",
        "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1",
        "eu-west-2", "eu-central-1",
    }
)  # fmt: skip
SES_IN_REGION_ONLY = frozenset(
    {
        "us-west-1", "ap-northeast-3", "ap-southeast-3", "eu-west-3", "eu-north-1", "eu-south-1",
        "me-south-1", "sa-east-1", "il-central-1", "af-south-1",
    }
)  # fmt: skip
# Pool regions whose SES identity must be in another region, and needs a policy for Cognito's
# regional principal.
SES_OTHER_REGION = {
    "ca-west-1": "ca-central-1",
    "mx-central-1": "us-east-1",
    "ap-east-1": "ap-southeast-1",
    "ap-southeast-4": "ap-southeast-2",
    "ap-southeast-5": "ap-southeast-2",
    "ap-southeast-7": "ap-southeast-1",
    "ap-south-2": "ap-south-1",
    "eu-central-2": "eu-central-1",
    "me-central-1": "eu-central-1",
    "eu-south-2": "eu-west-3",
}

# Pool regions whose SMS must be sent from another region.
SNS_OTHER_REGION = {
    "ap-northeast-2": "ap-northeast-1",
    "ap-east-1": "ap-southeast-1",
    "ap-southeast-5": "ap-southeast-1",
    "ap-southeast-7": "ap-south-1",
}
# Pool regions that may also use the region that Cognito used before SNS sent SMS from theirs. A
# pool created without an SNS region may get that region.
SNS_LEGACY_REGION = {
    "us-east-2": "us-east-1",
    "ca-central-1": "us-east-1",
    "eu-central-1": "eu-west-1",
    "eu-west-2": "eu-west-1",
    "ap-south-1": "ap-southeast-1",
}


def ses_regions(pool_region: str) -> frozenset[str]:
    """The SES regions that the guide allows for a pool's region; empty if it lists none."""
    if pool_region in SES_IN_REGION_OR_GLOBAL:
        return SES_GLOBAL_REGIONS | {pool_region}
    if pool_region in SES_IN_REGION_ONLY:
        return frozenset({pool_region})
    other = SES_OTHER_REGION.get(pool_region)
    return frozenset({other}) if other else frozenset()


def judge_ses_region(pool_region: str, ses_region: str) -> RegionVerdict:
    """Whether a pool may send through an SES identity in that region.

    If the identity must be in another region but is in the pool's own, the result is UNCONFIRMED:
    SES has become available in some of these regions since the guide's table was written.
    """
    allowed = ses_regions(pool_region)
    if ses_region in allowed:
        return RegionVerdict.ALLOWED
    if not allowed or (pool_region in SES_OTHER_REGION and ses_region == pool_region):
        return RegionVerdict.UNCONFIRMED
    return RegionVerdict.REFUSED


def needs_identity_policy(pool_region: str, ses_region: str) -> bool:
    """Whether the identity needs a policy for `cognito-idp.<pool region>.amazonaws.com`.

    Source: DG, email settings: only for the pool regions whose identity must be in another region.
    """
    return SES_OTHER_REGION.get(pool_region) == ses_region


def sns_regions(pool_region: str) -> frozenset[str]:
    """The SNS regions that the guide allows for a pool's region."""
    if pool_region in SNS_OTHER_REGION:
        return frozenset({SNS_OTHER_REGION[pool_region]})
    legacy = SNS_LEGACY_REGION.get(pool_region)
    return frozenset({pool_region, legacy} if legacy else {pool_region})


def judge_sns_region(pool_region: str, sns_region: str) -> RegionVerdict:
    """Whether a pool may send SMS from that region.

    The guide's table of SMS regions is not complete, so for a pool region that it does not list,
    any other region is UNCONFIRMED.
    """
    if sns_region in sns_regions(pool_region):
        return RegionVerdict.ALLOWED
    listed = pool_region in SES_IN_REGION_OR_GLOBAL | SES_IN_REGION_ONLY | set(SES_OTHER_REGION)
    return RegionVerdict.REFUSED if listed else RegionVerdict.UNCONFIRMED


def default_sns_region(pool_region: str) -> str:
    """The SNS region to use for a pool's region: the same region if that is allowed."""
    return SNS_OTHER_REGION.get(pool_region, pool_region)
