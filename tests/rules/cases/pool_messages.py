"""The texts of a pool's messages."""

from __future__ import annotations

from .setting import Pair, case


@case("pool-message-link")
def _(it):
    def link(text):
        return it.creates(VerificationMessageTemplate={"EmailMessageByLink": text})

    return Pair(link("Confirm: {####}"), link("Confirm: {##here##} or {####}"))


@case("pool-invite-username")
def _(it):
    def invites(text):
        return it.creates(AdminCreateUserConfig={"InviteMessageTemplate": {"SMSMessage": text}})

    return Pair(invites("Code: {####}"), invites("Welcome, {username}"))
