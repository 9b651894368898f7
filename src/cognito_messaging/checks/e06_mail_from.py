"""E6."""

from ..answers import mapping, text
from ..calls import GET_EMAIL_IDENTITY
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class MailFrom(Check):
    """Does mail carry an envelope sender of the caller's own domain?"""

    id = "E6"
    title = "A MAIL FROM domain of your own is in place"
    channel = Channel.EMAIL
    severity = Severity.MEDIUM
    why = (
        "Without one, SPF passes for amazonses.com only, and does not align with your domain for "
        "DMARC."
    )
    source = sources.SES_MAIL_FROM
    calls = (GET_EMAIL_IDENTITY,)
    remediation = Remediation(
        "Name a subdomain that is used for nothing else, and publish its MX and SPF records.",
        terraform="email.mail_from",
        command="aws sesv2 put-email-identity-mail-from-attributes --region {ses_region} "
        "--email-identity {identity} --mail-from-domain mail.{domain}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        sender = subject.sender()
        identity = await subject.ask(
            GET_EMAIL_IDENTITY, sender.arn.region, EmailIdentity=sender.name
        )
        mail_from = mapping(identity.get("MailFromAttributes"))
        domain = text(mail_from.get("MailFromDomain"))
        if domain is None:
            return warned("No MAIL FROM domain is set.")
        status = required(mail_from, "MailFromDomainStatus")
        behavior = mail_from.get("BehaviorOnMxFailure")
        seen = {"MailFromDomainStatus": status, "BehaviorOnMxFailure": behavior}
        if status == "SUCCESS":
            return passed(f"{domain} is in place.", **seen)
        if status == "FAILED" and behavior == "REJECT_MESSAGE":
            return failed(
                f"{domain} has no right MX record, and SES is told to reject mail then.", **seen
            )
        return warned(f"{domain} is {status}; SES uses amazonses.com meanwhile.", **seen)
