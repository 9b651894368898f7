"""Where a pool logs what.

Source of all: API, LogConfigurationType; terraform-provider-aws#47790 and PR 47894.
"""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from ...facts.user_pools import LOG_DESTINATIONS, LOG_LEVELS
from ..pools import DEFAULT_TIER, current

SET_LOGS = frozenset({"cognito-idp.SetLogDeliveryConfiguration"})
_INVALID = "Invalid log configuration"
_GROUP, *_ = _DESTINATIONS = LOG_DESTINATIONS["userAuthEvents"]


class LogConfiguration(Rule):
    """Message errors go to a log group, sign-ins to one of three destinations."""

    id = "pool-log-configuration"
    text = (
        "userNotification is logged with ERROR to CloudWatch Logs, userAuthEvents with INFO to one "
        "destination, each only once, and a log group is in the account and region of the pool."
    )
    source = "API, LogConfigurationType; terraform-provider-aws PR 47894"
    operations = SET_LOGS
    code = "InvalidParameterException"
    message = "{problem}"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-log-delivery-*, for two of them"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        logs = call.parameters["LogConfigurations"]
        sources = [one["EventSource"] for one in logs]
        if len(set(sources)) < len(sources):
            return self.refusal(
                problem="Following event sources appear more then once in a request"
            )
        for one in logs:
            source, level = one["EventSource"], LOG_LEVELS[one["EventSource"]]
            given = [name for name in _DESTINATIONS if one.get(name) is not None]
            if one["LogLevel"] != level:
                return self.refusal(problem=f"{_INVALID}: {source} needs LogLevel {level}.")
            if len(given) > 1:
                return self.refusal(problem=f"{_INVALID}: {source} has more than one destination.")
            if not set(given) <= set(LOG_DESTINATIONS[source]):
                return self.refusal(problem=f"{_INVALID}: {source} needs {_GROUP}.")
            group = (one.get(_GROUP) or {}).get("LogGroupArn")
            arn = _parsed(group) if group is not None else None
            if arn is not None and arn.region != call.region:
                return self.refusal(problem="ARN does not belong to current region")
            if arn is not None and arn.account != call.account:
                return self.refusal(
                    problem=f"{_INVALID}: the log group belongs to another account."
                )
        return None


class LogTier(Rule):
    """Sign-ins are logged only with the feature plan PLUS."""

    id = "pool-log-tier"
    text = "Logs of userAuthEvents need tier PLUS."
    source = "API, SetLogDeliveryConfiguration; DG, feature plans"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-log-delivery-user-auth-events-tier"
    operations = SET_LOGS
    code = "FeatureUnavailableInTierException"
    message = (
        "The following feature is not available for the {tier} pricing tier configured: "
        "Log Streaming"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        sources = {one["EventSource"] for one in call.parameters["LogConfigurations"]}
        if "userAuthEvents" not in sources:
            return None
        tier = (await current(call, context)).get("UserPoolTier") or DEFAULT_TIER
        return None if tier == "PLUS" else self.refusal(tier=tier)


def _parsed(arn: str) -> Arn | None:
    try:
        return Arn.parse(arn)
    except InvalidArn:
        return None
