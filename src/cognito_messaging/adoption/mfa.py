"""Multi-factor authentication and account recovery."""

from __future__ import annotations

from ..answers import mapping, text
from .model import Adoption, ExistingPool, without_nulls


def adopt_mfa(existing: ExistingPool) -> Adoption:
    """The inputs `mfa` and `account_recovery`."""
    adoption = Adoption()
    answer, pool = existing.mfa, existing.pool
    mode = text(answer.get("MfaConfiguration")) or pool.mfa or "OFF"
    sms = mapping(answer.get("SmsMfaConfiguration"))
    email = mapping(answer.get("EmailMfaConfiguration"))
    totp = mapping(answer.get("SoftwareTokenMfaConfiguration")).get("Enabled") is True
    # Cognito stores the SMS settings with MFA, so SMS counts as a method only if MFA is on.
    methods = [
        name
        for name, on in (("TOTP", totp), ("SMS", bool(sms)), ("EMAIL", bool(email)))
        if on and mode != "OFF"
    ]
    if mode == "OFF" and (totp or email):
        adoption.remarks.append("MFA is off; its configured methods are not adopted")
    adoption.inputs["mfa"] = without_nulls(
        configuration=mode,
        methods=methods or None,
        sms_message=text(pool.raw.get("SmsAuthenticationMessage"))
        or text(sms.get("SmsAuthenticationMessage")),
        email_subject=text(email.get("Subject")) if methods else None,
        email_message=text(email.get("Message")) if methods else None,
    )
    if pool.recovery == ("verified_phone_number",) and pool.sms is None:
        adoption.inputs["account_recovery"] = ["admin_only"]
        adoption.remarks.append(
            "accounts are recovered by phone number only, but the pool cannot send SMS, so nobody "
            "can: the plan sets admin_only"
        )
    elif pool.recovery:
        adoption.inputs["account_recovery"] = list(pool.recovery)
    else:
        adoption.remarks.append(
            "the pool has no recovery setting; the plan sets the module's default"
        )
    return adoption
