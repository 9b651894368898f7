"""The function that Cognito calls for each message.

Cognito calls it asynchronously: the user's call has succeeded before, and sees no error of it. If
the function raises an error, Lambda calls it again, with the same request ID (Cognito Developer
Guide, "Customizing user pool workflows with Lambda triggers"; Lambda Developer Guide, "How Lambda
handles errors and retries with asynchronous invocation").
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from . import log, messages, settings
from .codes import Decryptor
from .errors import SenderError, safe_text
from .limits import Claim, Table
from .routes import Result, Route, email_routes, sms_routes
from .settings import Channel

_ATTRIBUTES: Mapping[Channel, str] = {"email": "email", "sms": "phone_number"}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Send a message."""
    failure = ""
    try:
        _sender().handle(event, context.aws_request_id)
    except Exception as error:
        failure = safe_text(error)
    if failure:
        # Outside of `except`, so that Lambda does not log the first error with it.
        raise SenderError(failure)
    return event


@cache
def _sender() -> Sender:
    return Sender(settings.from_environment())


class Sender:
    """Sends messages by the settings of the function."""

    def __init__(self, given: settings.Settings) -> None:
        self._settings = given
        self._table = Table(given.table)
        self._decryptor = Decryptor(given.key_arn)
        self._routes: Mapping[Channel, list[Route]] = {
            "email": email_routes(given),
            "sms": sms_routes(given),
        }

    def handle(self, event: Mapping[str, Any], request_id: str) -> None:
        """Send the message that an event asks for, once.

        Raises:
            SenderError: it was not sent, and can be tried again.
        """
        notes = {"request_id": request_id, "trigger": event["triggerSource"][:80]}
        try:
            result = self._send(event, request_id, notes)
        except Exception as error:
            log.write(self._settings.function, "failed", **{**notes, "error": safe_text(error)})
            raise
        log.write(self._settings.function, result, **notes)

    def _send(self, event: Mapping[str, Any], request_id: str, notes: dict[str, str]) -> str:
        channel, name = messages.find(event["triggerSource"])
        attributes = event["request"].get("userAttributes") or {}
        destination = attributes.get(_ATTRIBUTES[channel], "")
        if not destination:
            notes["error"] = f"The user has no {_ATTRIBUTES[channel]}."
            return Result.UNDELIVERABLE.value
        claim = self._table.claim(request_id)
        if claim is Claim.TAKEN:
            return "repeated"
        counted = claim is Claim.AGAIN
        try:
            notes["destination"] = self._table.hash(destination)
            if not counted:
                refused = self._refuse(channel, destination, event["userName"])
                if refused:
                    notes["error"] = refused
                    return "refused"
                counted = True
            language, texts = messages.choose(
                channel, name, attributes.get("locale", ""), self._settings.default_language
            )
            notes["language"] = language
            # Who signs in with an address or a number does not know the name, which is an ID.
            is_id = event["userName"] == attributes.get("sub")
            values = {
                "app": self._settings.app,
                "username": destination if is_id else event["userName"],
                "code": self._code(event),
            }
            message = messages.write(channel, texts, language, destination, values)
            return self._by_a_route(channel, message, notes)
        except Exception:
            self._table.release(request_id, counted=counted)
            raise

    def _refuse(self, channel: Channel, destination: str, user: str) -> str:
        """Why a message may not be sent; empty if it may, and is then counted."""
        allowed = self._settings.allowed_prefixes
        if channel == "sms" and allowed and not destination.startswith(allowed):
            return "The number has none of the allowed prefixes."
        limits, table = self._settings.limits[channel], self._table
        if not table.count(f"{channel}#user#{table.hash(user)}", limits.each):
            return "The limit of the user is reached."
        if not table.count(f"{channel}#destination#{table.hash(destination)}", limits.each):
            return "The limit of the destination is reached."
        if not table.count(f"{channel}#all", limits.all):
            return "The limit of all users together is reached."
        return ""

    def _code(self, event: Mapping[str, Any]) -> str:
        # A notification of a possible account takeover has no code.
        encrypted = event["request"].get("code")
        return self._decryptor.decrypt(encrypted, event["userPoolId"]) if encrypted else ""

    def _by_a_route(
        self, channel: Channel, message: messages.Message, notes: dict[str, str]
    ) -> str:
        failed = []
        for route in self._routes[channel]:
            result, error = route.attempt(message)
            if result is Result.FAILED:
                failed.append(f"{route.name}: {error}")
                continue
            notes["route"], notes["error"] = route.name, error
            notes["failed_routes"] = ", ".join(failed)
            return str(result.value)
        notes["failed_routes"] = ", ".join(failed)
        raise SenderError(f"No route sent the message: {', '.join(failed)}")
