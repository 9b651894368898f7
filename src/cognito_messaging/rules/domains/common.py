"""What the rules for domains share."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall

CREATE = "cognito-idp.CreateUserPoolDomain"
UPDATE = "cognito-idp.UpdateUserPoolDomain"
DELETE = "cognito-idp.DeleteUserPoolDomain"
WRITES = frozenset({CREATE, UPDATE})


def is_custom(call: ApiCall) -> bool:
    """Whether a call is about a domain of the caller, not about a prefix."""
    return "CustomDomainConfig" in call.parameters
