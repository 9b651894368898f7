"""Check E4: SES has verified the sender."""

from ..answers import mapping
from ..aws import CallFailed
from ..calls import GET_EMAIL_IDENTITY
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed
from .subject import Subject


class SenderVerified(Check):
    """Has SES verified the sender?"""

    id = "E4"
    title = "SES has verified the sender"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = (
        "SES refuses every message from an identity that is not verified, "
        "and Cognito then fails the sign-up."
    )
    source = sources.SES_IDENTITIES
    calls = (GET_EMAIL_IDENTITY,)
    remediation = Remediation(
        "Publish the DNS records (domain), or click the link in SES's email (address).",
        terraform="output dns_records, email.route53",
        command="cognito-messaging --region {region} verify-sender {pool_id} --wait",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        try:
            identity = await subject.ask(
                GET_EMAIL_IDENTITY, sender.arn.region, EmailIdentity=sender.name
            )
        except CallFailed as error:
            if error.not_found:
                return failed(f"SES in {sender.arn.region} has no identity {sender.name}.")
            raise
        verified = required(identity, "VerifiedForSendingStatus")
        status = identity.get("VerificationStatus")
        if verified is True:
            return passed(
                f"{sender.name} is verified in {sender.arn.region}.",
                VerifiedForSendingStatus=verified,
                VerificationStatus=status,
            )
        error_type = mapping(identity.get("VerificationInfo")).get("ErrorType")
        reason = f", because of {error_type}" if error_type else ""
        return failed(
            f"{sender.name} is not verified in {sender.arn.region}: "
            f"{status or 'no status'}{reason}.",
            VerifiedForSendingStatus=verified,
            VerificationStatus=status,
            ErrorType=error_type,
        )
