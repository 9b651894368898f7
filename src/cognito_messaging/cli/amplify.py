"""`cognito-messaging amplify`: files for front ends and backends made with AWS Amplify."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import amplify, terraform
from ..answers import mapping
from ..aws import Answer, Aws
from ..calls import DESCRIBE_USER_POOL_CLIENT, GET_MFA_CONFIG, LIST_GROUPS, LIST_USER_POOL_CLIENTS
from ..describe import describe_pool
from ..pool import UserPool
from .connection import Connection
from .errors import CommandFailed, ExitCode

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Print amplify_outputs.json, or the lines for amplify/backend.ts.",
)


@app.command("outputs")
def outputs(
    context: typer.Context,
    pool_id: Annotated[
        str, typer.Argument(help="ID of the user pool, such as eu-west-1_AbCdEfGhI.")
    ],
    client_id: Annotated[
        str | None,
        typer.Option(help="App client of the front end; needed if the pool has several."),
    ] = None,
    identity_pool_id: Annotated[
        str | None, typer.Option(help="ID of an identity pool that trusts the client.")
    ] = None,
) -> None:
    """Print the amplify_outputs.json of a pool.

    \b
    Example:
      cognito-messaging amplify outputs eu-west-1_AbCdEfGhI > amplify_outputs.json
    """
    connection: Connection = context.obj
    region = connection.region_of(pool_id)
    with connection.aws() as aws:
        document = asyncio.run(_outputs(aws, pool_id, region, client_id, identity_pool_id))
    typer.echo(json.dumps(document, indent=2))


async def _outputs(
    aws: Aws, pool_id: str, region: str, client_id: str | None, identity_pool_id: str | None
) -> dict[str, Any]:
    pool = await describe_pool(aws, pool_id, region)
    clients, mfa, groups = await asyncio.gather(
        _clients(aws, pool, client_id),
        aws.ask(GET_MFA_CONFIG, region, UserPoolId=pool_id),
        aws.ask(LIST_GROUPS, region, UserPoolId=pool_id),
    )
    public = [client for client in clients if not client.get("ClientSecret")]
    if not public:
        raise CommandFailed(
            f"{pool_id} has no client without a secret, and a browser cannot keep a secret",
            ExitCode.AWS,
        )
    if len(public) > 1:
        known = ", ".join(f"{client['ClientId']} ({client['ClientName']})" for client in public)
        raise CommandFailed(f"{pool_id} has several clients; choose one with --client-id: {known}")
    found_groups = [mapping(group) for group in groups.get("Groups") or ()]
    return amplify.outputs(pool, public[0], mfa, found_groups, identity_pool_id)


async def _clients(aws: Aws, pool: UserPool, client_id: str | None) -> list[Answer]:
    if client_id is None:
        listed = await aws.ask(LIST_USER_POOL_CLIENTS, pool.region, UserPoolId=pool.id)
        ids = [str(client["ClientId"]) for client in listed.get("UserPoolClients") or ()]
    else:
        ids = [client_id]
    answers = await asyncio.gather(
        *(
            aws.ask(DESCRIBE_USER_POOL_CLIENT, pool.region, UserPoolId=pool.id, ClientId=one)
            for one in ids
        )
    )
    return [mapping(answer.get("UserPoolClient")) for answer in answers]


@app.command("backend")
def backend(
    context: typer.Context,
    pool_id: Annotated[
        str | None, typer.Argument(help="Pool to read the sender and the SMS role from.")
    ] = None,
    terraform_root: Annotated[
        Path | None,
        typer.Option(
            "--terraform",
            metavar="DIR",
            help="Read them from a root's outputs email_configuration and sms_configuration.",
        ),
    ] = None,
    terraform_binary: Annotated[
        str, typer.Option(help="With --terraform: the program to run, such as tofu.")
    ] = "terraform",
) -> None:
    """Print the lines for amplify/backend.ts that set the sender and SMS role of Amplify's pool.

    \b
    Examples:
      cognito-messaging amplify backend --terraform infra/
      cognito-messaging amplify backend eu-west-1_AbCdEfGhI
    """
    if (pool_id is None) == (terraform_root is None):
        raise CommandFailed("name one of: a pool ID, --terraform DIR")
    if pool_id is not None:
        connection: Connection = context.obj
        region = connection.region_of(pool_id)
        with connection.aws() as aws:
            pool = asyncio.run(describe_pool(aws, pool_id, region))
        settings = (amplify.cdk_email(pool), amplify.cdk_sms(pool))
    else:
        settings = _from_terraform(terraform_root or Path(), terraform_binary)
    email, sms = settings
    if not email and not sms:
        raise CommandFailed("no sender and no SMS role were found", ExitCode.AWS)
    typer.echo(amplify.backend_lines(email, sms))


def _from_terraform(root: Path, binary: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        outputs = terraform.outputs(root, binary)
    except terraform.OutputsUnreadable as error:
        raise CommandFailed(str(error), ExitCode.AWS) from error
    settings = []
    for name in ("email_configuration", "sms_configuration"):
        values = list(_outputs_named(name, outputs))
        if len(values) > 1:
            raise CommandFailed(f"{root} has several outputs {name}; output it for one pool only")
        settings.append(dict(mapping(values[0])) if values else {})
    return settings[0], settings[1]


def _outputs_named(name: str, values: object) -> Iterator[object]:
    """The outputs of that name, including those inside outputs that are modules."""
    if isinstance(values, Mapping):
        for key, value in values.items():
            if key == name:
                yield value
            else:
                yield from _outputs_named(name, value)
