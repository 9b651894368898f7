"""The pool that a check is about, and the ways to find out about it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, fields
from typing import Any

from ..aws import Answer, Aws
from ..calls import ApiOperation
from ..dns import Resolver
from ..facts.arns import Arn, InvalidArn
from ..facts.regions import sns_regions
from ..facts.senders import Identity
from ..pool import SmsSettings, UserPool
from .outcome import NotApplicable, Remediation, Unknowable


@dataclass(frozen=True)
class Expectations:
    """What the pool is expected to send.

    Attributes:
        emails_per_day: None if the caller gave no number.
        sms_countries: ISO 3166 alpha-2 codes of the users' phone numbers.
        sms_usd_per_month: the expected cost of a month's SMS.
    """

    emails_per_day: int | None = None
    sms_countries: tuple[str, ...] = ()
    sms_usd_per_month: float | None = None


@dataclass
class Subject:
    """One pool, with access to AWS and the DNS.

    Attributes:
        declared: the only calls that the check may make.
        asked: the calls made through this subject, for the report.
    """

    pool: UserPool
    expectations: Expectations
    aws: Aws
    resolver: Resolver
    declared: tuple[ApiOperation, ...] = ()
    asked: list[str] = field(default_factory=list)

    async def ask(self, operation: ApiOperation, region: str, **params: object) -> Answer:
        """Call AWS. The check must declare the call, because `policy` lists declared calls.

        Raises:
            CallFailed: AWS refused the call, or did not answer.
        """
        if operation not in self.declared:
            raise AssertionError(
                f"{operation.full_name} is not among the calls that this check declares"
            )
        self.asked.append(f"{operation.full_name} ({region})")
        return await self.aws.ask(operation, region, **params)

    def pool_arn(self) -> Arn:
        """The pool's ARN.

        Raises:
            Unknowable: AWS's answer has no ARN.
        """
        try:
            return Arn.parse(self.pool.arn or "")
        except InvalidArn as error:
            raise Unknowable(f"AWS's answer has no valid pool ARN: {error}") from error

    def account(self) -> str | None:
        """The pool's account; None if AWS's answer does not say it."""
        try:
            return self.pool_arn().account
        except Unknowable:
            return None

    def require_cognito_email(self) -> None:
        """Raise unless Cognito itself sends the pool's email.

        Raises:
            NotApplicable: a Lambda function sends it.
        """
        if self.pool.custom_sender("Email"):
            raise NotApplicable("a Lambda function sends this pool's email (see S0)")

    def sender(self) -> Identity:
        """The pool's SES identity.

        Raises:
            NotApplicable: the pool does not send through an SES identity.
            Unknowable: the identity belongs to another account.
        """
        self.require_cognito_email()
        if self.pool.email.get("EmailSendingAccount") != "DEVELOPER":
            raise NotApplicable("the pool does not send through SES (see E1)")
        identity = self.pool.identity
        if identity is None:
            raise NotApplicable("the pool names no SES identity (see E2)")
        account = self.pool_arn().account
        if identity.arn.account != account:
            raise Unknowable(
                f"the SES identity belongs to account {identity.arn.account}, "
                f"not to the pool's account {account} (see E2)"
            )
        return identity

    def sms(self) -> SmsSettings:
        """How the pool sends SMS.

        Raises:
            NotApplicable: the pool sends no SMS, or a Lambda function sends it.
        """
        if self.pool.custom_sender("SMS"):
            raise NotApplicable("a Lambda function sends this pool's SMS (see S0)")
        settings = self.pool.sms
        if settings is None:
            raise NotApplicable("the pool has no SMS configuration (see S1)")
        return settings

    def sms_role(self) -> Arn | None:
        """The role that Cognito sends SMS with; None if the pool's setting is no role's ARN.

        Raises:
            NotApplicable: the pool sends no SMS.
        """
        try:
            role = Arn.parse(self.sms().caller_arn)
        except InvalidArn:
            return None
        return role if role.service == "iam" and role.resource_type == "role" else None

    def sms_region(self) -> str:
        """The region that the pool's SMS are sent from.

        Raises:
            NotApplicable: the pool sends no SMS.
            Unknowable: no region is set, and AWS may have chosen one of two.
        """
        settings = self.sms()
        if settings.region:
            return settings.region
        if settings.through == "sns":
            candidates = sorted(sns_regions(self.pool.region))
            if len(candidates) != 1:
                raise Unknowable(
                    "SnsRegion is not set, so SMS may be sent from "
                    f"{' or '.join(candidates)} (see S6)"
                )
            return candidates[0]
        return self.pool.region

    def known_sms_region(self) -> str | None:
        """The region that the pool's SMS are sent from; None if it is not known."""
        try:
            return self.sms_region()
        except (NotApplicable, Unknowable):
            return None


_SNS_INPUT = "sms"


def fill_in(remediation: Remediation, subject: Subject, **instead: str | None) -> Remediation:
    """Fill the names of a pool into a remediation; a command gets them quoted for a shell.

    Args:
        remediation: with placeholders.
        subject: the pool.
        instead: texts without placeholders that replace those of the remediation, by field.
    """
    values = {"pool_id": subject.pool.id, "region": subject.pool.region}
    if identity := subject.pool.identity:
        values |= {
            "identity": identity.name,
            "domain": identity.name.rpartition("@")[2],
            "ses_region": identity.arn.region,
        }
    if sms_region := subject.known_sms_region():
        values["sms_region"] = sms_region
    sms = subject.pool.sms
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    filled: dict[str, Any] = {}
    for field_ in fields(remediation):
        given = getattr(remediation, field_.name)
        if field_.name in instead:
            filled[field_.name] = instead[field_.name]
        elif given == _SNS_INPUT and sms and sms.through == "eums":
            continue  # the module's role is for SNS
        elif given is not None:
            known = quoted if field_.name == "command" else values
            filled[field_.name] = given.format_map(known)
    return Remediation(**filled)
