"""The messages that the target's services have sent, or would have sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Message:
    """One mail or SMS.

    Attributes:
        channel: `email` or `sms`.
        account: The account that sent it.
        region: The region it left from; empty where the target does not tell.
        sender: A mail's From, as written; an SMS's sender id, or empty for a shared number.
        destination: The address or the number it went to.
        subject: A mail's subject.
        text: The text, or the HTML where that is all there is.
        code: The code or temporary password in it, or empty.
        sent_through: The ARN of the SES identity, or of the role that published to SNS, that would
            have sent it; empty for Cognito's own sender.
        reply_to: A mail's reply-to addresses.
        at: Seconds since the epoch.
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

    def as_json(self) -> dict[str, Any]:
        """The message as `/_gateway/messages` shows it."""
        return asdict(self)


class Outbox:
    """The messages that the gateway itself knows of; those that the target keeps come on top."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    def add(self, message: Message) -> None:
        """Put a message in."""
        self._messages.append(message)

    def messages(self) -> list[Message]:
        """What was put in, in the order in which it came."""
        return list(self._messages)

    def clear(self) -> None:
        """Take everything out."""
        self._messages.clear()
