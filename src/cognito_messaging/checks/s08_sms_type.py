"""S8."""

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
        """See :class:`Check`."""
        if subject.sms().through != "sns":
            raise NotApplicable("the pool does not send through SNS")
        answer = await subject.ask(
            GET_SMS_ATTRIBUTES,
            subject.sms_region(),
            attributes=["MonthlySpendLimit", "DefaultSMSType"],
        )
        kind = required(answer, "attributes").get("DefaultSMSType")
        if kind == "Transactional":
            return passed("The default is Transactional.", DefaultSMSType=kind)
        return warned(
            f"The default is {kind or 'not set, which means Promotional'}.", DefaultSMSType=kind
        )
