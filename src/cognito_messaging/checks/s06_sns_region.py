"""S6."""

from ..calls import DESCRIBE_USER_POOL
from ..facts.regions import (
    SNS_LEGACY_REGION,
    RegionVerdict,
    default_sns_region,
    judge_sns_region,
    sns_regions,
)
from . import sources
from .base import Check
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class SnsRegion(Check):
    """Do SMS leave from a region that the pool may use?"""

    id = "S6"
    title = "SMS leaves from a region that the pool may use"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = (
        "Sandbox, spend limit and numbers are a region's own: in the wrong one, nothing that was "
        "set up counts."
    )
    source = sources.DG_SMS
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "Set the region explicitly.",
        terraform="sms.sns_region",
        console="Cognito → User pools → {pool_id} → Authentication methods → SMS → AWS Region",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        settings = subject.sms()
        pool_region = subject.pool.region
        seen = {"region": settings.region}
        if settings.through == "eums":
            # API, EumsSmsConfigurationType.Region: the pool's own, or left out.
            if settings.region in (None, pool_region):
                return passed(f"SMS leaves from {pool_region}, as it must.", **seen)
            return failed(
                f"End User Messaging must be in the pool's region, not in {settings.region}.",
                **seen,
            )
        if settings.region is None:
            if pool_region in SNS_LEGACY_REGION:
                return warned(
                    f"SnsRegion is not set; SMS may leave from {SNS_LEGACY_REGION[pool_region]} or "
                    f"from {pool_region}.",
                    **seen,
                )
            return passed(f"SMS leaves from {default_sns_region(pool_region)}.", **seen)
        judgement = judge_sns_region(pool_region, settings.region)
        allowed = " or ".join(sorted(sns_regions(pool_region)))
        if judgement is RegionVerdict.REFUSED:
            return failed(
                f"A pool in {pool_region} sends SMS from {allowed}, not from {settings.region}.",
                **seen,
            )
        if judgement is RegionVerdict.UNCONFIRMED:
            return warned(
                f"AWS's guide does not name {settings.region} for a pool in {pool_region}.", **seen
            )
        return passed(f"SMS leaves from {settings.region}.", **seen)
