"""A user pool, as DescribeUserPool answers it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .answers import mapping, text, texts
from .facts.arns import Arn, InvalidArn
from .facts.senders import Identity

_POOL_ID = re.compile(r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+", re.ASCII)
_EMAIL, _PHONE = "email", "phone_number"


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
        through: `"sns"`, or `"eums"` for the newer path, AWS End User Messaging.
        caller_arn: the role that Cognito assumes.
        region: the region that the messages are sent from; None if it is not set.
        origination_identity: the number, sender ID or pool to send from; only with `"eums"`.
        configuration_set: the one of End User Messaging to send with; only with `"eums"`.
    """

    through: str
    caller_arn: str
    external_id: str | None
    region: str | None
    origination_identity: str | None
    configuration_set: str | None = None


@dataclass(frozen=True)
class UserPool:
    """The answer of DescribeUserPool for one pool.

    Attributes:
        id: the pool's ID.
        region: the pool's region.
        raw: `UserPool` of the answer; empty if AWS refused to describe the pool.
    """

    id: str
    region: str
    raw: Mapping[str, Any]

    @property
    def arn(self) -> str | None:
        """The pool's ARN."""
        return text(self.raw.get("Arn"))

    @property
    def account(self) -> str | None:
        """The ID of the account; None if AWS did not answer with a valid ARN."""
        try:
            return Arn.parse(self.arn or "").account or None
        except InvalidArn:
            return None

    @property
    def name(self) -> str:
        """The pool's name, which may contain any text."""
        return text(self.raw.get("Name")) or self.id

    @property
    def email(self) -> Mapping[str, Any]:
        """The field EmailConfiguration."""
        return mapping(self.raw.get("EmailConfiguration"))

    @property
    def identity(self) -> Identity | None:
        """The SES identity in SourceArn; None if SourceArn is not set or not valid."""
        try:
            return Identity.parse(text(self.email.get("SourceArn")) or "")
        except InvalidArn:
            return None

    @property
    def sms(self) -> SmsSettings | None:
        """How the pool sends SMS; None if SMS is not configured."""
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
                text(eums.get("ConfigurationSetName")),
            )
        return None

    def custom_sender(self, channel: str) -> str | None:
        """The Lambda function that sends instead of Cognito.

        Args:
            channel: `"Email"` or `"SMS"`.
        """
        triggers = mapping(self.raw.get("LambdaConfig"))
        return text(mapping(triggers.get(f"Custom{channel}Sender")).get("LambdaArn"))

    @property
    def mfa(self) -> str | None:
        """The MFA mode: OFF, OPTIONAL or ON."""
        return text(self.raw.get("MfaConfiguration"))

    @property
    def first_factors(self) -> tuple[str, ...]:
        """The allowed first factors: PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN."""
        policies = mapping(self.raw.get("Policies"))
        return texts(mapping(policies.get("SignInPolicy")).get("AllowedFirstAuthFactors"))

    @property
    def recovery(self) -> tuple[str, ...]:
        """The recovery mechanisms, in the order of their priority."""
        setting = mapping(self.raw.get("AccountRecoverySetting"))
        mechanisms = [mapping(item) for item in setting.get("RecoveryMechanisms") or ()]
        mechanisms.sort(key=lambda item: item.get("Priority") or 0)
        return tuple(name for item in mechanisms if (name := text(item.get("Name"))))

    @property
    def auto_verified(self) -> tuple[str, ...]:
        """The attributes that Cognito verifies with a code at sign-up."""
        return texts(self.raw.get("AutoVerifiedAttributes"))

    @property
    def open_sign_up(self) -> bool:
        """Whether users can sign up themselves."""
        return not mapping(self.raw.get("AdminCreateUserConfig")).get("AllowAdminCreateUserOnly")

    @property
    def needs_sms(self) -> tuple[str, ...]:
        """The settings that make Cognito send SMS; empty if no setting does."""
        reasons = []
        if _PHONE in self.auto_verified:
            reasons.append("phone numbers are verified at sign-up")
        if "verified_phone_number" in self.recovery:
            reasons.append("accounts are recovered by phone number")
        if "SMS_OTP" in self.first_factors:
            reasons.append("users can sign in with a code by SMS")
        if _PHONE in texts(self.raw.get("UsernameAttributes")) and not self.auto_verified:
            reasons.append("users sign in by phone number")
        return tuple(reasons)

    @property
    def needs_email(self) -> tuple[str, ...]:
        """The settings, apart from MFA, that make Cognito send email; empty if no setting does.

        A pool without recovery settings recovers accounts by SMS, else by email (API,
        UserPoolType.AccountRecoverySetting): a pool that only verifies phone numbers has no
        verified email address to send to.
        """
        reasons = []
        if _EMAIL in self.auto_verified:
            reasons.append("email addresses are verified at sign-up")
        if "verified_email" in self.recovery or not (self.recovery or _PHONE in self.auto_verified):
            reasons.append("accounts are recovered by email")
        if "EMAIL_OTP" in self.first_factors:
            reasons.append("users can sign in with a code by email")
        names = (
            *texts(self.raw.get("UsernameAttributes")),
            *texts(self.raw.get("AliasAttributes")),
        )
        if _EMAIL in names:
            reasons.append("users sign in by email address")
        return tuple(reasons)
