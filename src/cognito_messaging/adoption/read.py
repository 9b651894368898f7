"""Reads everything about a pool that adopting it needs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from ..answers import mapping, text
from ..aws import Answer, Aws, CallFailed
from ..calls import (
    DESCRIBE_IDENTITY_PROVIDER,
    DESCRIBE_RISK_CONFIGURATION,
    DESCRIBE_USER_POOL_CLIENT,
    DESCRIBE_USER_POOL_DOMAIN,
    GET_LOG_DELIVERY,
    GET_MFA_CONFIG,
    GET_UI_CUSTOMIZATION,
    GET_WEB_ACL,
    LIST_GROUPS,
    LIST_IDENTITY_PROVIDERS,
    LIST_RESOURCE_SERVERS,
    LIST_USER_POOL_CLIENTS,
    ApiOperation,
)
from ..describe import describe_pool
from ..pool import UserPool
from .model import ExistingPool


async def read_pool(aws: Aws, pool_id: str, region: str) -> ExistingPool:
    """Read a pool and everything that belongs to it.

    A part that AWS refuses to show is empty, and the reason is in `unread`.

    Raises:
        PoolNotFound: the pool does not exist.
        CallFailed: AWS refused to describe the pool, or did not answer a call.
    """
    try:
        return await _read(aws, pool_id, region)
    except ExceptionGroup as failures:  # of the tasks; the first is as good as any
        raise failures.exceptions[0] from None


async def _read(aws: Aws, pool_id: str, region: str) -> ExistingPool:
    reader = _Reader(aws, await describe_pool(aws, pool_id, region))
    async with asyncio.TaskGroup() as reads:
        mfa = reads.create_task(reader.ask(GET_MFA_CONFIG, UserPoolId=pool_id))
        clients = reads.create_task(reader.clients())
        groups = reads.create_task(reader.items(LIST_GROUPS, "Groups"))
        resource_servers = reads.create_task(
            # The only list without a default page size (API, ListResourceServers: 1 to 50).
            reader.items(LIST_RESOURCE_SERVERS, "ResourceServers", MaxResults=50)
        )
        identity_providers = reads.create_task(reader.identity_providers())
        domains = reads.create_task(reader.domains())
        web_acl_arn = reads.create_task(reader.web_acl_arn())
        risk = reads.create_task(reader.risk())
        log_configurations = reads.create_task(reader.log_configurations())
        ui_customizations = reads.create_task(reader.ui_customizations(clients))
        client_risks = reads.create_task(reader.client_risks(clients))
    return ExistingPool(
        pool=reader.pool,
        mfa=mfa.result(),
        clients=clients.result(),
        groups=groups.result(),
        resource_servers=resource_servers.result(),
        identity_providers=identity_providers.result(),
        domains=domains.result(),
        web_acl_arn=web_acl_arn.result(),
        risk=risk.result(),
        client_risks=client_risks.result(),
        log_configurations=log_configurations.result(),
        ui_customizations=ui_customizations.result(),
        unread=sorted(reader.unread),  # the parts are read at the same time
    )


class _Reader:
    """Makes calls about one pool, and collects the reasons why some failed."""

    def __init__(self, aws: Aws, pool: UserPool) -> None:
        self._aws = aws
        self.pool = pool
        self.unread: list[str] = []
        names = (text(pool.raw.get(key)) for key in ("CustomDomain", "Domain"))
        self._domains = [name for name in names if name]

    async def ask(self, operation: ApiOperation, **params: Any) -> Answer:
        """Answer a call; the answer is empty if AWS refused the call."""
        try:
            return await self._aws.ask(operation, self.pool.region, **params)
        except CallFailed as error:
            if not error.answered:
                raise
            if not error.not_found:
                self.unread.append(error.reason)
            return {}

    async def items(self, operation: ApiOperation, key: str, **params: Any) -> list[Answer]:
        """The items that a call lists."""
        answer = await self.ask(operation, UserPoolId=self.pool.id, **params)
        return [mapping(item) for item in answer.get(key) or ()]

    async def clients(self) -> list[Answer]:
        listed = await self.items(LIST_USER_POOL_CLIENTS, "UserPoolClients")
        return await self._details(listed, DESCRIBE_USER_POOL_CLIENT, "ClientId", "UserPoolClient")

    async def identity_providers(self) -> list[Answer]:
        listed = await self.items(LIST_IDENTITY_PROVIDERS, "Providers")
        return await self._details(
            listed, DESCRIBE_IDENTITY_PROVIDER, "ProviderName", "IdentityProvider"
        )

    async def _details(
        self, items: Sequence[Answer], operation: ApiOperation, id_key: str, answer_key: str
    ) -> list[Answer]:
        answers = await asyncio.gather(
            *(
                self.ask(operation, UserPoolId=self.pool.id, **{id_key: item[id_key]})
                for item in items
            )
        )
        return [mapping(answer.get(answer_key)) for answer in answers if answer]

    async def domains(self) -> list[Answer]:
        answers = await asyncio.gather(
            *(self.ask(DESCRIBE_USER_POOL_DOMAIN, Domain=name) for name in self._domains)
        )
        return [mapping(answer.get("DomainDescription")) for answer in answers]

    async def ui_customizations(self, clients: asyncio.Task[list[Answer]]) -> list[Answer]:
        """The style of all clients, and those of single ones, which AWS asks for by client."""
        if not self._domains:
            return []
        names = ["ALL", *(str(client["ClientId"]) for client in await clients)]
        answers = await asyncio.gather(
            *(
                self.ask(GET_UI_CUSTOMIZATION, UserPoolId=self.pool.id, ClientId=name)
                for name in names
            )
        )
        found = [mapping(answer.get("UICustomization")) for answer in answers]
        # For a client without one, AWS answers with that of all clients.
        return [
            one
            for name, one in zip(names, found, strict=True)
            if one.get("CSS") and (text(one.get("ClientId")) or "ALL") == name
        ]

    async def web_acl_arn(self) -> str | None:
        if self.pool.arn is None:
            return None
        answer = await self.ask(GET_WEB_ACL, ResourceArn=self.pool.arn)
        return text(mapping(answer.get("WebACL")).get("ARN"))

    async def risk(self) -> Answer:
        if not self.pool.raw.get("UserPoolAddOns"):
            return {}
        answer = await self.ask(DESCRIBE_RISK_CONFIGURATION, UserPoolId=self.pool.id)
        return mapping(answer.get("RiskConfiguration"))

    async def client_risks(self, clients: asyncio.Task[list[Answer]]) -> list[Answer]:
        """The rules of threat protection that are for one client only."""
        if not self.pool.raw.get("UserPoolAddOns"):
            return []
        names = [str(client["ClientId"]) for client in await clients]
        answers = await asyncio.gather(
            *(
                self.ask(DESCRIBE_RISK_CONFIGURATION, UserPoolId=self.pool.id, ClientId=name)
                for name in names
            )
        )
        found = [mapping(answer.get("RiskConfiguration")) for answer in answers]
        return [one for name, one in zip(names, found, strict=True) if one.get("ClientId") == name]

    async def log_configurations(self) -> Sequence[Answer]:
        answer = await self.ask(GET_LOG_DELIVERY, UserPoolId=self.pool.id)
        return mapping(answer.get("LogDeliveryConfiguration")).get("LogConfigurations") or ()
