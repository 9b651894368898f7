"""The texts of the messages, by trigger and language.

`languages/LANGUAGE.toml` has a table for each trigger: `subject` and `text` of the mail, and `sms`.
`{code}`, `{username}` and `{app}` are filled in. `layout.html` is the HTML around each mail.
"""

from __future__ import annotations

import html
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .errors import SenderError
from .settings import Channel

_FOLDER = Path(__file__).parent
# Sources: Cognito Developer Guide, "Custom email sender Lambda trigger" and "Custom SMS sender
# Lambda trigger", tables of trigger sources.
_BOTH = (
    "SignUp",
    "ResendCode",
    "ForgotPassword",
    "UpdateUserAttribute",
    "VerifyUserAttribute",
    "AdminCreateUser",
    "Authentication",
)
TRIGGERS: Mapping[str, tuple[Channel, str]] = {
    **{f"CustomEmailSender_{name}": ("email", name) for name in _BOTH},
    "CustomEmailSender_AccountTakeOverNotification": ("email", "AccountTakeOverNotification"),
    **{f"CustomSMSSender_{name}": ("sms", name) for name in _BOTH},
}


@dataclass(frozen=True)
class Message:
    """A message, ready to be sent; SMS have no subject and no HTML."""

    destination: str
    subject: str
    text: str
    html: str


def find(trigger: str) -> tuple[Channel, str]:
    """The channel of a trigger, and the name of its message.

    Raises:
        SenderError: Cognito has a trigger that this function does not know.
    """
    found = TRIGGERS.get(trigger)
    if found is None:
        raise SenderError(
            f"There is no message for the trigger {trigger[:80]!r}: add it to messages.py, and its "
            "text to each file in languages."
        )
    return found


def choose(channel: Channel, name: str, locale: str, default: str) -> tuple[str, Mapping[str, str]]:
    """The language and the texts of a message for a user with a locale.

    A language that has no text for it is passed over, down to the default language.
    """
    field = "sms" if channel == "sms" else "text"
    for language in (*_candidates(locale), default):
        texts = _load(language).get(name, {})
        if field in texts:
            return language, texts
    raise SenderError(f"languages/{default}.toml has no {field} for {name}.")


def write(
    channel: Channel, texts: Mapping[str, str], language: str, to: str, values: Mapping[str, str]
) -> Message:
    """Fill in the values of a message."""
    if channel == "sms":
        return Message(to, "", _fill(texts["sms"], values), "")
    subject = _fill(texts["subject"], values)
    text = _fill(texts["text"], values)
    paragraphs = (html.escape(one).replace("\n", "<br>") for one in text.strip().split("\n\n"))
    body = "\n".join(f"<p>{one}</p>" for one in paragraphs)
    parts = {"language": language, "subject": html.escape(subject), "body": body}
    return Message(to, subject, text, _fill(_layout(), parts))


def _candidates(locale: str) -> Iterator[str]:
    """The languages for a locale, as RFC 4647 looks them up: `zh-Hant-TW`, `zh-Hant`, `zh`."""
    parts = locale.replace("_", "-").lower().split("-")
    while parts:
        yield "-".join(parts)
        parts.pop()
        # A part of one letter only announces the next one: `de-x-informal`.
        while parts and len(parts[-1]) == 1:
            parts.pop()


@cache
def _load(language: str) -> Mapping[str, Mapping[str, str]]:
    # The locale comes from the user: only names of existing files count, so that it is no path.
    files = {path.stem.lower(): path for path in (_FOLDER / "languages").glob("*.toml")}
    path = files.get(language.lower())
    return tomllib.loads(path.read_text(encoding="utf-8")) if path else {}


@cache
def _layout() -> str:
    return (_FOLDER / "languages" / "layout.html").read_text(encoding="utf-8")


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Replace the names in braces in one pass, so that a value with braces stays as it is."""
    filled, rest = "", text
    while rest:
        before, brace, after = rest.partition("{")
        name, end, tail = after.partition("}")
        if brace and end and name in values:
            filled, rest = filled + before + values[name], tail
        else:
            filled, rest = filled + before + brace, after
    return filled
