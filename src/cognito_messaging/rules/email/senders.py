"""The email sender in a call, which the email rules check."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, RuleContext

from ...facts.arns import InvalidArn
from ...facts.senders import Identity


def identity(call: ApiCall) -> Identity | None:
    """The SES identity in a call; None if there is none, or if its ARN is not valid."""
    arn = call.parameters.get("EmailConfiguration", {}).get("SourceArn")
    if arn is None:
        return None
    try:
        return Identity.parse(arn)
    except InvalidArn:
        return None


async def verified(found: Identity, context: RuleContext) -> bool:
    """Whether an identity of the call's account is verified in the identity's region."""
    try:
        shown = await context.ask(
            "sesv2", "GetEmailIdentity", region=found.arn.region, EmailIdentity=found.name
        )
    except AwsError as error:
        if error.code != "NotFoundException":
            raise
        return False
    return bool(shown.get("VerifiedForSendingStatus"))


def is_developer(call: ApiCall) -> bool:
    """Whether the pool sends through SES with the account's own quotas."""
    configuration = call.parameters.get("EmailConfiguration", {})
    return bool(configuration.get("EmailSendingAccount") == "DEVELOPER")
