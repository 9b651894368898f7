"""What a readiness check is, what it is given and what it may answer."""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from cognito_messaging.aws import Answer, Aws, CallFailed
from cognito_messaging.calls import Call
from cognito_messaging.dns import Resolver
from cognito_messaging.facts.arns import Arn, InvalidArnError
from cognito_messaging.facts.regions import sns_regions
from cognito_messaging.facts.senders import Identity
from cognito_messaging.pool import SmsSettings, UserPool, mapping, text


class Verdict(StrEnum):
    """What a check found."""

    PASS = "pass"  # noqa: S105 - a verdict
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Severity(StrEnum):
    """What happens to users when a check fails."""

    CRITICAL = "critical"  # messages do not arrive
    HIGH = "high"  # messages stop arriving, or somebody else pays
    MEDIUM = "medium"  # delivery suffers, or nobody notices
    LOW = "low"


class Channel(StrEnum):
    """What a check is about."""

    EMAIL = "email"
    SMS = "sms"
    GENERAL = "general"


class NotApplicable(Exception):
    """The question does not arise for this pool; the text says why."""


class Unknowable(Exception):
    """The question arises and cannot be answered from here; the text says why."""


@dataclass(frozen=True)
class Source:
    """Where a rule comes from.

    Attributes:
        key: the short name used all over the project.
        url: where it can be read.
        confirmed: False where nobody could check it against AWS; such a rule only warns.
    """

    key: str
    url: str
    confirmed: bool = True


@dataclass(frozen=True)
class Mend:
    """How to put right what a check found. ``{pool_id}`` and the like are filled in.

    Attributes:
        what: one sentence.
        terraform: the input of this project's module that does it.
        command: a command line that does it.
        console: the steps in AWS's console, where no API does it.
    """

    what: str
    terraform: str | None = None
    command: str | None = None
    console: str | None = None


@dataclass(frozen=True)
class Meter:
    """Something used out of something allowed, for a bar.

    Attributes:
        label: what is counted.
        used: None where it could not be measured.
        limit: -1 for no limit.
        unit: ``""``, ``"USD"``, ``"a day"``.
    """

    label: str
    used: float | None
    limit: float
    unit: str


@dataclass(frozen=True)
class Outcome:
    """What a check's :meth:`Check.run` answers: pass, warn or fail, and what was seen."""

    verdict: Verdict
    message: str
    evidence: Mapping[str, object] = field(default_factory=dict)
    meter: Meter | None = None


def passed(message: str, meter: Meter | None = None, /, **evidence: object) -> Outcome:
    """All is well, as the evidence shows."""
    return Outcome(Verdict.PASS, message, evidence, meter)


def warned(message: str, meter: Meter | None = None, /, **evidence: object) -> Outcome:
    """It works, and somebody should look."""
    return Outcome(Verdict.WARN, message, evidence, meter)


def failed(message: str, meter: Meter | None = None, /, **evidence: object) -> Outcome:
    """Messages will not arrive, or not for long."""
    return Outcome(Verdict.FAIL, message, evidence, meter)


@dataclass(frozen=True)
class Expectations:
    """What the pool will be asked to do.

    Attributes:
        emails_per_day: None where the caller did not say.
        sms_countries: ISO 3166 alpha-2 codes of the users' numbers.
        sms_usd_per_month: what the SMS of a month are expected to cost.
    """

    emails_per_day: int | None = None
    sms_countries: tuple[str, ...] = ()
    sms_usd_per_month: float | None = None


@dataclass
class Subject:
    """One pool, and the means to find out about it.

    Attributes:
        asked: the calls made through this subject, for the report.
    """

    pool: UserPool
    expectations: Expectations
    aws: Aws
    resolver: Resolver
    declared: tuple[Call, ...] = ()
    asked: list[str] = field(default_factory=list)

    async def ask(self, call: Call, region: str, **params: object) -> Answer:
        """Ask AWS; only what the check declared, so that ``policy`` tells the truth.

        Raises:
            CallFailed: there is no answer.
        """
        if call not in self.declared:
            raise AssertionError(f"{call.name} is not among the calls that this check declares")
        self.asked.append(f"{call.name} ({region})")
        return await self.aws.ask(call, region, **params)

    def sender(self) -> Identity:
        """The pool's SES identity.

        Raises:
            NotApplicable: the pool does not send through SES itself.
            Unknowable: the identity belongs to another account.
        """
        self.email_is_cognitos()
        if self.pool.email.get("EmailSendingAccount") != "DEVELOPER":
            raise NotApplicable("the pool does not send through SES (see E1)")
        identity = self.pool.identity
        if identity is None:
            raise NotApplicable("the pool names no SES identity (see E2)")
        if identity.arn.account != self.pool_arn().account:
            raise Unknowable(
                f"the SES identity belongs to account {identity.arn.account}, not to the pool's "
                f"account {self.pool_arn().account} (see E2)"
            )
        return identity

    def pool_arn(self) -> Arn:
        """The pool's ARN.

        Raises:
            Unknowable: AWS's answer has none.
        """
        try:
            return Arn.parse(self.pool.arn or "")
        except InvalidArnError as error:
            raise Unknowable(f"AWS's answer names no pool: {error}") from error

    def email_is_cognitos(self) -> None:
        """Raise unless Cognito sends the email.

        Raises:
            NotApplicable: a Lambda does.
        """
        if self.pool.custom_sender("Email"):
            raise NotApplicable("a Lambda sends this pool's email (see S0)")

    def sms(self) -> SmsSettings:
        """How the pool sends SMS.

        Raises:
            NotApplicable: it does not, or a Lambda does.
        """
        if self.pool.custom_sender("SMS"):
            raise NotApplicable("a Lambda sends this pool's SMS (see S0)")
        settings = self.pool.sms
        if settings is None:
            raise NotApplicable("the pool has no SMS configuration (see S1)")
        return settings

    def sms_region(self) -> str:
        """The region that the pool's SMS leave from.

        Raises:
            NotApplicable: the pool sends no SMS.
            Unknowable: it is not set, and AWS may have chosen either of two.
        """
        settings = self.sms()
        if settings.region:
            return settings.region
        if settings.through == "sns":
            candidates = sorted(sns_regions(self.pool.region))
            if len(candidates) != 1:
                raise Unknowable(
                    f"SnsRegion is not set, so SMS may leave from {' or '.join(candidates)} (see "
                    f"S6)"
                )
            return candidates[0]
        return self.pool.region


class Check(ABC):
    """One question about a pool.

    Attributes:
        id: short and stable.
        title: what holds when the check passes.
        why: what users see when it does not.
        calls: every AWS call that :meth:`run` may make.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    channel: ClassVar[Channel]
    severity: ClassVar[Severity]
    why: ClassVar[str]
    source: ClassVar[Source]
    mend: ClassVar[Mend]
    calls: ClassVar[tuple[Call, ...]] = ()

    @abstractmethod
    async def run(self, subject: Subject) -> Outcome:
        """Find out.

        Raises:
            CallFailed: AWS did not answer; the verdict is *unknown*.
            NotApplicable: the question does not arise.
            Unknowable: it cannot be answered from here.
        """


def required(answer: Answer, *path: str) -> Any:
    """A field that the verdict hangs on.

    Raises:
        Unknowable: AWS's answer does not have it.
    """
    value: Any = answer
    for name in path:
        value = mapping(value).get(name)
        if value is None:
            raise Unknowable(f"AWS's answer has no {'.'.join(path)}")
    return value


def number(answer: Answer, *path: str) -> float:
    """A number that the verdict hangs on.

    Raises:
        Unknowable: AWS's answer does not have it, or has something else.
    """
    value = required(answer, *path)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Unknowable(f"{'.'.join(path)} is not a number: {value!r}") from None


def fill_in(mend: Mend, subject: Subject) -> Mend:
    """``mend`` with this pool's names in its command, quoted for a shell."""
    values = {
        "pool_id": subject.pool.id,
        "region": subject.pool.region,
        "configuration_set": text(subject.pool.email.get("ConfigurationSet"))
        or "CONFIGURATION_SET",
        "identity": "IDENTITY",
        "domain": "DOMAIN",
        "ses_region": subject.pool.region,
        "sms_region": subject.pool.region,
        "role": "ROLE",
    }
    if identity := subject.pool.identity:
        values |= {
            "identity": identity.name,
            "domain": identity.name.rpartition("@")[2],
            "ses_region": identity.arn.region,
        }
    if subject.pool.sms:
        values["role"] = subject.pool.sms.caller_arn.rpartition("/")[2]
        values["sms_region"] = subject.pool.sms.region or subject.pool.region
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    return Mend(
        mend.what,
        mend.terraform,
        mend.command.format_map(quoted) if mend.command else None,
        mend.console.format_map(values) if mend.console else None,
    )


__all__ = [
    "CallFailed",
    "Channel",
    "Check",
    "Expectations",
    "Mend",
    "Meter",
    "NotApplicable",
    "Outcome",
    "Severity",
    "Source",
    "Subject",
    "Unknowable",
    "Verdict",
    "failed",
    "fill_in",
    "number",
    "passed",
    "required",
    "warned",
]
