"""Check S8: SMS are transactional by default."""

from ..calls import GET_SMS_ATTRIBUTES
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, passed, warned
from .subject import Subject


class SmsType(Check):
    """Are SMS sent for reliability rather than for price?"""

    id = "S8"
    title = "SMS are transactional by default"
    channel = Channel.SMS
    severity = Severity.MEDIUM
    why = "Promotional messages take the cheapest route."
    source = sources.SNS_PREFERENCES
    calls = (GET_SMS_ATTRIBUTES,)
    remediation = Remediation(
        "Make Transactional the default.",
        terraform="modules/sms-origination",
        command="aws sns set-sms-attributes --region {sms_region} "
        "--attributes DefaultSMSType=Transactional",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        if subject.sms().through != "sns":
            raise NotApplicable("the pool does not send through SNS")
        answer = await subject.ask(
            GET_SMS_ATTRIBUTES,
            subject.sms_region(),
            attributes=["MonthlySpendLimit", "DefaultSMSType"],
        )
        sms_type = required(answer, "attributes").get("DefaultSMSType")
        if sms_type == "Transactional":
            return passed("The default is Transactional.", DefaultSMSType=sms_type)
        return warned(
            f"The default is {sms_type or 'not set, which means Promotional'}.",
            DefaultSMSType=sms_type,
        )
