"""What the rules for app clients share."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, RuleContext

CREATE = "cognito-idp.CreateUserPoolClient"
UPDATE = "cognito-idp.UpdateUserPoolClient"
WRITES = frozenset({CREATE, UPDATE})


async def has_secret(call: ApiCall, context: RuleContext) -> bool:
    """Whether the client has a secret after the call; an update does not change that.

    Raises:
        AwsError: the client does not exist.
    """
    given = call.parameters
    if call.name == CREATE:
        return bool(given.get("GenerateSecret") or given.get("ClientSecret"))
    named = {key: given[key] for key in ("UserPoolId", "ClientId")}
    answer = await context.ask("cognito-idp", "DescribeUserPoolClient", **named)
    return bool(answer["UserPoolClient"].get("ClientSecret"))


def allows_oauth(call: ApiCall) -> bool:
    """Whether the client may use OAuth after the call; the default is no, also in an update."""
    return bool(call.parameters.get("AllowedOAuthFlowsUserPoolClient"))
