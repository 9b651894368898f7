"""Cognito's default sender has a daily limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.limits import DEFAULT_SENDER_DAILY_MESSAGES, DEFAULT_SENDER_RESET_HOUR
from ..delivery import SENDING, Directory, sends_mail


class DefaultQuota(Rule):
    """With COGNITO_DEFAULT, an account sends a limited number of mails a day.

    Mails of calls that the emulator refuses afterwards count too.
    """

    id = "email-default-quota"
    text = (
        f"With COGNITO_DEFAULT, an account sends at most {DEFAULT_SENDER_DAILY_MESSAGES} mails "
        "a day."
    )
    source = "DG, quotas, resource quotas, emails sent daily per account; DG, email settings"
    wording = "rahulpsd18/cognito-backup-restore#46"
    operations = SENDING
    code = "LimitExceededException"
    message = (
        "Exceeded daily email limit for the operation or the account. If a higher limit is "
        "required, please configure your user pool to use your own Amazon SES configuration for "
        "sending email."
    )

    def __init__(self) -> None:
        self._directory = Directory()
        self._sent: dict[tuple[str, date], int] = {}

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await self._directory.pool(call, context)
        configuration = pool.get("EmailConfiguration", {})
        if not pool or configuration.get("EmailSendingAccount") == "DEVELOPER":
            return None
        if not await sends_mail(call, context, self._directory, pool):
            return None
        day = call.account, (datetime.now(UTC) - timedelta(hours=DEFAULT_SENDER_RESET_HOUR)).date()
        sent = self._sent.get(day, 0)
        if sent >= DEFAULT_SENDER_DAILY_MESSAGES:
            return self.refusal()
        self._sent[day] = sent + 1
        return None
