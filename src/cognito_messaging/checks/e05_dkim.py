"""Check E5: email is signed with DKIM."""

from ..calls import GET_EMAIL_IDENTITY
from . import sources
from .base import Check
from .commands import aws
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject, fill_in


class Dkim(Check):
    """Does SES sign the email?"""

    id = "E5"
    title = "Email is signed with DKIM"
    channel = Channel.EMAIL
    severity = Severity.HIGH
    why = "Large mailbox providers refuse unsigned email or put it into spam."
    source = sources.SES_DKIM
    calls = (GET_EMAIL_IDENTITY,)
    remediation = Remediation(
        "Publish the three DKIM CNAME records.",
        terraform="output dns_records, email.route53",
        command="cognito-messaging --region {region} verify-sender {pool_id}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        identity = await subject.ask(
            GET_EMAIL_IDENTITY, sender.arn.region, EmailIdentity=sender.name
        )
        status = required(identity, "DkimAttributes", "Status")
        signing = required(identity, "DkimAttributes", "SigningEnabled")
        if status == "SUCCESS" and signing is not True:
            turned_off = failed if sender.is_domain else warned
            return turned_off(
                "DKIM signing is turned off.", Status=status, SigningEnabled=signing
            ).fixed_by(
                fill_in(
                    self.remediation,
                    subject,
                    what="Turn signing on.",
                    command=aws(
                        "sesv2 put-email-identity-dkim-attributes",
                        region=sender.arn.region,
                        email_identity=sender.name,
                        signing_enabled=True,
                    ),
                )
            )
        if status == "SUCCESS":
            return passed("SES signs the email.", Status=status, SigningEnabled=signing)
        message = f"DKIM status is {status}."
        if sender.is_domain:
            return failed(message, Status=status, SigningEnabled=signing)
        return warned(
            f"{message} SES can only sign for an address if its domain is verified: "
            "prefer a domain identity.",
            Status=status,
            SigningEnabled=signing,
        )
