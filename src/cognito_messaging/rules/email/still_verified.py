"""The identity's verification at the time of a message."""

from collections.abc import Mapping
from typing import Any

from cognito_messaging.facts.arns import InvalidArn
from cognito_messaging.facts.senders import Identity
from cognito_messaging.rules.delivery import Directory, recovers_by_sms, verifies_by_sms
from cognito_messaging.rules.email.senders import verified
from terraform_scenarios.gateway import ApiCall, Asked, AwsError, Rule, World

_SIGN_UP = "cognito-idp.SignUp"
_INVITES = "cognito-idp.AdminCreateUser"
_VERIFIES = frozenset({_SIGN_UP, "cognito-idp.ResendConfirmationCode"})
_RECOVERS = frozenset({"cognito-idp.ForgotPassword", "cognito-idp.AdminResetUserPassword"})


class StillVerified(Rule):
    """SES may take a verification back: the pool stays as it is, and its mail stops."""

    id = "email-still-verified"
    text = "The SES identity of a pool is verified whenever the pool sends a mail."
    source = (
        "API, CodeDeliveryFailureException; the message is the one of a sandbox that refuses "
        "(dev.classmethod.jp, cognito-sandbox-ses-codedeliveryfailureexception)"
    )
    operations = _VERIFIES | _RECOVERS | {_INVITES}
    code = "CodeDeliveryFailureException"
    message = (
        "Cognito received the following error from Amazon SES when attempting to send email: "
        "Email address is not verified. The following identities failed the check in region "
        "{region}: {arn}"
    )

    def __init__(self) -> None:
        self._directory = Directory()

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        asked = Asked(**vars(call), world=world)
        pool = await self._directory.pool(asked)
        identity = _identity(pool)
        if identity is None or not await self._sends_mail(asked, pool):
            return None
        if await verified(identity, world):
            return None
        return self.refusal(region=identity.arn.region.upper(), arn=identity.arn)

    async def _sends_mail(self, call: Asked, pool: Mapping[str, Any]) -> bool:
        if call.name == _INVITES:
            mediums = call.parameters.get("DesiredDeliveryMediums", ["SMS"])
            return "EMAIL" in mediums and call.parameters.get("MessageAction") != "SUPPRESS"
        if call.name in _VERIFIES:
            return "email" in pool.get("AutoVerifiedAttributes", []) and not verifies_by_sms(pool)
        user = await self._directory.user(call, pool, call.parameters["Username"])
        return "email" in user and not recovers_by_sms(pool, user)


def _identity(pool: Mapping[str, Any]) -> Identity | None:
    arn = pool.get("EmailConfiguration", {}).get("SourceArn")
    try:
        return Identity.parse(arn) if arn else None
    except InvalidArn:
        return None
