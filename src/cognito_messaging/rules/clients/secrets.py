"""The secrets of a client, of which it can have two while they rotate.

The embedded target lacks them. Source: Cognito API Reference, AddUserPoolClientSecret,
ListUserPoolClientSecrets, DeleteUserPoolClientSecret and ClientSecretDescriptorType.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from terraform_scenarios.gateway import (
    ApiCall,
    AwsError,
    Rule,
    RuleContext,
    Supplement,
    SupplementCall,
)

_ADD = "cognito-idp.AddUserPoolClientSecret"
_DELETE = "cognito-idp.DeleteUserPoolClientSecret"
_MAX_SECRETS = 2
_GENERATED_BYTES = 25  # 50 hexadecimal digits


async def _count(call: ApiCall, context: RuleContext) -> int:
    named = {key: call.parameters[key] for key in ("UserPoolId", "ClientId")}
    listed = await context.ask("cognito-idp", "ListUserPoolClientSecrets", **named)
    return len(listed["ClientSecrets"])


class SecretCount(Rule):
    """A client has at most two secrets."""

    id = "client-secret-count"
    text = "A client can have two secrets."
    source = "API, AddUserPoolClientSecret"
    operations = frozenset({_ADD})
    code = "LimitExceededException"
    message = "Client secrets cannot exceed limit of 2 secrets."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return self.refusal() if await _count(call, context) >= _MAX_SECRETS else None


class SecretOfPublicClient(Rule):
    """A client that was made without a secret does not get one."""

    id = "client-secret-confidential"
    text = "A secret can be added only to a client that has one."
    source = "API, AddUserPoolClientSecret"
    operations = frozenset({_ADD})
    code = "InvalidParameterException"
    message = "The client is not a confidential client."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if await _count(call, context) else self.refusal()


class LastSecret(Rule):
    """A client keeps a secret."""

    id = "client-secret-last"
    text = "The last secret of a client cannot be deleted."
    source = "API, DeleteUserPoolClientSecret"
    operations = frozenset({_DELETE})
    code = "InvalidParameterException"
    message = "The last secret of a client cannot be deleted."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return self.refusal() if await _count(call, context) == 1 else None


class ClientSecrets(Supplement):
    """The secrets of each client; the first is the one that it was made with."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._secrets: dict[str, list[dict[str, Any]]] = {}

    async def add_user_pool_client_secret(self, call: SupplementCall) -> Mapping[str, Any]:
        """Add a secret, and show it if it was generated."""
        kept = await self._of_client(call)
        made = _descriptor(call.parameters["ClientId"], datetime.now(UTC), len(kept))
        kept.append(made)
        if "ClientSecret" in call.parameters:
            return {"ClientSecretDescriptor": made}
        value = secrets.token_hex(_GENERATED_BYTES)
        return {"ClientSecretDescriptor": {**made, "ClientSecretValue": value}}

    async def list_user_pool_client_secrets(self, call: SupplementCall) -> Mapping[str, Any]:
        """List the secrets, without their values."""
        return {"ClientSecrets": await self._of_client(call)}

    async def delete_user_pool_client_secret(self, call: SupplementCall) -> Mapping[str, Any]:
        """Delete a secret."""
        kept = await self._of_client(call)
        left = [one for one in kept if one["ClientSecretId"] != call.parameters["ClientSecretId"]]
        if len(left) == len(kept):
            raise AwsError("ResourceNotFoundException", "Client secret does not exist.")
        self._secrets[call.parameters["ClientId"]] = left
        return {}

    async def _of_client(self, call: SupplementCall) -> list[dict[str, Any]]:
        named = {key: call.parameters[key] for key in ("UserPoolId", "ClientId")}
        answer = await call.context.ask("cognito-idp", "DescribeUserPoolClient", **named)
        shown = answer["UserPoolClient"]
        client = shown["ClientId"]
        first = [_descriptor(client, shown["CreationDate"], 0)] if shown.get("ClientSecret") else []
        return self._secrets.setdefault(client, first)


def _descriptor(client: str, made: datetime, position: int) -> dict[str, Any]:
    """A secret's description; secrets of one second differ by their position."""
    number = f"{client}--{int(made.timestamp()) + position}"
    return {"ClientSecretId": number, "ClientSecretCreateDate": made}
