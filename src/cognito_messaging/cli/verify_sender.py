"""`cognito-messaging verify-sender`: what SES still needs to verify a sender."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.text import Text

from ..aws import Answer, Aws, CallFailed
from ..calls import GET_EMAIL_IDENTITY
from ..describe import describe_pool
from ..dns import DnsResolver
from ..report.plain import plain
from ..report.table import GREEN, ORANGE, RED
from ..sender_records import Published, compare, expected_records
from .arguments import domain, email_address
from .connection import Connection
from .errors import CommandFailed, ExitCode
from .terminal import show


@dataclass(frozen=True)
class _Sender:
    """An SES identity, a domain or an address, and its region."""

    name: str
    region: str

    @property
    def is_domain(self) -> bool:
        return "@" not in self.name


def verify_sender(
    context: typer.Context,
    pool_id: Annotated[
        str | None, typer.Argument(help="ID of a user pool, whose sender is checked.")
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option(help="A domain or address that no pool sends from yet."),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until SES has verified the sender.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(help="With --wait: the longest time to wait, in minutes.", min=0)
    ] = 60,
    interval: Annotated[
        float, typer.Option(help="With --wait: the time between two looks, in seconds.", min=0.1)
    ] = 15,
) -> int:
    """Show what SES needs to verify a sender: DNS records to publish, or a link to click.

    Exits 0 if the sender is verified, and 1 if it is not.

    \b
    Examples:
      cognito-messaging verify-sender eu-west-1_AbCdEfGhI
      cognito-messaging verify-sender eu-west-1_AbCdEfGhI --wait --timeout 30
      cognito-messaging --region eu-west-1 verify-sender --identity example.com
    """
    connection: Connection = context.obj
    if (pool_id is None) == (identity is None):
        raise CommandFailed("name one of: a pool ID, --identity example.com")
    if pool_id is not None:
        region = connection.region_of(pool_id)
    else:
        identity = _identity_name(identity or "")
        region = connection.need_region()
    until = time.monotonic() + timeout * 60
    while True:
        with connection.aws() as aws:
            sender, answer, published = asyncio.run(_look(aws, region, pool_id, identity))
        if answer.get("VerifiedForSendingStatus") is True:
            _show(sender, published)
            show(Text(f"SES has verified {plain(sender.name)}.", "green"))
            return ExitCode.OK
        if not wait or time.monotonic() + interval > until:
            break
        missing = sum(item.record.needed and not item.as_expected for item in published)
        status = answer.get("VerificationStatus", "PENDING")
        connection.waiting([f"SES to verify {sender.name}: {status}, {missing} records missing"])
        try:
            time.sleep(interval)
        finally:
            connection.waiting([])
    _show(sender, published)
    show(_advice(sender, answer, published))
    return ExitCode.FINDINGS


def _identity_name(text: str) -> str:
    if "@" in text:
        return email_address(text)
    return domain(text)


async def _look(
    aws: Aws, region: str, pool_id: str | None, identity: str | None
) -> tuple[_Sender, Answer, list[Published]]:
    sender = _Sender(identity, region) if identity else await _sender_of(aws, pool_id or "", region)
    try:
        answer = await aws.ask(GET_EMAIL_IDENTITY, sender.region, EmailIdentity=sender.name)
    except CallFailed as error:
        if error.not_found:
            raise CommandFailed(
                f"SES in {sender.region} has no identity {sender.name}: create it first",
                ExitCode.AWS,
            ) from error
        raise
    if not sender.is_domain:
        return sender, answer, []
    records = expected_records(sender.name, sender.region, answer)
    return sender, answer, await compare(records, DnsResolver(fresh=True))


async def _sender_of(aws: Aws, pool_id: str, region: str) -> _Sender:
    identity = (await describe_pool(aws, pool_id, region)).identity
    if identity is None:
        raise CommandFailed(
            f"{pool_id} does not send from an SES identity (it has no SourceArn). "
            "To check an identity that no pool uses yet: "
            f"--region {region} verify-sender --identity example.com",
            ExitCode.AWS,
        )
    return _Sender(identity.name, identity.arn.region)


def _show(sender: _Sender, published: list[Published]) -> None:
    if not sender.is_domain:
        return
    for item in published:
        style = GREEN if item.as_expected else RED if item.record.needed else ORANGE
        mark = "✓" if item.as_expected else "✗"
        record = plain(f"{item.record.type} {item.record.name} {item.record.value}")
        show(Text().append(mark, style).append(f" {record}"))
        for found in _found(item):
            show(Text(f"  found: {plain(found)}"))


def _found(item: Published) -> tuple[str, ...]:
    if item.as_expected:
        return ("as expected",)
    return ("no DNS answer",) if item.found is None else item.found or ("nothing",)


def _advice(sender: _Sender, answer: Answer, published: list[Published]) -> Text:
    if not sender.is_domain:
        return Text(
            f"SES has sent a link to {plain(sender.name)}: click it. It is valid for 24 hours; "
            "to get a new link, create the identity again."
        )
    if any(item.record.needed and not item.as_expected for item in published):
        return Text("Publish the records that are missing; SES looks for them for 72 hours.")
    if not published:
        return Text("SES has no DNS records for this identity.")
    status = answer.get("VerificationStatus", "PENDING")
    return Text(
        f"All records are published; SES's status is {plain(status)}. SES checks again by itself."
    )
