"""E11."""

from ..answers import texts
from ..calls import GET_SES_ACCOUNT
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, passed, warned
from .subject import Subject


class Suppression(Check):
    """Does SES stop sending to addresses that bounced or complained?"""

    id = "E11"
    title = "Bounced and complaining addresses are suppressed"
    channel = Channel.EMAIL
    severity = Severity.MEDIUM
    why = (
        "Mail to a dead address, sent again and again, raises the bounce rate until AWS pauses "
        "the account."
    )
    source = sources.SES_SUPPRESSION
    calls = (GET_SES_ACCOUNT,)
    remediation = Remediation(
        "Suppress both, for the account or the configuration set.",
        terraform="email.create_configuration_set.suppressed_reasons",
        command="aws sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE "
        "COMPLAINT "
        "--region {ses_region}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See :class:`Check`."""
        sender = subject.sender()
        account = await subject.ask(GET_SES_ACCOUNT, sender.arn.region)
        # An account that suppresses nothing answers with an empty list or leaves the list out; an
        # answer without the attributes says nothing.
        attributes = required(account, "SuppressionAttributes")
        reasons = texts(attributes.get("SuppressedReasons"))
        missing = [reason for reason in ("BOUNCE", "COMPLAINT") if reason not in reasons]
        if missing:
            return warned(
                f"SES does not suppress after a {' or a '.join(missing).lower()}.",
                SuppressedReasons=list(reasons),
            )
        return passed("SES suppresses both.", SuppressedReasons=list(reasons))
