"""A client's providers, secret, analytics and user context."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from ..pools import user_pool
from .common import CREATE, WRITES, has_secret


class Providers(Rule):
    """A client's identity providers exist."""

    id = "client-providers"
    text = "SupportedIdentityProviders must be COGNITO, or identity providers of the pool."
    source = "lgallard/terraform-aws-cognito-user-pool#71; aws-amplify/amplify-cli#13549"
    wording = "aws-amplify/amplify-cli#13549"
    operations = WRITES
    code = "InvalidParameterException"
    message = "The provider {name} does not exist for User Pool {pool}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        names = [
            one for one in call.parameters.get("SupportedIdentityProviders", []) if one != "COGNITO"
        ]
        if not names:
            return None
        pool = (await user_pool(call, context))["Id"]
        for name in names:
            if not await _provider_exists(context, pool, name):
                return self.refusal(name=name, pool=pool)
        return None


async def _provider_exists(context: RuleContext, pool: str, name: str) -> bool:
    named = {"UserPoolId": pool, "ProviderName": name}
    try:
        await context.ask("cognito-idp", "DescribeIdentityProvider", **named)
    except AwsError as error:
        if error.code == "ResourceNotFoundException":
            return False
        raise
    return True


class OneSecret(Rule):
    """A client's secret is given or generated."""

    id = "client-one-secret"
    text = "GenerateSecret and ClientSecret exclude each other."
    source = "API, CreateUserPoolClient, ClientSecret"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = "You cannot specify both GenerateSecret as true and provide a ClientSecret value."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        return self.refusal() if given.get("GenerateSecret") and "ClientSecret" in given else None


class ContextNeedsSecret(Rule):
    """Only a client with a secret can pass on the context of users."""

    id = "client-context-needs-secret"
    text = "EnablePropagateAdditionalUserContextData needs a client with a secret."
    source = "API, CreateUserPoolClient, EnablePropagateAdditionalUserContextData"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-propagate-context-requires-secret"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Client Secret is required to set EnablePropagateAdditionalUserContextData as true"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if not call.parameters.get("EnablePropagateAdditionalUserContextData"):
            return None
        return None if await has_secret(call, context) else self.refusal()


class Analytics(Rule):
    """Analytics name an application in one of two ways."""

    id = "client-analytics"
    text = (
        "AnalyticsConfiguration takes ApplicationArn, or ApplicationId with RoleArn and ExternalId."
    )
    source = "badmintoncryer/cdk-preflight, pf-cognito-analytics-config-exclusive"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-analytics-config-exclusive"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "Invalid analytics configuration given, either <application arn> or <application id, role "
        "arn, external id> are valid"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = set(call.parameters.get("AnalyticsConfiguration") or {}) - {"UserDataShared"}
        by_id = {"ApplicationId", "RoleArn", "ExternalId"}
        return None if given in (set(), {"ApplicationArn"}, by_id) else self.refusal()


class AnalyticsRegion(Rule):
    """Analytics are in the region of the pool.

    A pool of a region without Pinpoint can use one in us-east-1 (API, AnalyticsConfiguration).
    """

    id = "client-analytics-region"
    text = "The application of AnalyticsConfiguration must be in the pool's region, or us-east-1."
    source = "badmintoncryer/cdk-preflight, pf-cognito-analytics-arn-region"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-analytics-arn-region"
    operations = WRITES
    code = "InvalidParameterException"
    message = "The integration with Pinpoint is not supported for the requested {region} region."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        configuration = call.parameters.get("AnalyticsConfiguration") or {}
        try:
            region = Arn.parse(configuration.get("ApplicationArn", "")).region
        except InvalidArn:
            return None
        return None if region in (call.region, "us-east-1") else self.refusal(region=region)
