"""Check S7: the monthly SMS spend limit is enough."""

import asyncio
from datetime import timedelta

from ..answers import mapping
from ..calls import DESCRIBE_SPEND_LIMITS, GET_METRIC_STATISTICS, GET_SMS_ATTRIBUTES
from . import sources
from .attempt import as_evidence, attempt
from .base import Check
from .fields import number, required
from .outcome import (
    Channel,
    Meter,
    Outcome,
    Remediation,
    Severity,
    Unknowable,
    failed,
    passed,
    warned,
)
from .subject import Subject

_STARTING_LIMIT = 1.0  # USD a month, what a new account gets
_NEARLY_SPENT = 0.8


class SpendLimit(Check):
    """Is the monthly SMS budget enough?"""

    id = "S7"
    title = "The monthly SMS spend limit is enough"
    channel = Channel.SMS
    severity = Severity.CRITICAL
    why = "A new account may spend 1 USD a month; beyond the limit no SMS is sent."
    source = sources.SNS_PREFERENCES
    calls = (GET_SMS_ATTRIBUTES, DESCRIBE_SPEND_LIMITS, GET_METRIC_STATISTICS)
    remediation = Remediation(
        "Raise the limit. Beyond the limit that AWS enforces, open a support case.",
        terraform="modules/sms-origination",
        command="aws sns set-sms-attributes --region {sms_region} "
        "--attributes MonthlySpendLimit=50",
        console="Service Quotas ({sms_region}) → AWS End User Messaging SMS → spend limit",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sms_region()
        attribute, enforced, spent = await asyncio.gather(
            attempt(self._attribute(subject, region)),
            attempt(self._enforced(subject, region)),
            attempt(self._spent(subject, region)),
        )
        limits = [limit for limit in (attribute, enforced) if isinstance(limit, float)]
        if not limits:
            if isinstance(attribute, Exception):
                raise attribute
            if isinstance(enforced, Exception):
                raise enforced
            raise Unknowable("AWS's answers have no spend limit")
        limit = min(limits)  # the lower one stops the messages
        used = spent if isinstance(spent, float) else None
        evidence: dict[str, object] = {
            "MonthlySpendLimit": as_evidence(attribute),
            "EnforcedLimit": as_evidence(enforced),
            "spent": used,
        }
        meter = Meter("SMS spend this month", used, limit, "USD")
        if limit <= _STARTING_LIMIT:
            return failed(f"SMS stop at {limit:g} USD a month.", meter, **evidence)
        expected = subject.expectations.sms_usd_per_month
        if expected is not None and expected > limit:
            return warned(
                f"{limit:g} USD a month is less than the {expected:g} expected.",
                meter,
                **evidence,
            )
        if used is not None and used > _NEARLY_SPENT * limit:
            return warned(f"{used:.2f} of {limit:g} USD were spent this month.", meter, **evidence)
        if len(limits) == 1 and (
            isinstance(attribute, Exception) or isinstance(enforced, Exception)
        ):
            unanswered = attribute if isinstance(attribute, Exception) else enforced
            raise Unknowable(f"one limit is {limit:g} USD, the other is not known: {unanswered}")
        return passed(f"{limit:g} USD a month.", meter, **evidence)

    async def _attribute(self, subject: Subject, region: str) -> float | None:
        """The limit that the account set; None if it set none."""
        answer = await subject.ask(
            GET_SMS_ATTRIBUTES, region, attributes=["MonthlySpendLimit", "DefaultSMSType"]
        )
        attributes = required(answer, "attributes")
        return (
            number(attributes, "MonthlySpendLimit") if "MonthlySpendLimit" in attributes else None
        )

    async def _enforced(self, subject: Subject, region: str) -> float | None:
        """The limit enforced on End User Messaging, which also sends the SMS of SNS."""
        answer = await subject.ask(DESCRIBE_SPEND_LIMITS, region)
        for limit in map(mapping, required(answer, "SpendLimits")):
            if limit.get("Name") == "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT":
                return number(limit, "EnforcedLimit")
        return None

    async def _spent(self, subject: Subject, region: str) -> float | None:
        """The amount spent this month (SNS's metric SMSMonthToDateSpentUSD)."""
        end = subject.aws.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        answer = await subject.ask(
            GET_METRIC_STATISTICS,
            region,
            Namespace="AWS/SNS",
            MetricName="SMSMonthToDateSpentUSD",
            StartTime=end - timedelta(days=1),
            EndTime=end,
            Period=3600,
            Statistics=["Maximum"],
        )
        points = [mapping(point) for point in answer.get("Datapoints") or ()]
        points = [point for point in points if point.get("Timestamp") is not None]
        if not points:
            return None
        return number(max(points, key=lambda point: point["Timestamp"]), "Maximum")
