"""The settings of the function, which Terraform writes as JSON into its environment."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, Literal

Channel = Literal["email", "sms"]


@dataclass(frozen=True)
class Limit:
    """How many messages may be sent in an hour and in a day."""

    hour: int
    day: int


@dataclass(frozen=True)
class Limits:
    """The limits of a channel: of each user and each destination, and of all together."""

    each: Limit
    all: Limit


@dataclass(frozen=True)
class EmailRoute:
    """Amazon SES in a region."""

    region: str
    sender: str
    configuration_set: str


@dataclass(frozen=True)
class SmsRoute:
    """AWS End User Messaging with an origination identity, or Amazon SNS without one."""

    region: str
    origination_identity: str


@dataclass(frozen=True)
class Settings:
    """The settings of the function.

    Attributes:
        function: its name, a dimension of its metrics.
        app: the name of the app, for the texts.
        key_arn: the key with which Cognito encrypts the codes.
        table: the DynamoDB table of the limits.
        default_language: the language of users without a locale, or with another one.
        allowed_prefixes: what phone numbers must begin with; empty allows all.
        limits: the limits by channel.
        email_routes: the routes for email, the first one first.
        sms_routes: the routes for SMS, the first one first.
    """

    function: str
    app: str
    key_arn: str
    table: str
    default_language: str
    allowed_prefixes: tuple[str, ...]
    limits: dict[str, Limits]
    email_routes: tuple[EmailRoute, ...]
    sms_routes: tuple[SmsRoute, ...]


def from_environment() -> Settings:
    """The settings in the variable SETTINGS."""
    given: dict[str, Any] = json.loads(os.environ["SETTINGS"])
    return Settings(
        function=os.environ.get("AWS_LAMBDA_FUNCTION_NAME", ""),
        app=given["app"],
        key_arn=given["key_arn"],
        table=given["table"],
        default_language=given["default_language"],
        allowed_prefixes=tuple(given["allowed_prefixes"]),
        limits={
            channel: Limits(Limit(**limits["each"]), Limit(**limits["all"]))
            for channel, limits in given["limits"].items()
        },
        email_routes=tuple(EmailRoute(**route) for route in given["email_routes"]),
        sms_routes=tuple(SmsRoute(**route) for route in given["sms_routes"]),
    )
