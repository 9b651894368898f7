"""The SES configuration set that a pool's email is sent with."""

from __future__ import annotations

from ..answers import text
from ..aws import CallFailed
from ..calls import GET_EMAIL_IDENTITY
from ..facts.senders import Identity
from .fields import required
from .subject import Subject


async def configuration_set(subject: Subject, sender: Identity) -> str | None:
    """The name of the set; None if there is none.

    A sender without a set uses the default one of its identity (API, sesv2 GetEmailIdentity,
    ConfigurationSetName).

    Raises:
        CallFailed: AWS refused a call, or did not answer.
        Unknowable: AWS's answer is not about an identity.
    """
    if chosen := text(subject.pool.email.get("ConfigurationSet")):
        return chosen
    try:
        identity = await subject.ask(
            GET_EMAIL_IDENTITY, sender.arn.region, EmailIdentity=sender.name
        )
    except CallFailed as error:
        if error.not_found:
            return None
        raise
    required(identity, "VerifiedForSendingStatus")
    return text(identity.get("ConfigurationSetName"))
