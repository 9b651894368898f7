"""Check E3: the From address belongs to the SES identity."""

from ..answers import text
from ..calls import DESCRIBE_USER_POOL, GET_MFA_CONFIG
from ..facts.senders import Coverage, Identity, InvalidSender, Sender, coverage
from . import email_use, sources
from .base import Check
from .outcome import Channel, Outcome, Remediation, Severity, Verdict, failed, passed, warned
from .subject import Subject


class FromAddress(Check):
    """Does the identity cover the From address?"""

    id = "E3"
    title = "The From address belongs to the identity"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = (
        "SES refuses a From address that the identity does not cover, "
        "and a domain identity has no default From address."
    )
    source = sources.DG_EMAIL
    calls = (DESCRIBE_USER_POOL, GET_MFA_CONFIG, *email_use.CALLS)
    remediation = Remediation(
        "Send from an address of the identity's domain.",
        terraform="email.from_address",
        console="Cognito → User pools → {pool_id} → Authentication methods → Email → FROM",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        identity = subject.sender()
        outcome = _judge(text(subject.pool.email.get("From")), identity)
        if outcome.verdict is not Verdict.FAIL or not await email_use.is_unused(subject):
            return outcome
        return warned(
            f"{outcome.message} No user misses a message, because the pool sends no email.",
            **outcome.evidence,
        )


def _judge(from_header: str | None, identity: Identity) -> Outcome:
    try:
        sender = Sender.parse(from_header) if from_header else None
    except InvalidSender as error:
        return failed(f"From: {error}.", From=from_header)
    covered = coverage(sender, identity)
    if covered is Coverage.WITHIN and sender and sender.advice:
        return warned(
            f"From: {sender.advice}; it is not confirmed that Cognito refuses this.",
            From=from_header,
        )
    if covered is Coverage.WITHIN:
        return passed(
            f"Email is sent from {sender.address if sender else identity.name}.",
            From=from_header,
        )
    if covered is Coverage.MISSING:
        return failed(
            f"From is not set, and the domain identity {identity.name} has no default.",
            From=from_header,
        )
    if covered in (Coverage.SUBDOMAIN, Coverage.LABEL):
        what = "is in a subdomain" if covered is Coverage.SUBDOMAIN else "has a label"
        return warned(
            f"From {what} of {identity.name}; it is not confirmed that Cognito accepts this.",
            From=from_header,
        )
    return failed(
        f"From {from_header} does not belong to the identity {identity.name}.", From=from_header
    )
