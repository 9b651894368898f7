"""Forms of phone numbers and sender IDs."""

from __future__ import annotations

import re

# DG, "Working with user attributes": a plus sign, the country code and the number, nothing else.
# E.164 allows 15 digits; whether Cognito counts them is not confirmed, so a few more are accepted.
_COGNITO = re.compile(r"\+[0-9]{3,18}")
# SNS API, Publish ("Use E.164 format"). SNS adds a missing plus sign (aws-sdk-js#1217) and ignores
# some separators (LocalStack's tests of Subscribe, which run on AWS).
_SNS = re.compile(r"\+?[1-9][0-9]{1,14}")
_SEPARATORS = re.compile(r"(?<=[0-9])[-./](?=[0-9])")
# SNS API, SetSMSAttributes: 1-11 alphanumeric characters with at least one letter. Hyphens and
# underscores are those of End User Messaging's sender IDs; nobody confirmed that SNS refuses them.
_SENDER_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_-]{1,11}")


def is_user_phone_number(text: str) -> bool:
    """Whether Cognito takes the text as the phone number of a user."""
    return _COGNITO.fullmatch(text) is not None


def is_sms_destination(text: str) -> bool:
    """Whether SNS can send an SMS to the text."""
    return _SNS.fullmatch(_SEPARATORS.sub("", text)) is not None


def is_sender_id(text: str) -> bool:
    """Whether the text can be shown as the sender of an SMS."""
    return _SENDER_ID.fullmatch(text) is not None
