"""The texts of a pool's messages, and where answers go."""

from __future__ import annotations

from .setting import Pair, case


@case("pool-message-link")
def _(it):
    def link(text):
        return it.creates(VerificationMessageTemplate={"EmailMessageByLink": text})

    return Pair(link("Confirm: {####}"), link("Confirm: {##here##} or {####}"))


@case("pool-reply-to")
def _(it):
    def reply_to(address):
        return it.creates(EmailConfiguration={"ReplyToEmailAddress": address})

    return Pair(reply_to("a@example.com,b@example.com"), reply_to('"a,b"@example.com'))
