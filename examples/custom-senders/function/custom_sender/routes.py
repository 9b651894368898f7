"""The ways to send a message, and what an error of each means.

A further provider is one more function like these, for instance with an HTTPS call.

Sources: SES API v2, SendEmail, Errors; End User Messaging SMS API v2, SendTextMessage, Errors, with
the reasons of ConflictException and ValidationException; SNS API, Publish, Errors.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ReadTimeoutError,
)

from .clients import SENDS, client
from .errors import code_of
from .messages import Message
from .settings import EmailRoute, Settings, SmsRoute

# Errors of the message or of its recipient: each route would answer the same, or must not be asked.
_FINAL = frozenset(
    {
        # SES: the address is not one.
        "BadRequestException",
        # SNS: not a number, or its owner wants no SMS.
        "InvalidParameter",
        "InvalidParameterValue",
        "OptedOut",
        "OptedOutException",
        "UserError",
    }
)
# The reasons of End User Messaging that are the recipient's; the others are the sender's.
_FINAL_REASONS = frozenset(
    {
        "DESTINATION_PHONE_NUMBER_OPTED_OUT",
        "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
        "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
        "DESTINATION_COUNTRY_BLOCKED",
        "FIELD_VALIDATION_FAILED",
        "CANNOT_PARSE",
    }
)


class Result(enum.Enum):
    """What came of an attempt to send."""

    SENT = "sent"
    FAILED = "failed"  # a fault of the route: the next one may be asked
    UNDELIVERABLE = "undeliverable"  # a fault of the message or its recipient
    UNKNOWN = "unknown"  # it may have been sent, so it must not be sent again


@dataclass(frozen=True)
class Route:
    """A way to send a message."""

    name: str
    send: Callable[[Message], Any]

    def attempt(self, message: Message) -> tuple[Result, str]:
        """Send a message; the result, and the error code if it was not sent."""
        try:
            self.send(message)
        except ClientError as error:
            return (Result.UNDELIVERABLE if _is_final(error) else Result.FAILED), _name(error)
        except (ReadTimeoutError, ConnectionClosedError) as error:
            return Result.UNKNOWN, code_of(error)
        except BotoCoreError as error:
            # Before the request was sent: no connection, no credentials, a wrong parameter.
            return Result.FAILED, code_of(error)
        return Result.SENT, ""


def email_routes(settings: Settings) -> list[Route]:
    """The routes for email, the first one first."""
    return [_ses(one) for one in settings.email_routes]


def sms_routes(settings: Settings) -> list[Route]:
    """The routes for SMS, the first one first."""
    return [
        _end_user_messaging(one) if one.origination_identity else _sns(one)
        for one in settings.sms_routes
    ]


def _ses(route: EmailRoute) -> Route:
    def send(message: Message) -> None:
        def utf8(text: str) -> dict[str, str]:
            return {"Data": text, "Charset": "UTF-8"}

        client("sesv2", route.region, SENDS).send_email(
            FromEmailAddress=route.sender,
            Destination={"ToAddresses": [message.destination]},
            Content={
                "Simple": {
                    "Subject": utf8(message.subject),
                    "Body": {"Text": utf8(message.text), "Html": utf8(message.html)},
                }
            },
            ConfigurationSetName=route.configuration_set,
        )

    return Route(f"SES {route.region}", send)


def _end_user_messaging(route: SmsRoute) -> Route:
    def send(message: Message) -> None:
        client("pinpoint-sms-voice-v2", route.region, SENDS).send_text_message(
            DestinationPhoneNumber=message.destination,
            OriginationIdentity=route.origination_identity,
            MessageBody=message.text,
            MessageType="TRANSACTIONAL",
        )

    return Route(f"End User Messaging {route.region}", send)


def _sns(route: SmsRoute) -> Route:
    def send(message: Message) -> None:
        client("sns", route.region, SENDS).publish(
            PhoneNumber=message.destination,
            Message=message.text,
            MessageAttributes={
                "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
            },
        )

    return Route(f"SNS {route.region}", send)


def _is_final(error: ClientError) -> bool:
    return code_of(error) in _FINAL or error.response.get("Reason") in _FINAL_REASONS


def _name(error: ClientError) -> str:
    reason = error.response.get("Reason")
    return f"{code_of(error)} {reason}" if reason else code_of(error)
