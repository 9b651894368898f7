"""E3."""

from ..answers import text
from ..calls import DESCRIBE_USER_POOL
from ..facts.senders import Coverage, InvalidSender, Sender, coverage
from . import sources
from .base import Check
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class FromAddress(Check):
    """Does the identity cover the From?"""

    id = "E3"
    title = "The From address belongs to the identity"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = (
        "SES refuses a From that the identity does not cover; with a domain there is no default "
        "From."
    )
    source = sources.DG_EMAIL
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "Send from an address of the identity's domain.",
        terraform="email.from_address",
        console="Cognito → User pools → {pool_id} → Authentication methods → Email → FROM",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        identity = subject.sender()
        shown = text(subject.pool.email.get("From"))
        try:
            sender = Sender.parse(shown) if shown else None
        except InvalidSender as error:
            return failed(f"From: {error}.", From=shown)
        found = coverage(sender, identity)
        if found is Coverage.WITHIN:
            return passed(
                f"Mail comes from {sender.address if sender else identity.name}.", From=shown
            )
        if found is Coverage.MISSING:
            return failed(
                f"From is not set, and the domain identity {identity.name} has no default.",
                From=shown,
            )
        if found is Coverage.SUBDOMAIN:
            return warned(
                f"From is in a subdomain of {identity.name}; nobody could confirm that Cognito "
                f"takes it.",
                From=shown,
            )
        return failed(f"From {shown} is not of the identity {identity.name}.", From=shown)
