"""What the rules for domains share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, RuleContext

CREATE = "cognito-idp.CreateUserPoolDomain"
UPDATE = "cognito-idp.UpdateUserPoolDomain"
DELETE = "cognito-idp.DeleteUserPoolDomain"
WRITES = frozenset({CREATE, UPDATE})


def is_custom(call: ApiCall) -> bool:
    """Whether a call is about a domain of the caller, not about a prefix."""
    return "CustomDomainConfig" in call.parameters


async def user_pool(call: ApiCall, context: RuleContext) -> Mapping[str, Any]:
    """The user pool in a call.

    Raises:
        AwsError: the pool does not exist.
    """
    pool_id = call.parameters["UserPoolId"]
    answer = await context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool_id)
    pool: Mapping[str, Any] = answer["UserPool"]
    return pool
