"""The flows by which users of a client sign in and refresh their tokens."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.app_clients import LEGACY_FLOWS
from ..pools import user_pool
from .common import WRITES


class FlowNames(Rule):
    """Flows have legacy names or names with ALLOW_, not both."""

    id = "client-flow-names"
    text = "ExplicitAuthFlows must not mix the legacy names with names that begin with ALLOW_."
    source = "API, CreateUserPoolClient, ExplicitAuthFlows"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-explicit-auth-flows-legacy-mix"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        flows = set(call.parameters.get("ExplicitAuthFlows", []))
        return self.refusal() if flows & LEGACY_FLOWS and flows - LEGACY_FLOWS else None


class ChoiceNeedsTier(Rule):
    """Choice-based sign-in needs a tier above LITE."""

    id = "client-choice-needs-tier"
    text = "The flow ALLOW_USER_AUTH needs tier ESSENTIALS or PLUS."
    source = "API, CreateUserPoolClient, ExplicitAuthFlows; DG, feature plans"
    operations = WRITES
    code = "FeatureUnavailableInTierException"
    message = (
        "The following feature is not available for the {tier} pricing tier configured: "
        "ALLOW_USER_AUTH"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if "ALLOW_USER_AUTH" not in call.parameters.get("ExplicitAuthFlows", []):
            return None
        tier = (await user_pool(call, context)).get("UserPoolTier")
        return self.refusal(tier=tier) if tier == "LITE" else None


class RefreshRotation(Rule):
    """Rotation of refresh tokens excludes the flow that does not rotate them.

    Without ExplicitAuthFlows, the flow is on by default. That AWS refuses this too is not
    confirmed: CDK makes such calls.
    """

    id = "client-refresh-rotation"
    text = "RefreshTokenRotation ENABLED excludes the flow ALLOW_REFRESH_TOKEN_AUTH."
    source = "DG, refresh tokens; aws-amplify/amplify-android#3113"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Refresh token rotation cannot be enabled together with ALLOW_REFRESH_TOKEN_AUTH."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        rotation = call.parameters.get("RefreshTokenRotation") or {}
        if rotation.get("Feature") != "ENABLED":
            return None
        flows = call.parameters.get("ExplicitAuthFlows", [])
        return self.refusal() if "ALLOW_REFRESH_TOKEN_AUTH" in flows else None
