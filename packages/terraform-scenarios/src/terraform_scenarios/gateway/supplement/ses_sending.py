"""SES: senders that no identity of the account names, and that may send all the same.

Sources: SES Developer Guide, "Using sending authorization" (the call names the ARN of another
account's identity) and "Creating and verifying identities" (`sender+label@example.com` is covered
by the identity `sender@example.com`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from email.utils import parseaddr
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall


class SesSending(Supplement):
    """Mail by version 2 of the API."""

    service = "sesv2"

    async def send_email(self, call: SupplementCall) -> Mapping[str, Any]:
        return await send(call, call.forward)


async def send(
    call: SupplementCall, forward: Callable[[], Awaitable[dict[str, Any]]]
) -> Mapping[str, Any]:
    """Let the emulator send a mail, also from a sender that it does not know to be allowed.

    Raises:
        AwsError: the answer is this error.
    """
    try:
        return await forward()
    except AwsError as error:
        sender = parseaddr(_sender(call))[1]
        if error.code != "MessageRejected" or not (_is_lent(call) or "+" in sender):
            raise
    await call.context.ask_upstream("ses", "VerifyEmailIdentity", EmailAddress=sender)
    try:
        return await forward()
    finally:
        await call.context.ask_upstream("ses", "DeleteIdentity", Identity=sender)


def _sender(call: SupplementCall) -> str:
    given = call.parameters
    return str(given.get("FromEmailAddress") or given.get("Source") or "")


def _is_lent(call: SupplementCall) -> bool:
    """Whether the call names an identity of another account."""
    given = call.parameters
    arn = str(given.get("FromEmailAddressIdentityArn") or given.get("SourceArn") or "")
    owner = arn.split(":")[4:5]
    return bool(owner) and owner[0] != call.account
