"""The mail that the emulator has recorded, together with the gateway's own outbox."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .outbox import Message, Outbox, find_code
from .plugins import Supplement
from .routing import Router
from .wire import HttpRequest

_MAIL = HttpRequest("GET", "/_ministack/ses/messages", "", {})


async def collect(
    router: Router, outbox: Outbox, supplements: Sequence[Supplement]
) -> list[Message]:
    """All mail and SMS so far, in the order of their times.

    MiniStack's record of SMS (`/_ministack/sns/sms-messages`) is not read: it has no account,
    region or time. The SNS supplement puts each published SMS into the outbox instead.

    Raises:
        AwsError: the emulator does not answer.
    """
    found = outbox.messages()
    known = {_key(one) for one in found}
    for account, records in (await _recorded_mail(router)).items():
        for mail in (one for record in records for one in _mail(account, record)):
            if _key(mail) not in known:
                for supplement in supplements:
                    mail = supplement.annotate(mail)
                found.append(mail)
    return sorted(found, key=lambda one: one.at)


def _key(message: Message) -> tuple[str, ...]:
    """What the same mail has in common in the outbox and in the emulator's record."""
    return message.account, message.sender, message.destination, message.text


async def _recorded_mail(router: Router) -> Mapping[str, Any]:
    """The emulator's records by account; empty for an emulator that records no mail."""
    answer = (await router.forward_other(_MAIL)).answer
    try:
        loaded = json.loads(answer.body) if answer.status == 200 else {}
    except ValueError:
        return {}
    mail: Mapping[str, Any] = loaded.get("messages", {}) if isinstance(loaded, dict) else {}
    return mail


def _mail(account: str, record: Mapping[str, Any]) -> list[Message]:
    text = record.get("BodyText") or record.get("BodyHtml") or ""
    return [
        Message(
            channel="email",
            account=account,
            region="",
            sender=record.get("Source", ""),
            destination=destination,
            subject=record.get("Subject", ""),
            text=text,
            code=find_code(text),
            sent_through="",
            reply_to=(),
            at=float(record.get("Timestamp", 0.0)),
            html=record.get("BodyHtml") or "",
        )
        for destination in record.get("To", [])
    ]
