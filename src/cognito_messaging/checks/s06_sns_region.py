"""Check S6: SMS is sent from a region that the pool can use."""

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
from .subject import Subject, fill_in


class SnsRegion(Check):
    """Are SMS sent from a region that the pool can use?"""

    id = "S6"
    title = "SMS is sent from a region that the pool can use"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = (
        "Sandbox, spend limit and numbers belong to one region: "
        "in another region, nothing that you set up applies."
    )
    source = sources.DG_SMS
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "Set the region explicitly.",
        terraform="sms.sns_region",
        console="Cognito → User pools → {pool_id} → Authentication methods → SMS → AWS Region",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        settings = subject.sms()
        pool_region = subject.pool.region
        evidence = {"region": settings.region}
        if settings.through == "eums":
            # API, EumsSmsConfigurationType.Region: the pool's region, or not set.
            if settings.region in (None, pool_region):
                return passed(f"SMS is sent from {pool_region}, as required.", **evidence)
            return failed(
                f"End User Messaging must be in the pool's region, not in {settings.region}.",
                **evidence,
            ).fixed_by(
                fill_in(
                    self.remediation,
                    subject,
                    what="Leave EumsSms.Region out, or set it to the pool's region.",
                    terraform=None,
                )
            )
        if settings.region is None:
            if pool_region in SNS_LEGACY_REGION:
                return warned(
                    "SnsRegion is not set; SMS may be sent from "
                    f"{SNS_LEGACY_REGION[pool_region]} or from {pool_region}.",
                    **evidence,
                )
            return passed(f"SMS is sent from {default_sns_region(pool_region)}.", **evidence)
        judgement = judge_sns_region(pool_region, settings.region)
        allowed = " or ".join(sorted(sns_regions(pool_region)))
        if judgement is RegionVerdict.REFUSED:
            return failed(
                f"A pool in {pool_region} sends SMS from {allowed}, not from {settings.region}.",
                **evidence,
            )
        if judgement is RegionVerdict.UNCONFIRMED:
            return warned(
                f"AWS's guide does not list {settings.region} for a pool in {pool_region}.",
                **evidence,
            )
        return passed(f"SMS is sent from {settings.region}.", **evidence)
