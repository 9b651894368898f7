"""The OAuth flows and scopes of a client.

A client with flows and scopes, but without AllowedOAuthFlowsUserPoolClient, is accepted; only its
pages do not work (boto/boto3#3916).
"""

from collections.abc import AsyncIterator
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.app_clients import STANDARD_SCOPES
from .common import WRITES, allows_oauth, has_secret

_PROVIDER_TESTS = "hashicorp/terraform-provider-aws, managed_user_pool_client_test.go"
_PAGES = frozenset({"code", "implicit"})
_MACHINES = "client_credentials"


def _flows(call: ApiCall) -> frozenset[str]:
    return frozenset(call.parameters.get("AllowedOAuthFlows", []))


class OAuthNeedsBoth(Rule):
    """A client that may use OAuth needs flows and scopes."""

    id = "client-oauth-needs-flows-and-scopes"
    text = (
        "AllowedOAuthFlowsUserPoolClient needs at least one of AllowedOAuthFlows and of "
        "AllowedOAuthScopes."
    )
    source = _PROVIDER_TESTS
    wording = _PROVIDER_TESTS
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to "
        "use OAuth flows."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        has_both = _flows(call) and call.parameters.get("AllowedOAuthScopes")
        return self.refusal() if allows_oauth(call) and not has_both else None


class OAuthNeedsCallback(Rule):
    """Flows that redirect users need a URL."""

    id = "client-oauth-needs-callback"
    text = "The OAuth flows code and implicit need at least one of CallbackURLs."
    source = _PROVIDER_TESTS
    wording = _PROVIDER_TESTS
    operations = WRITES
    code = "InvalidOAuthFlowException"
    message = "CallbackUrls can not be empty when code flow or implicit flow is selected"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if not allows_oauth(call) or not _flows(call) & _PAGES:
            return None
        return None if call.parameters.get("CallbackURLs") else self.refusal()


class CredentialsAlone(Rule):
    """A client for machines has no flow for users."""

    id = "client-credentials-alone"
    text = "The OAuth flow client_credentials excludes code and implicit."
    source = "API, CreateUserPoolClient, AllowedOAuthFlows; aws/aws-sdk-js-v3#2650"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-client-credentials-exclusive"
    operations = WRITES
    code = "InvalidOAuthFlowException"
    message = "client_credentials flow can not be selected along with code flow or implicit flow."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        flows = _flows(call)
        return self.refusal() if _MACHINES in flows and flows & _PAGES else None


class CredentialsNeedSecret(Rule):
    """A client for machines needs a secret."""

    id = "client-credentials-need-secret"
    text = "The OAuth flow client_credentials needs a client with a secret."
    source = "API, CreateUserPoolClient, AllowedOAuthFlows"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-client-credentials-secret"
    operations = WRITES
    code = "InvalidOAuthFlowException"
    message = "client_credentials flow can not be selected if client does not have a client secret."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if _MACHINES not in _flows(call) or await has_secret(call, context):
            return None
        return self.refusal()


class CredentialsScopes(Rule):
    """A client for machines has no scopes of users."""

    id = "client-credentials-scopes"
    text = "The OAuth flow client_credentials takes only scopes of resource servers."
    source = "terraform-provider-aws#4984"
    wording = "terraform-provider-aws#4984"
    operations = WRITES
    code = "InvalidOAuthFlowException"
    message = "{scope} is not supported with client_credentials flow"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if _MACHINES not in _flows(call):
            return None
        scopes = call.parameters.get("AllowedOAuthScopes", [])
        scope = next((one for one in scopes if one in STANDARD_SCOPES), None)
        return None if scope is None else self.refusal(scope=scope)


class Scopes(Rule):
    """Scopes are standard, or belong to a resource server."""

    id = "client-scopes"
    text = "AllowedOAuthScopes must be standard scopes, or scopes of the pool's resource servers."
    source = "API, ScopeDoesNotExistException; awsdocs/aws-cloudformation-user-guide#564"
    wording = "awsdocs/aws-cloudformation-user-guide#564"
    operations = WRITES
    code = "ScopeDoesNotExistException"
    message = "Invalid scope requested: {scope}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        scopes = call.parameters.get("AllowedOAuthScopes", [])
        custom = [one for one in scopes if one not in STANDARD_SCOPES]
        if not custom:
            return None
        known = {
            f"{server['Identifier']}/{scope['ScopeName']}"
            async for server in _resource_servers(call, context)
            for scope in server.get("Scopes", [])
        }
        scope = next((one for one in custom if one not in known), None)
        return None if scope is None else self.refusal(scope=scope)


async def _resource_servers(call: ApiCall, context: RuleContext) -> AsyncIterator[dict[str, Any]]:
    page: dict[str, Any] = {"UserPoolId": call.parameters["UserPoolId"], "MaxResults": 50}
    while True:
        answer = await context.ask("cognito-idp", "ListResourceServers", **page)
        for server in answer["ResourceServers"]:
            yield server
        if not answer.get("NextToken"):
            return
        page["NextToken"] = answer["NextToken"]
