"""The sender that a call gives a pool: what the e-mail rules look at."""

from __future__ import annotations

from cognito_messaging.facts.arns import InvalidArn
from cognito_messaging.facts.senders import Identity
from terraform_scenarios.gateway import ApiCall, AwsError, World


def identity(call: ApiCall) -> Identity | None:
    """The SES identity that a call names, or None where it names none that can be read."""
    arn = call.parameters.get("EmailConfiguration", {}).get("SourceArn")
    if arn is None:
        return None
    try:
        return Identity.parse(arn)
    except InvalidArn:
        return None


async def verified(found: Identity, world: World) -> bool:
    """Whether SES, in the identity's region, lets the account of the call send from it."""
    try:
        shown = await world.ask(
            "sesv2", "GetEmailIdentity", region=found.arn.region, EmailIdentity=found.name
        )
    except AwsError as error:
        if error.code != "NotFoundException":
            raise
        return False
    return bool(shown.get("VerifiedForSendingStatus"))


def is_developer(call: ApiCall) -> bool:
    """Whether the pool is to send through SES with the account's own limits."""
    configuration = call.parameters.get("EmailConfiguration", {})
    return bool(configuration.get("EmailSendingAccount") == "DEVELOPER")
