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
from .spending import Enforced, Raise
from .subject import Subject, fill_in

_STARTING_LIMIT = 1.0  # USD a month, what a new account gets
_NEARLY_SPENT = 0.8
# SNS Developer Guide, and End User Messaging SMS User Guide, on metrics in CloudWatch.
_SPENT_SNS = ("AWS/SNS", "SMSMonthToDateSpentUSD")
_SPENT_EUMS = ("AWS/SMSVoice", "TextMessageMonthlySpend")


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
        "Raise the limit that the account set itself.", terraform="modules/sms-origination"
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        region = subject.sms_region()
        is_sns = subject.sms().through == "sns"
        # End User Messaging also sends the SMS of SNS, but knows nothing of the limit of SNS.
        attribute, enforced, spent = await asyncio.gather(
            attempt(self._attribute(subject, region) if is_sns else _none()),
            attempt(self._enforced(subject, region)),
            attempt(self._spent(subject, region, *(_SPENT_SNS if is_sns else _SPENT_EUMS))),
        )
        known = [
            limit
            for limit in (attribute, enforced.limit if isinstance(enforced, Enforced) else enforced)
            if isinstance(limit, float)
        ]
        if not known:
            if isinstance(attribute, Exception):
                raise attribute
            if isinstance(enforced, Exception):
                raise enforced
            raise Unknowable("AWS's answers have no spend limit")
        limit = min(known)  # the lower one stops the messages
        used = spent if isinstance(spent, float) else None
        evidence: dict[str, object] = {
            "MonthlySpendLimit": as_evidence(attribute),
            "EnforcedLimit": enforced.limit if isinstance(enforced, Enforced) else str(enforced),
            "spent": used,
        }
        if not is_sns:
            del evidence["MonthlySpendLimit"]
        meter = Meter("SMS spend this month", used, limit, "USD")
        expected = subject.expectations.sms_usd_per_month
        raised = Raise(
            region,
            is_sns=is_sns,
            attribute=attribute if isinstance(attribute, float) else None,
            enforced=enforced if isinstance(enforced, Enforced) else None,
        )
        if limit <= _STARTING_LIMIT:
            return failed(f"SMS stop at {limit:g} USD a month.", meter, **evidence).fixed_by(
                fill_in(self.remediation, subject, **raised.to(expected))
            )
        if expected is not None and expected > limit:
            return warned(
                f"{limit:g} USD a month is less than the {expected:g} expected.",
                meter,
                **evidence,
            ).fixed_by(fill_in(self.remediation, subject, **raised.to(expected)))
        if used is not None and used > _NEARLY_SPENT * limit:
            return warned(
                f"{used:.2f} of {limit:g} USD were spent this month.", meter, **evidence
            ).fixed_by(fill_in(self.remediation, subject, **raised.to(2 * limit)))
        for unanswered in (attribute, enforced):
            if isinstance(unanswered, Exception):
                raise Unknowable(
                    f"one limit is {limit:g} USD, the other is not known: {unanswered}"
                )
        return passed(f"{limit:g} USD a month.", meter, **evidence)

    async def _attribute(self, subject: Subject, region: str) -> float | None:
        """The limit that the account set in SNS; None if it set none."""
        answer = await subject.ask(
            GET_SMS_ATTRIBUTES, region, attributes=["MonthlySpendLimit", "DefaultSMSType"]
        )
        attributes = required(answer, "attributes")
        return (
            number(attributes, "MonthlySpendLimit") if "MonthlySpendLimit" in attributes else None
        )

    async def _enforced(self, subject: Subject, region: str) -> Enforced | None:
        """The limit of End User Messaging."""
        answer = await subject.ask(DESCRIBE_SPEND_LIMITS, region)
        for limit in map(mapping, required(answer, "SpendLimits")):
            if limit.get("Name") == "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT":
                highest = number(limit, "MaxLimit")
                # API, SpendLimit: EnforcedLimit counts if Overridden is true.
                own = limit.get("Overridden") is True
                return Enforced(number(limit, "EnforcedLimit") if own else highest, highest)
        return None

    async def _spent(
        self, subject: Subject, region: str, namespace: str, metric: str
    ) -> float | None:
        """The amount spent this month."""
        end = subject.aws.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        answer = await subject.ask(
            GET_METRIC_STATISTICS,
            region,
            Namespace=namespace,
            MetricName=metric,
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


async def _none() -> None:
    """The limit of a service that the pool does not use."""
