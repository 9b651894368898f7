"""Where a pool logs what.

Source of all: API, LogConfigurationType; terraform-provider-aws#47790 and PR 47894.
"""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from ..pools import DEFAULT_TIER, current

SET_LOGS = frozenset({"cognito-idp.SetLogDeliveryConfiguration"})
_LEVELS = {"userNotification": "ERROR", "userAuthEvents": "INFO"}
_DESTINATIONS = ("CloudWatchLogsConfiguration", "S3Configuration", "FirehoseConfiguration")


class LogConfiguration(Rule):
    """Message errors go to a log group, sign-ins to one of three destinations."""

    id = "pool-log-configuration"
    text = (
        "userNotification is logged with ERROR to CloudWatch Logs, userAuthEvents with INFO to one "
        "destination, each only once, and a log group belongs to the account of the pool."
    )
    source = "API, LogConfigurationType; terraform-provider-aws PR 47894"
    operations = SET_LOGS
    code = "InvalidParameterException"
    message = "Invalid log configuration: {problem}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        logs = call.parameters["LogConfigurations"]
        sources = [one["EventSource"] for one in logs]
        if len(set(sources)) < len(sources):
            return self.refusal(problem="an event source is listed twice")
        for one in logs:
            source, level = one["EventSource"], _LEVELS[one["EventSource"]]
            given = [name for name in _DESTINATIONS if one.get(name) is not None]
            if one["LogLevel"] != level:
                return self.refusal(problem=f"{source} needs LogLevel {level}")
            if len(given) > 1:
                return self.refusal(problem=f"{source} has more than one destination")
            if source == "userNotification" and given not in ([], [_DESTINATIONS[0]]):
                return self.refusal(problem=f"{source} needs CloudWatchLogsConfiguration")
            group = (one.get(_DESTINATIONS[0]) or {}).get("LogGroupArn")
            if group is not None and _account(group) not in (None, call.account):
                return self.refusal(problem="the log group belongs to another account")
        return None


class LogTier(Rule):
    """Sign-ins are logged only with the feature plan PLUS."""

    id = "pool-log-tier"
    text = "Logs of userAuthEvents need tier PLUS."
    source = "API, SetLogDeliveryConfiguration; DG, feature plans"
    operations = SET_LOGS
    code = "FeatureUnavailableInTierException"
    message = (
        "The following features need to be disabled for the {tier} pricing tier configured: "
        "Log Export"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        sources = {one["EventSource"] for one in call.parameters["LogConfigurations"]}
        if "userAuthEvents" not in sources:
            return None
        tier = (await current(call, context)).get("UserPoolTier") or DEFAULT_TIER
        return None if tier == "PLUS" else self.refusal(tier=tier)


def _account(arn: str) -> str | None:
    try:
        return Arn.parse(arn).account
    except InvalidArn:
        return None
