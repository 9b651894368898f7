"""Check E11: SES suppresses addresses that bounced or complained."""

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
    why = "Repeated email to a dead address raises the bounce rate until AWS pauses the account."
    source = sources.SES_SUPPRESSION
    calls = (GET_SES_ACCOUNT,)
    remediation = Remediation(
        "Suppress both reasons, for the account or in the configuration set.",
        terraform="email.create_configuration_set.suppressed_reasons",
        command="aws sesv2 put-account-suppression-attributes "
        "--suppressed-reasons BOUNCE COMPLAINT --region {ses_region}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        account = await subject.ask(GET_SES_ACCOUNT, sender.arn.region)
        # For an account that suppresses nothing, the list is empty or missing. An answer without
        # the attributes proves nothing.
        attributes = required(account, "SuppressionAttributes")
        reasons = texts(attributes.get("SuppressedReasons"))
        missing = [reason for reason in ("BOUNCE", "COMPLAINT") if reason not in reasons]
        if missing:
            return warned(
                f"SES does not suppress after a {' or a '.join(missing).lower()}.",
                SuppressedReasons=list(reasons),
            )
        return passed(
            "SES suppresses addresses after bounces and complaints.",
            SuppressedReasons=list(reasons),
        )
