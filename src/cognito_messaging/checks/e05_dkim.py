"""E5."""

from ..calls import GET_EMAIL_IDENTITY
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class Dkim(Check):
    """Does SES sign the mail?"""

    id = "E5"
    title = "Mail is signed with DKIM"
    channel = Channel.EMAIL
    severity = Severity.HIGH
    why = "Large mailbox providers send unsigned mail to spam or refuse it."
    source = sources.SES_DKIM
    calls = (GET_EMAIL_IDENTITY,)
    remediation = Remediation(
        "Publish the three DKIM CNAME records and switch signing on.",
        terraform="output dns_records, email.route53",
        command="cognito-messaging --region {region} verify-sender {pool_id}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        sender = subject.sender()
        identity = await subject.ask(
            GET_EMAIL_IDENTITY, sender.arn.region, EmailIdentity=sender.name
        )
        status = required(identity, "DkimAttributes", "Status")
        signing = required(identity, "DkimAttributes", "SigningEnabled")
        if status == "SUCCESS" and signing is True:
            return passed("SES signs the mail.", Status=status, SigningEnabled=signing)
        message = (
            f"DKIM status is {status}." if status != "SUCCESS" else "DKIM signing is switched off."
        )
        if sender.is_domain:
            return failed(message, Status=status, SigningEnabled=signing)
        return warned(
            f"{message} An address cannot be signed for without its domain: prefer a domain "
            f"identity.",
            Status=status,
            SigningEnabled=signing,
        )
