"""How the pool sends SMS."""

from __future__ import annotations

from .model import LOST, Adoption, ExistingPool, without_nulls


def adopt_sms(existing: ExistingPool) -> Adoption:
    """The input `sms`."""
    settings = existing.pool.sms
    if settings is None:
        return Adoption()
    if settings.through != "sns":
        return Adoption(
            remarks=[
                "the pool sends SMS through AWS End User Messaging (EumsSms), which hashicorp/aws "
                f"does not support (terraform-provider-aws#50066): not adopted, and {LOST}. Set "
                "SnsCallerArn instead, or leave the pool as it is"
            ]
        )
    remarks = []
    if not settings.external_id:
        remarks.append("the SMS role has no external ID, which the module requires")
    if settings.region is None:
        # With phone verification AWS refuses a change of the SMS settings (terraform-provider-aws
        # #28294).
        remarks.append(
            "the pool stores no SnsRegion, and no_sns_region keeps it so: check that it sends from "
            "the region that you expect"
        )
    inputs = without_nulls(
        role={"arn": settings.caller_arn},
        external_id=settings.external_id,
        sns_region=settings.region,
        no_sns_region=True if settings.region is None else None,
    )
    return Adoption(inputs={"sms": inputs}, remarks=remarks)
