"""A user pool as DescribeUserPool shows it, in the terms that messaging needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .answers import mapping, text, texts
from .facts.arns import InvalidArn
from .facts.senders import Identity

_POOL_ID = re.compile(r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+", re.ASCII)
_PHONE = "phone_number"


class InvalidPoolId(ValueError):
    """The text is not the ID of a user pool."""


def region_of(pool_id: str) -> str:
    """The region that a pool's ID contains.

    Raises:
        InvalidPoolId: the text is not a pool ID.
    """
    matched = _POOL_ID.fullmatch(pool_id)
    if matched is None:
        raise InvalidPoolId(f"{pool_id!r} is not a user pool ID: write it as eu-west-1_AbCdEfGhI")
    return matched["region"]


@dataclass(frozen=True)
class SmsSettings:
    """How the pool sends SMS.

    Attributes:
        through: ``"sns"`` or, by the newer path, ``"eums"`` (AWS End User Messaging).
        caller_arn: the role that Cognito assumes.
        region: where the messages leave, as set; None where it is not set.
        origination_identity: the number, sender ID or pool that is named; only on ``"eums"``.
    """

    through: str
    caller_arn: str
    external_id: str | None
    region: str | None
    origination_identity: str | None


@dataclass(frozen=True)
class UserPool:
    """One DescribeUserPool answer.

    Attributes:
        id: the pool's id, as it was asked for.
        region: the region that was asked.
        raw: the answer's ``UserPool``.
    """

    id: str
    region: str
    raw: Mapping[str, Any]

    @property
    def arn(self) -> str | None:
        """The pool's ARN."""
        return text(self.raw.get("Arn"))

    @property
    def name(self) -> str:
        """The pool's name: anybody's text, to be shown as text."""
        return text(self.raw.get("Name")) or self.id

    @property
    def email(self) -> Mapping[str, Any]:
        """EmailConfiguration."""
        return mapping(self.raw.get("EmailConfiguration"))

    @property
    def identity(self) -> Identity | None:
        """The SES identity that SourceArn names; None where it names none."""
        try:
            return Identity.parse(text(self.email.get("SourceArn")) or "")
        except InvalidArn:
            return None

    @property
    def sms(self) -> SmsSettings | None:
        """How SMS leaves the pool; None where nothing is configured."""
        settings = mapping(self.raw.get("SmsConfiguration"))
        if caller := text(settings.get("SnsCallerArn")):
            return SmsSettings(
                "sns",
                caller,
                text(settings.get("ExternalId")),
                text(settings.get("SnsRegion")),
                None,
            )
        eums = mapping(settings.get("EumsSms"))
        if caller := text(eums.get("CallerArn")):
            return SmsSettings(
                "eums",
                caller,
                text(eums.get("ExternalId")),
                text(eums.get("Region")),
                text(eums.get("OriginationIdentity")),
            )
        return None

    def custom_sender(self, channel: str) -> str | None:
        """The Lambda that sends instead of Cognito.

        Args:
            channel: ``"Email"`` or ``"SMS"``.
        """
        triggers = mapping(self.raw.get("LambdaConfig"))
        return text(mapping(triggers.get(f"Custom{channel}Sender")).get("LambdaArn"))

    @property
    def mfa(self) -> str | None:
        """OFF, OPTIONAL or ON."""
        return text(self.raw.get("MfaConfiguration"))

    @property
    def first_factors(self) -> tuple[str, ...]:
        """What a sign-in may start with: PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN."""
        policies = mapping(self.raw.get("Policies"))
        return texts(mapping(policies.get("SignInPolicy")).get("AllowedFirstAuthFactors"))

    @property
    def recovery(self) -> tuple[str, ...]:
        """Recovery mechanisms, the first choice first."""
        setting = mapping(self.raw.get("AccountRecoverySetting"))
        found = [mapping(item) for item in setting.get("RecoveryMechanisms") or ()]
        found.sort(key=lambda item: item.get("Priority") or 0)
        return tuple(name for item in found if (name := text(item.get("Name"))))

    @property
    def auto_verified(self) -> tuple[str, ...]:
        """The attributes that Cognito verifies by a code at sign-up."""
        return texts(self.raw.get("AutoVerifiedAttributes"))

    @property
    def open_sign_up(self) -> bool:
        """Anybody may create a user."""
        return not mapping(self.raw.get("AdminCreateUserConfig")).get("AllowAdminCreateUserOnly")

    @property
    def needs_sms(self) -> tuple[str, ...]:
        """Which settings make Cognito send SMS; empty where none does."""
        reasons = []
        if _PHONE in self.auto_verified:
            reasons.append("phone numbers are verified at sign-up")
        if "verified_phone_number" in self.recovery:
            reasons.append("accounts are recovered by phone")
        if "SMS_OTP" in self.first_factors:
            reasons.append("sign-in starts with a code by SMS")
        if _PHONE in texts(self.raw.get("UsernameAttributes")) and not self.auto_verified:
            reasons.append("users sign in by phone number")
        return tuple(reasons)
