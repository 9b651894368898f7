"""``cognito-messaging adopt``: put a pool that exists under the module."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cognito_messaging import adoption
from cognito_messaging.adoption import Facts
from cognito_messaging.aws import Answer, Aws, CallFailed
from cognito_messaging.calls import GET_LOG_DELIVERY, GET_MFA_CONFIG, GET_WEB_ACL, Call
from cognito_messaging.cli.connection import Connection
from cognito_messaging.cli.errors import CommandError, complain
from cognito_messaging.pool import mapping, text
from cognito_messaging.readiness import describe_pool, region_of


def _idp(operation: str) -> Call:
    return Call("cognito-idp", operation, (f"cognito-idp:{operation}",))


def adopt(
    context: typer.Context,
    pool_id: Annotated[str, typer.Argument(help="As in eu-west-1_AbCdEfGhI.")],
    source: Annotated[
        str, typer.Option(help="Where the module is: a path, a git:: address.")
    ] = "./modules/cognito-messaging",
    name: Annotated[str, typer.Option(help="Of the module block.")] = "auth",
    output: Annotated[
        Path | None, typer.Option(help="Write to this file instead of the terminal.")
    ] = None,
) -> None:
    """Print import blocks and module inputs for a pool that exists. Reads only.

    What the module cannot express stands in comments at the top. Look at `terraform plan` before
    you apply: it must add and destroy nothing but what those comments say.

    \b
    Examples:
      cognito-messaging adopt eu-west-1_AbCdEfGhI --source ../../ > adopted.tf
      cognito-messaging adopt eu-west-1_AbCdEfGhI --name login --output adopted.tf
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name, re.ASCII):
        raise CommandError(f"--name: {name!r} is no name for a module: write letters, digits, _, -")
    connection: Connection = context.obj
    region = region_of(pool_id)
    with connection.aws() as aws:
        found = asyncio.run(_read(aws, pool_id, region))
    adopted = adoption.adopt(found)
    document = adoption.render(adopted, name=name, source=source, region=region)
    if output is None:
        typer.echo(document, nl=False)
    else:
        try:
            output.write_text(document, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"--output: {error}") from error
    for reason in found.unread:
        complain(f"not read, so not adopted: {reason}")


async def _read(aws: Aws, pool_id: str, region: str) -> Facts:
    pool = await describe_pool(aws, pool_id, region)
    unread: list[str] = []

    async def ask(call: Call, **params: Any) -> Answer:
        try:
            return await aws.ask(call, region, **params)
        except CallFailed as error:
            if not error.not_found:
                unread.append(error.reason)
            return {}

    async def listed(operation: str, key: str) -> list[Answer]:
        answer = await ask(_idp(operation), UserPoolId=pool_id, **_limit(operation))
        return [mapping(item) for item in answer.get(key) or ()]

    async def each(
        items: Sequence[Answer], operation: str, key: str, answer_key: str
    ) -> list[Answer]:
        answers = await asyncio.gather(
            *(ask(_idp(operation), UserPoolId=pool_id, **{key: item[key]}) for item in items)
        )
        return [mapping(answer.get(answer_key)) for answer in answers if answer]

    async def clients() -> list[Answer]:
        found = await listed("ListUserPoolClients", "UserPoolClients")
        return await each(found, "DescribeUserPoolClient", "ClientId", "UserPoolClient")

    async def providers() -> list[Answer]:
        found = await listed("ListIdentityProviders", "Providers")
        return await each(found, "DescribeIdentityProvider", "ProviderName", "IdentityProvider")

    async def domain() -> Answer:
        name = text(pool.raw.get("CustomDomain")) or text(pool.raw.get("Domain"))
        if name is None:
            return {}
        answer = await ask(_idp("DescribeUserPoolDomain"), Domain=name)
        return mapping(answer.get("DomainDescription"))

    async def only_if(wanted: object, one: Callable[[], Awaitable[Answer]]) -> Answer:
        return await one() if wanted else {}

    has_domain = pool.raw.get("CustomDomain") or pool.raw.get("Domain")
    async with asyncio.TaskGroup() as together:
        mfa = together.create_task(ask(GET_MFA_CONFIG, UserPoolId=pool_id))
        found_clients = together.create_task(clients())
        groups = together.create_task(listed("ListGroups", "Groups"))
        servers = together.create_task(listed("ListResourceServers", "ResourceServers"))
        found_providers = together.create_task(providers())
        found_domain = together.create_task(domain())
        logs = together.create_task(ask(GET_LOG_DELIVERY, UserPoolId=pool_id))
        acl = together.create_task(
            only_if(pool.arn, lambda: ask(GET_WEB_ACL, ResourceArn=pool.arn))
        )
        risk = together.create_task(
            only_if(
                pool.raw.get("UserPoolAddOns"),
                lambda: ask(_idp("DescribeRiskConfiguration"), UserPoolId=pool_id),
            )
        )
        page = together.create_task(
            only_if(has_domain, lambda: ask(_idp("GetUICustomization"), UserPoolId=pool_id))
        )
    customization = mapping(page.result().get("UICustomization"))
    return Facts(
        pool=pool,
        mfa=mfa.result(),
        clients=found_clients.result(),
        groups=groups.result(),
        resource_servers=servers.result(),
        identity_providers=found_providers.result(),
        domain=found_domain.result(),
        web_acl_arn=text(mapping(acl.result().get("WebACL")).get("ARN")),
        risk=mapping(risk.result().get("RiskConfiguration")),
        log_configurations=mapping(logs.result().get("LogDeliveryConfiguration")).get(
            "LogConfigurations"
        )
        or (),
        ui_customizations=[customization] if customization.get("CSS") else [],
        unread=unread,
    )


def _limit(operation: str) -> dict[str, int]:
    # The only list that has no default of its own (API, ListResourceServers, MaxResults 1 to 50).
    return {"MaxResults": 50} if operation == "ListResourceServers" else {}
