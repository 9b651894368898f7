"""SMS that supplements send: they go into the outbox."""

from __future__ import annotations

import time

from ..outbox import Message, find_code
from ..plugins import SupplementCall


def send_text(call: SupplementCall, destination: str, text: str, sender: str = "") -> None:
    """Put an SMS into the outbox, in the account and region of the call."""
    call.context.outbox.add(
        Message(
            channel="sms",
            account=call.account,
            region=call.region,
            sender=sender,
            destination=destination,
            subject="",
            text=text,
            code=find_code(text),
            sent_through="",
            reply_to=(),
            at=time.time(),
        )
    )
