"""Verdicts, severities, sources, remediations and outcomes of the readiness checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Verdict(StrEnum):
    """The result of a check or a report; only a report is *partial*: some checks were not run."""

    PASS = "pass"  # noqa: S105 - a verdict
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    PARTIAL = "partial"
    NOT_APPLICABLE = "not-applicable"


class Severity(StrEnum):
    """What happens to users when a check fails."""

    CRITICAL = "critical"  # messages do not arrive
    HIGH = "high"  # messages stop arriving, or an attacker runs up costs
    MEDIUM = "medium"  # delivery suffers, or problems go unnoticed
    LOW = "low"


class Channel(StrEnum):
    """What a check is about."""

    EMAIL = "email"
    SMS = "sms"
    GENERAL = "general"


class NotApplicable(Exception):
    """The check does not apply to this pool; the text says why."""


class Unknowable(Exception):
    """The check applies, but it cannot be answered from here; the text says why."""


@dataclass(frozen=True)
class Source:
    """Where a rule is documented.

    Attributes:
        key: the short name of the source, the same throughout the project.
        url: the address of the page.
        confirmed: False if the rule has not been tested against AWS; such a rule only warns.
    """

    key: str
    url: str
    confirmed: bool = True


@dataclass(frozen=True)
class Remediation:
    """How to fix what a check found.

    Placeholders such as `{pool_id}` in a check's own remediation are filled in; that of an outcome
    has none.

    Attributes:
        what: one sentence.
        terraform: the input of this project's module that fixes it.
        command: a command line that fixes it.
        console: the steps in AWS's console, if no API can fix it.
    """

    what: str
    terraform: str | None = None
    command: str | None = None
    console: str | None = None


@dataclass(frozen=True)
class Meter:
    """How much of a limit is used, for a bar.

    Attributes:
        label: what is counted.
        used: None if it could not be measured.
        limit: -1 for no limit.
        unit: `""`, `"USD"` or `"a day"`.
    """

    label: str
    used: float | None
    limit: float
    unit: str


@dataclass(frozen=True)
class Outcome:
    """What `Check.run` answers: pass, warn or fail, and the evidence.

    Attributes:
        remediation: how to fix what was found in this pool. Default: the check's remediation.
    """

    verdict: Verdict
    message: str
    evidence: Mapping[str, object] = field(default_factory=dict)
    meter: Meter | None = None
    remediation: Remediation | None = None

    def fixed_by(self, remediation: Remediation) -> Outcome:
        """The same outcome with a remediation of its own."""
        return replace(self, remediation=remediation)


def passed(message: str, meter: Meter | None = None, /, **evidence: object) -> Outcome:
    """Nothing needs to be done, as the evidence shows."""
    return Outcome(Verdict.PASS, message, evidence, meter)


def warned(message: str, meter: Meter | None = None, /, **evidence: object) -> Outcome:
    """Messages arrive, but something should be looked at."""
    return Outcome(Verdict.WARN, message, evidence, meter)


def failed(message: str, meter: Meter | None = None, /, **evidence: object) -> Outcome:
    """Messages do not arrive, or will soon stop arriving."""
    return Outcome(Verdict.FAIL, message, evidence, meter)
