"""`cognito-messaging adopt`: bring an existing pool under the module's management."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Annotated

import typer

from .. import adoption
from ..report.plain import plain
from .connection import Connection
from .errors import CommandFailed
from .terminal import write_file


def adopt(
    context: typer.Context,
    pool_id: Annotated[
        str, typer.Argument(help="ID of the user pool, such as eu-west-1_AbCdEfGhI.")
    ],
    source: Annotated[
        str, typer.Option(help="Source of the module: a path or a git:: address.")
    ] = "./modules/cognito-messaging",
    name: Annotated[str, typer.Option(help="Name of the module block.")] = "auth",
    output: Annotated[
        Path | None, typer.Option(help="Write to this file instead of the terminal.")
    ] = None,
) -> None:
    """Print import blocks and module inputs for an existing pool. Changes nothing in AWS.

    Notes, and comments at the top, list what the module cannot express. Read `terraform plan`
    before you apply: it must add and destroy nothing except what those comments list.

    \b
    Examples:
      cognito-messaging adopt eu-west-1_AbCdEfGhI --source ../../ > adopted.tf
      cognito-messaging adopt eu-west-1_AbCdEfGhI --name login --output login.tf
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name, re.ASCII):
        raise CommandFailed(
            f"--name: {name!r} is not a valid module name: write letters, digits, _ and -"
        )
    connection: Connection = context.obj
    region = connection.region_of(pool_id)
    with connection.aws() as aws:
        existing = asyncio.run(adoption.read_pool(aws, pool_id, region))
    adopted = adoption.adopt(existing)
    # Before anything is written, so that nobody applies a file without having seen them.
    for remark in adopted.remarks:
        typer.echo(f"note: {plain(remark)}", err=True)
    document = adoption.render(adopted, name=name, source=source, region=region)
    if output is None:
        typer.echo(document, nl=False)
    else:
        write_file(output, document)
