"""In which region a user pool's SES identity and SNS sender may be.

Source of both tables: Amazon Cognito Developer Guide, "Email settings for Amazon Cognito user
pools" and "SMS message settings for Amazon Cognito user pools".
"""

from __future__ import annotations

from enum import Enum


class RegionVerdict(Enum):
    """What is known about a pool's region taken together with that of its sender."""

    ALLOWED = "allowed"
    """The guide allows it."""
    REFUSED = "refused"
    """The guide names the regions that are allowed, and this is none of them."""
    UNCONFIRMED = "unconfirmed"
    """The guide does not say, or may lag: warn, do not fail."""


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
# Pool regions whose SES identity must lie elsewhere, and needs a policy for Cognito's regional
# principal.
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

# Pool regions whose SMS must leave from elsewhere.
SNS_OTHER_REGION = {
    "ap-northeast-2": "ap-northeast-1",
    "ap-east-1": "ap-southeast-1",
    "ap-southeast-5": "ap-southeast-1",
    "ap-southeast-7": "ap-south-1",
}
# Pool regions that may use the region Cognito used before SNS sent SMS in theirs. A pool made
# without an SNS region may get this one.
SNS_LEGACY_REGION = {
    "us-east-2": "us-east-1",
    "ca-central-1": "us-east-1",
    "eu-central-1": "eu-west-1",
    "eu-west-2": "eu-west-1",
    "ap-south-1": "ap-southeast-1",
}


def ses_regions(pool_region: str) -> frozenset[str]:
    """The SES regions that the guide allows for a pool's region; empty where it says nothing."""
    if pool_region in SES_IN_REGION_OR_GLOBAL:
        return SES_GLOBAL_REGIONS | {pool_region}
    if pool_region in SES_IN_REGION_ONLY:
        return frozenset({pool_region})
    other = SES_OTHER_REGION.get(pool_region)
    return frozenset({other}) if other else frozenset()


def judge_ses_region(pool_region: str, ses_region: str) -> RegionVerdict:
    """Whether a pool may send through an SES identity of that region.

    A pool region whose identity must lie elsewhere, asked about itself, is UNCONFIRMED: SES has
    opened in some of them since the guide's table was written.
    """
    allowed = ses_regions(pool_region)
    if ses_region in allowed:
        return RegionVerdict.ALLOWED
    if not allowed or (pool_region in SES_OTHER_REGION and ses_region == pool_region):
        return RegionVerdict.UNCONFIRMED
    return RegionVerdict.REFUSED


def needs_identity_policy(pool_region: str, ses_region: str) -> bool:
    """Whether the identity needs a policy for `cognito-idp.<pool region>.amazonaws.com`.

    Source: DG, email settings: only for the pool regions whose identity must lie elsewhere.
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

    The guide's table of the regions in which Cognito sends SMS itself is not complete, so a pool
    region that it does not name, asked about another region, is UNCONFIRMED.
    """
    if sns_region in sns_regions(pool_region):
        return RegionVerdict.ALLOWED
    named = pool_region in SES_IN_REGION_OR_GLOBAL | SES_IN_REGION_ONLY | set(SES_OTHER_REGION)
    return RegionVerdict.REFUSED if named else RegionVerdict.UNCONFIRMED


def default_sns_region(pool_region: str) -> str:
    """The SNS region to write for a pool's region: its own wherever that is allowed."""
    return SNS_OTHER_REGION.get(pool_region, pool_region)
