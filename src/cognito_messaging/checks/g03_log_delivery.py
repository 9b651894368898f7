"""Check G3: Cognito logs the messages that it could not send."""

from collections.abc import Mapping
from typing import Any

from ..answers import mapping, text
from ..calls import GET_LOG_DELIVERY
from ..facts.arns import Arn, InvalidArn, partition_of
from ..facts.user_pools import LOG_DESTINATIONS, LOG_LEVELS
from . import sources
from .base import Check
from .commands import aws, in_turn
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, passed, warned
from .subject import Subject, fill_in

_SOURCE = "userNotification"


class LogDelivery(Check):
    """Is a failed message logged?"""

    id = "G3"
    title = "Cognito logs the messages that it could not send"
    channel = Channel.GENERAL
    severity = Severity.MEDIUM
    why = (
        "Cognito does not report why a code was not sent, "
        "unless its notification errors are logged."
    )
    source = sources.DG_LOGS
    calls = (GET_LOG_DELIVERY,)
    remediation = Remediation(
        "Log userNotification at level ERROR to a log group.", terraform="modules/log-delivery"
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        pool = subject.pool
        answer = await subject.ask(GET_LOG_DELIVERY, pool.region, UserPoolId=pool.id)
        # For a pool without log delivery, the list is empty or missing.
        found = mapping(required(answer, "LogDeliveryConfiguration")).get("LogConfigurations")
        configurations = [mapping(item) for item in found or ()]
        problem = "No delivery of notification errors is configured."
        for item in configurations:
            if item.get("EventSource") != _SOURCE:
                continue
            fault, group = _fault(item, subject)
            if fault is None:
                return passed("Notification errors are logged.", destination=group)
            problem = f"Notification errors are not logged: {fault}."
        others = [item for item in configurations if item.get("EventSource") != _SOURCE]
        return warned(problem).fixed_by(
            fill_in(self.remediation, subject, command=_command(subject, others))
        )


def _fault(item: Mapping[str, Any], subject: Subject) -> tuple[str | None, str | None]:
    """Why AWS does not log notification errors with a configuration, or else the log group."""
    level, wanted = item.get("LogLevel"), LOG_LEVELS[_SOURCE]
    if level != wanted:
        return f"the level is {level}, not {wanted}", None
    (destination,) = LOG_DESTINATIONS[_SOURCE]
    group = text(mapping(item.get(destination)).get("LogGroupArn"))
    if group is None:
        others = [name for name in item if name.endswith("Configuration") and name != destination]
        given = f", not to {others[0].removesuffix('Configuration')}" if others else ""
        return f"they can only go to a log group of CloudWatch Logs{given}", None
    try:
        arn = Arn.parse(group)
    except InvalidArn:
        return f"{group} is not the ARN of a log group", None
    if arn.service != "logs":
        return f"{group} is not the ARN of a log group", None
    if (arn.region, arn.account) != (subject.pool.region, subject.account() or arn.account):
        return f"{group} is not in the account and region of the pool", None
    return None, group


def _command(subject: Subject, others: list[Mapping[str, Any]]) -> str | None:
    """The command that logs the errors too; it replaces all configurations of the pool."""
    pool, account = subject.pool, subject.account()
    if account is None:
        return None
    # API, LogGroupArn: AWS keeps policies for groups below /aws/vendedlogs short.
    name = f"/aws/vendedlogs/{pool.id}"
    arn = Arn(partition_of(pool.region), "logs", pool.region, account, f"log-group:{name}")
    wanted = {
        "EventSource": _SOURCE,
        "LogLevel": LOG_LEVELS[_SOURCE],
        "CloudWatchLogsConfiguration": {"LogGroupArn": str(arn)},
    }
    return in_turn(
        aws("logs create-log-group", region=pool.region, log_group_name=name),
        aws(
            "cognito-idp set-log-delivery-configuration",
            region=pool.region,
            user_pool_id=pool.id,
            log_configurations=[*others, wanted],
        ),
    )
