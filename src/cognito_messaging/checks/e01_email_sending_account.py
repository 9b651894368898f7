"""Check E1: Cognito sends email through your own SES account."""

from ..calls import DESCRIBE_USER_POOL
from . import email_use, sources
from .base import Check
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class EmailSendingAccount(Check):
    """Does the pool send email through its own SES account?"""

    id = "E1"
    title = "Email is sent through your own SES account"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = (
        "Cognito's own sender is limited to 50 messages a day for the account: "
        "user 51 gets no code."
    )
    source = sources.DG_EMAIL
    calls = (DESCRIBE_USER_POOL, *email_use.CALLS)
    remediation = Remediation(
        "Give the pool an SES identity and set EmailSendingAccount to DEVELOPER.",
        terraform="email.identity",
        console="Cognito → User pools → {pool_id} → Authentication methods → Email → Edit → "
        "Send email with Amazon SES",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        subject.require_cognito_email()
        account = subject.pool.email.get("EmailSendingAccount")
        if account == "DEVELOPER":
            return passed("EmailSendingAccount is DEVELOPER.", EmailSendingAccount=account)
        needs = subject.pool.needs_email
        if not needs:
            raise NotApplicable("no setting of the pool makes Cognito send email")
        value = account or "not set, which means COGNITO_DEFAULT"
        limit = f"EmailSendingAccount is {value}: 50 messages a day for all pools of the account"
        evidence = {"EmailSendingAccount": account, "needs": list(needs)}
        if not await email_use.only_federated(subject):
            return failed(f"{limit}.", **evidence)
        if subject.pool.open_sign_up:
            return warned(
                f"{limit}. Every app client signs users in through identity providers, but anyone "
                "can still sign up by the API and get email.",
                **evidence,
            )
        raise NotApplicable(
            "every app client signs users in through identity providers, which send no email"
        )
