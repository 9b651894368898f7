"""What the rules for identity providers share."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, RuleContext

CREATE = "cognito-idp.CreateIdentityProvider"
UPDATE = "cognito-idp.UpdateIdentityProvider"
WRITES = frozenset({CREATE, UPDATE})


async def provider_type(call: ApiCall, context: RuleContext) -> str:
    """The type of the provider in a call; an update does not name it.

    Raises:
        AwsError: the pool or the provider does not exist.
    """
    if call.name == CREATE:
        return str(call.parameters["ProviderType"])
    named = {key: call.parameters[key] for key in ("UserPoolId", "ProviderName")}
    answer = await context.ask("cognito-idp", "DescribeIdentityProvider", **named)
    return str(answer["IdentityProvider"]["ProviderType"])
