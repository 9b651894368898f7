"""The identity must still be verified when the pool sends a mail."""

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import InvalidArn
from ...facts.senders import Identity
from ..delivery import Directory, recovers_by_sms, verifies_by_sms
from .senders import verified

_SIGN_UP = "cognito-idp.SignUp"
_INVITES = "cognito-idp.AdminCreateUser"
_VERIFIES = frozenset({_SIGN_UP, "cognito-idp.ResendConfirmationCode"})
_RECOVERS = frozenset({"cognito-idp.ForgotPassword", "cognito-idp.AdminResetUserPassword"})


class StillVerified(Rule):
    """SES can revoke a verification: the pool does not change, but its mail is refused."""

    id = "email-still-verified"
    text = "The SES identity must still be verified when the pool sends a mail."
    source = "API, CodeDeliveryFailureException"
    wording = "in the sandbox: dev.classmethod.jp, cognito-sandbox-ses-codedeliveryfailureexception"
    operations = _VERIFIES | _RECOVERS | {_INVITES}
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
        if identity is None or not await self._sends_mail(call, context, pool):
            return None
        if await verified(identity, context):
            return None
        return self.refusal(region=identity.arn.region.upper(), arn=identity.arn)

    async def _sends_mail(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> bool:
        if call.name == _INVITES:
            mediums = call.parameters.get("DesiredDeliveryMediums", ["SMS"])
            return "EMAIL" in mediums and call.parameters.get("MessageAction") != "SUPPRESS"
        if call.name in _VERIFIES:
            return "email" in pool.get("AutoVerifiedAttributes", []) and not verifies_by_sms(pool)
        user = await self._directory.user(context, pool, call.parameters["Username"])
        return "email" in user and not recovers_by_sms(pool, user)


def _identity(pool: Mapping[str, Any]) -> Identity | None:
    arn = pool.get("EmailConfiguration", {}).get("SourceArn")
    try:
        return Identity.parse(arn) if arn else None
    except InvalidArn:
        return None
