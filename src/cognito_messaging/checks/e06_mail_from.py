"""Check E6: a custom MAIL FROM domain is configured."""

from ..answers import mapping, text
from ..calls import GET_EMAIL_IDENTITY
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class MailFrom(Check):
    """Does email have an envelope sender in your own domain?"""

    id = "E6"
    title = "A custom MAIL FROM domain is configured"
    channel = Channel.EMAIL
    severity = Severity.MEDIUM
    why = (
        "Without one, SPF passes only for amazonses.com, "
        "which does not align with your domain for DMARC."
    )
    source = sources.SES_MAIL_FROM
    calls = (GET_EMAIL_IDENTITY,)
    remediation = Remediation(
        "Choose a subdomain that is used for nothing else, and publish its MX and SPF records.",
        terraform="email.mail_from",
        command="aws sesv2 put-email-identity-mail-from-attributes --region {ses_region} "
        "--email-identity {identity} --mail-from-domain mail.{domain}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        identity = await subject.ask(
            GET_EMAIL_IDENTITY, sender.arn.region, EmailIdentity=sender.name
        )
        mail_from = mapping(identity.get("MailFromAttributes"))
        domain = text(mail_from.get("MailFromDomain"))
        if domain is None:
            return warned("No custom MAIL FROM domain is set.")
        status = required(mail_from, "MailFromDomainStatus")
        behavior = mail_from.get("BehaviorOnMxFailure")
        evidence = {"MailFromDomainStatus": status, "BehaviorOnMxFailure": behavior}
        if status == "SUCCESS":
            return passed(f"{domain} is configured.", **evidence)
        if status == "FAILED" and behavior == "REJECT_MESSAGE":
            return failed(
                f"{domain} has no valid MX record, and SES is configured to reject email then.",
                **evidence,
            )
        return warned(
            f"{domain} is {status}; until it succeeds, SES uses amazonses.com.", **evidence
        )
