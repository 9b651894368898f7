"""`cognito-messaging branding`: the style without which managed login shows no page."""

from __future__ import annotations

from typing import Annotated

import typer

from ..aws import CallFailed
from ..calls import CREATE_STYLE, DESCRIBE_STYLE_OF_CLIENT, LIST_USER_POOL_CLIENTS
from ..report.plain import plain
from .acting import Actor
from .errors import CommandFailed, ExitCode
from .terminal import confirm

OPERATIONS = (LIST_USER_POOL_CLIENTS, DESCRIBE_STYLE_OF_CLIENT, CREATE_STYLE)


def branding(
    context: typer.Context,
    pool_id: Annotated[
        str, typer.Argument(help="ID of the user pool, such as eu-west-1_AbCdEfGhI.")
    ],
    client: Annotated[
        list[str] | None,
        typer.Option(help="ID of an app client; several are allowed. Default: all clients."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Give each client that has none Cognito's default style of managed login.

    A domain with managed login shows no page to users of a client without a style. A client that
    has a style keeps it. You can change the style in the branding editor of Cognito's console.

    \b
    Examples:
      cognito-messaging branding eu-west-1_AbCdEfGhI
      cognito-messaging branding eu-west-1_AbCdEfGhI --client 1h57kf5cpq17m0eml12
    """
    actor = Actor(context.obj, context.obj.region_of(pool_id), OPERATIONS)
    names = _clients(actor, pool_id, client or [])
    bare = [one for one in names if not _has_style(actor, pool_id, one)]
    if not bare:
        count = f"the {len(names)} clients have" if len(names) != 1 else "the client has"
        typer.echo(f"Nothing to do: {count} a style." if names else f"{pool_id} has no clients.")
        return
    typer.echo(f"These clients of {pool_id} get Cognito's default style:")
    for one in bare:
        typer.echo(f"  {plain(one)}  {plain(names[one])}")
    if not yes:
        confirm("Users of these clients see the pages of managed login then. Do it?")
    with actor.steps():
        for one in bare:
            actor.act(
                f"give {names[one]} ({one}) the default style",
                CREATE_STYLE,
                UserPoolId=pool_id,
                ClientId=one,
                UseCognitoProvidedValues=True,
            )


def _clients(actor: Actor, pool_id: str, chosen: list[str]) -> dict[str, str]:
    """The names of the clients, by ID: the chosen ones, or all."""
    found = actor.ask(LIST_USER_POOL_CLIENTS, UserPoolId=pool_id).get("UserPoolClients", [])
    names = {
        one["ClientId"]: one.get("ClientName") or one["ClientId"]
        for one in found
        if "ClientId" in one
    }
    for one in chosen:
        if one not in names:
            raise CommandFailed(
                f"--client: {pool_id} has no client {one!r}; its clients are "
                f"{', '.join(names) or 'none'}",
                ExitCode.AWS,
            )
    return {one: names[one] for one in dict.fromkeys(chosen)} if chosen else names


def _has_style(actor: Actor, pool_id: str, client: str) -> bool:
    try:
        actor.ask(DESCRIBE_STYLE_OF_CLIENT, UserPoolId=pool_id, ClientId=client)
    except CallFailed as error:
        if not error.not_found:
            raise
        return False
    return True
