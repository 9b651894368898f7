"""``cognito-messaging verify-sender``: what SES waits for."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cognito_messaging.aws import Answer, Aws, CallFailed
from cognito_messaging.calls import GET_EMAIL_IDENTITY
from cognito_messaging.cli.connection import Connection
from cognito_messaging.cli.errors import CommandError, ExitCode
from cognito_messaging.dns import DnsResolver
from cognito_messaging.readiness import describe_pool, region_of
from cognito_messaging.report.plain import plain
from cognito_messaging.rules.senders import Identity
from cognito_messaging.sender_records import Published, compare, expected_records


def verify_sender(
    context: typer.Context,
    pool_id: Annotated[str, typer.Argument(help="As in eu-west-1_AbCdEfGhI.")],
    wait: Annotated[bool, typer.Option("--wait", help="Go on until SES has verified it.")] = False,
    timeout: Annotated[float, typer.Option(help="With --wait: minutes at most.", min=0)] = 60,
    interval: Annotated[float, typer.Option(help="With --wait: seconds between.", min=0.1)] = 15,
) -> int:
    """Show what SES waits for: records to publish, or the link to click.

    Exits 0 once the sender is verified, 1 while it is not.

    \b
    Examples:
      cognito-messaging verify-sender eu-west-1_AbCdEfGhI
      cognito-messaging verify-sender eu-west-1_AbCdEfGhI --wait --timeout 30
    """
    connection: Connection = context.obj
    region = region_of(pool_id)
    console = Console()
    until = time.monotonic() + timeout * 60
    with console.status("waiting for SES") as status:
        if not wait:
            status.stop()
        while True:
            with connection.aws() as aws:
                sender, identity, published = asyncio.run(_look(aws, pool_id, region))
            if identity.get("VerifiedForSendingStatus") is True:
                _show(console, sender, published)
                console.print(Text(f"SES has verified {plain(sender.name)}.", "green"))
                return ExitCode.OK
            missing = sum(item.record.needed and not item.right for item in published)
            status.update(
                f"waiting for SES to verify {plain(sender.name)}: "
                f"{identity.get('VerificationStatus', 'PENDING')}, {missing} records missing"
            )
            if not wait or time.monotonic() + interval > until:
                break
            time.sleep(interval)
    _show(console, sender, published)
    console.print(_advice(sender, identity, published))
    return ExitCode.FINDINGS


async def _look(aws: Aws, pool_id: str, region: str) -> tuple[Identity, Answer, list[Published]]:
    sender = (await describe_pool(aws, pool_id, region)).identity
    if sender is None:
        raise CommandError(
            f"{pool_id} names no SES identity (SourceArn): give it one, as check {pool_id} says",
            ExitCode.AWS,
        )
    try:
        identity = await aws.ask(GET_EMAIL_IDENTITY, sender.arn.region, EmailIdentity=sender.name)
    except CallFailed as error:
        if error.not_found:
            raise CommandError(
                f"SES in {sender.arn.region} has no identity {sender.name}: create it first",
                ExitCode.AWS,
            ) from error
        raise
    if not sender.is_domain:
        return sender, identity, []
    records = expected_records(sender.name, sender.arn.region, identity)
    return sender, identity, await compare(records, DnsResolver(fresh=True))


def _show(console: Console, sender: Identity, published: list[Published]) -> None:
    if not sender.is_domain:
        return
    table = Table("", "record", "expected", "found", box=None, padding=(0, 2, 0, 0))
    for item in published:
        found = "no DNS answer" if item.found is None else "\n".join(item.found) or "nothing"
        mark = (
            Text("✓", "green")
            if item.right
            else Text("✗", "red" if item.record.needed else "yellow")
        )
        table.add_row(
            mark,
            Text(plain(f"{item.record.type} {item.record.name}")),
            Text(plain(item.record.value)),
            Text("as expected" if item.right else "\n".join(map(plain, found.split("\n")))),
        )
    console.print(table)


def _advice(sender: Identity, identity: Answer, published: list[Published]) -> Text:
    if not sender.is_domain:
        return Text(
            f"SES has mailed a link to {plain(sender.name)}: click it. It is good for 24 hours; "
            "create the identity anew for another."
        )
    if any(item.record.needed and not item.right for item in published):
        return Text("Publish the records that are missing; SES looks for them for 72 hours.")
    if not published:
        return Text("SES gives no records for this identity.")
    status = identity.get("VerificationStatus", "PENDING")
    return Text(f"All records are there; SES says {plain(status)}. It looks again by itself.")
