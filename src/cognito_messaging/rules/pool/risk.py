"""The responses of threat protection to risks.

AWS takes a risk configuration for a pool without threat protection: the provider's tests
TestAccCognitoIDPRiskConfiguration_* set one on a pool with a name and nothing else.
"""

import ipaddress

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

SET_RISK = frozenset({"cognito-idp.SetRiskConfiguration"})


class RiskRanges(Rule):
    """Ranges of IP addresses are written in CIDR notation."""

    id = "pool-risk-ranges"
    text = "BlockedIPRangeList and SkippedIPRangeList hold ranges in CIDR notation."
    source = "API, RiskExceptionConfigurationType; TF, risk_exception_configuration"
    operations = SET_RISK
    code = "InvalidParameterException"
    message = "Incorrect CIDR format"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-risk-ip-range-cidr"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        exceptions = call.parameters.get("RiskExceptionConfiguration") or {}
        for name in ("BlockedIPRangeList", "SkippedIPRangeList"):
            for one in exceptions.get(name) or []:
                if not _is_range(one):
                    return self.refusal()
        return None


class RiskNotification(Rule):
    """Users can only be notified of a risk if the configuration says by which sender."""

    id = "pool-risk-notification"
    text = "A takeover action with Notify needs NotifyConfiguration."
    source = "API, NotifyConfigurationType"
    operations = SET_RISK
    code = "InvalidParameterException"
    message = "NotifyConfiguration is required when an action has Notify."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        takeover = call.parameters.get("AccountTakeoverRiskConfiguration") or {}
        notifies = any(one.get("Notify") for one in (takeover.get("Actions") or {}).values())
        return self.refusal() if notifies and not takeover.get("NotifyConfiguration") else None


class RiskClient(Rule):
    """A risk configuration is for a client of the pool."""

    id = "pool-risk-client"
    text = "The client of a risk configuration must exist."
    source = "API, SetRiskConfiguration, ResourceNotFoundException"
    operations = SET_RISK
    code = "ResourceNotFoundException"
    message = "User pool client {client} does not exist."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        client = call.parameters.get("ClientId")
        if client is None:
            return None
        named = {"UserPoolId": call.parameters["UserPoolId"], "ClientId": client}
        try:
            await context.ask("cognito-idp", "DescribeUserPoolClient", **named)
        except AwsError as error:
            if error.code != "ResourceNotFoundException":
                raise
            return self.refusal(client=client)
        return None


def _is_range(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text
