"""The messages that AWS services have sent, or would have sent."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

_CODE = re.compile(r"(?<![\w#&])(\d{6,8})(?!\w)")


@dataclass(frozen=True)
class Message:
    """A mail or an SMS.

    Attributes:
        channel: `email` or `sms`.
        account: the account that sent it.
        region: the region that it was sent from; empty if the emulator does not record it.
        sender: the From of a mail, as written; the sender ID of an SMS, or empty.
        destination: the address or phone number that it was sent to.
        subject: the subject of a mail.
        text: the text, or the HTML if there is no text.
        code: the code or temporary password in the text, or empty.
        sent_through: the ARN of the SES identity, or of the role that published to SNS, that
            would have sent it; empty for Cognito's default sender.
        reply_to: the reply-to addresses of a mail.
        at: seconds since the epoch.
        html: the HTML of a mail that was sent with both text and HTML, or HTML alone, if it is
            known. Mail of a user pool is HTML too: its message is in `text`.
    """

    channel: Literal["email", "sms"]
    account: str
    region: str
    sender: str
    destination: str
    subject: str
    text: str
    code: str
    sent_through: str
    reply_to: tuple[str, ...]
    at: float
    html: str = ""

    def as_json(self) -> dict[str, Any]:
        """The message as `/_gateway/messages` shows it."""
        return asdict(self)


class Outbox:
    """The messages that supplements have sent; the emulator keeps its own record of others."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    def add(self, message: Message) -> None:
        """Add a message."""
        self._messages.append(message)

    def messages(self) -> list[Message]:
        """The messages, in the order in which they were added."""
        return list(self._messages)

    def clear(self) -> None:
        """Remove all messages."""
        self._messages.clear()


def find_code(text: str) -> str:
    """The first number of six to eight digits in a text, or an empty string."""
    found = _CODE.search(text)
    return found[1] if found else ""
