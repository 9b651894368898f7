"""The identity must still be verified when the pool sends a mail."""

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import InvalidArn
from ...facts.senders import Identity
from ..delivery import SENDING, Directory, sends_mail
from .senders import verified


class StillVerified(Rule):
    """SES can revoke a verification: the pool does not change, but its mail is refused."""

    id = "email-still-verified"
    text = "The SES identity must still be verified when the pool sends a mail."
    source = "API, CodeDeliveryFailureException"
    wording = "in the sandbox: dev.classmethod.jp, cognito-sandbox-ses-codedeliveryfailureexception"
    operations = SENDING
    code = "CodeDeliveryFailureException"
    message = (
        "Cognito received the following error from Amazon SES when attempting to send email: "
        "Email address is not verified. The following identities failed the check in region "
        "{region}: {arn}"
    )

    def __init__(self) -> None:
        self._directory = Directory()

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        pool = await self._directory.pool(call, context)
        identity = _identity(pool)
        if identity is None or not await sends_mail(call, context, self._directory, pool):
            return None
        if await verified(identity, context):
            return None
        return self.refusal(region=identity.arn.region.upper(), arn=identity.arn)


def _identity(pool: Mapping[str, Any]) -> Identity | None:
    arn = pool.get("EmailConfiguration", {}).get("SourceArn")
    try:
        return Identity.parse(arn) if arn else None
    except InvalidArn:
        return None
