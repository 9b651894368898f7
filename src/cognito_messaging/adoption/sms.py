"""How the pool sends SMS."""

from __future__ import annotations

from .model import Adoption, ExistingPool, without_nulls


def adopt_sms(existing: ExistingPool) -> Adoption:
    """The input `sms`."""
    settings = existing.pool.sms
    if settings is None:
        return Adoption()
    if settings.through != "sns":
        return Adoption(
            remarks=[
                "the pool sends SMS through AWS End User Messaging (EumsSms), which "
                "hashicorp/aws does not support (issue 50066): not adopted"
            ]
        )
    remarks = []
    if not settings.external_id:
        remarks.append("the SMS role has no external ID, which the module requires")
    if settings.region is None:
        remarks.append("the pool sets no SnsRegion; the plan sets sns_region")
    inputs = without_nulls(
        role={"arn": settings.caller_arn},
        external_id=settings.external_id,
        sns_region=settings.region,
    )
    return Adoption(inputs={"sms": inputs}, remarks=remarks)
