"""`cognito-messaging sandbox`: the numbers that can receive SMS in the sandbox."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from rich.text import Text

from ..calls import (
    ADD_SANDBOX_NUMBER,
    GET_SMS_SANDBOX,
    LIST_SANDBOX_NUMBERS,
    REMOVE_SANDBOX_NUMBER,
    VERIFY_SANDBOX_NUMBER,
)
from ..facts.limits import SANDBOX_NUMBERS
from ..report.lines import aligned
from ..report.plain import plain
from .arguments import phone_number
from .connection import Connection
from .errors import CommandFailed
from .terminal import confirm, show

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, add, verify and remove the phone numbers that can receive SMS in the sandbox.",
)

# API, CreateSMSSandboxPhoneNumber.LanguageCode.
_LANGUAGES = [
    "en-US",
    "en-GB",
    "es-419",
    "es-ES",
    "de-DE",
    "fr-CA",
    "fr-FR",
    "it-IT",
    "ja-JP",
    "pt-BR",
    "kr-KR",
    "zh-CN",
    "zh-TW",
]


@app.command("list")
def list_numbers(context: typer.Context) -> None:
    """Show the numbers, and whether each is verified.

    \b
    Example:
      cognito-messaging --region eu-west-1 sandbox list
    """
    connection, region = _reach(context)
    in_sandbox = connection.call(GET_SMS_SANDBOX, region)["IsInSandbox"]
    numbers = _numbers(connection, region)
    if not in_sandbox:
        typer.echo(
            f"The account has left the SMS sandbox in {region}: SMS can be sent to any number."
        )
        return
    rows = [(Text("number", "bold"), Text("status", "bold"))]
    rows += [(Text(plain(number)), Text(plain(status))) for number, status in numbers.items()]
    show(aligned(rows))
    typer.echo(f"{len(numbers)} of {SANDBOX_NUMBERS} in use in {region}.")


@app.command("add")
def add(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Phone number, such as +4915112345678.")],
    language: Annotated[
        str, typer.Option(help="Language of the message: " + ", ".join(_LANGUAGES))
    ] = "en-US",
) -> None:
    """Make AWS send a code to a number; pass the code to `verify`.

    \b
    Example:
      cognito-messaging --region eu-west-1 sandbox add +4915112345678
    """
    number = phone_number(number)
    if language not in _LANGUAGES:
        raise CommandFailed(f"--language: {language!r}: write one of {', '.join(_LANGUAGES)}")
    connection, region = _reach(context)
    if not connection.call(GET_SMS_SANDBOX, region)["IsInSandbox"]:
        raise CommandFailed(
            f"the account has left the SMS sandbox in {region}: no number needs to be added"
        )
    numbers = _numbers(connection, region)
    if numbers.get(number) == "Verified":
        raise CommandFailed(f"{number} is already verified in {region}")
    if number not in numbers and len(numbers) >= SANDBOX_NUMBERS:
        raise CommandFailed(
            f"all {SANDBOX_NUMBERS} numbers of {region} are in use: remove one first, "
            "which AWS allows 24 hours after it was verified"
        )
    connection.call(ADD_SANDBOX_NUMBER, region, PhoneNumber=number, LanguageCode=language)
    typer.echo(f"AWS sends a code to {number}. Then: sandbox verify {number} CODE")


@app.command("verify")
def verify(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Phone number, such as +4915112345678.")],
    code: Annotated[str, typer.Argument(help="The code that AWS sent: five to eight digits.")],
) -> None:
    """Verify a number with the code that AWS sent to it.

    \b
    Example:
      cognito-messaging --region eu-west-1 sandbox verify +4915112345678 123456
    """
    number = phone_number(number)
    if not re.fullmatch(r"[0-9]{5,8}", code):
        raise CommandFailed("the code must be five to eight digits")
    connection, region = _reach(context)
    if number not in _numbers(connection, region):
        raise CommandFailed(f"{number} was not added in {region}: first run sandbox add {number}")
    connection.call(VERIFY_SANDBOX_NUMBER, region, PhoneNumber=number, OneTimePassword=code)
    typer.echo(f"{number} is verified in {region}.")


@app.command("remove")
def remove(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Phone number, such as +4915112345678.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Remove a number. AWS allows it 24 hours after the number was verified.

    \b
    Example:
      cognito-messaging --region eu-west-1 sandbox remove +4915112345678
    """
    number = phone_number(number)
    connection, region = _reach(context)
    if number not in _numbers(connection, region):
        raise CommandFailed(f"{number} is not a sandbox number of {region}")
    if not yes:
        confirm(f"Remove {number}? It will not receive SMS any more.")
    connection.call(REMOVE_SANDBOX_NUMBER, region, PhoneNumber=number)
    typer.echo(f"{number} is removed from {region}.")


def _reach(context: typer.Context) -> tuple[Connection, str]:
    connection: Connection = context.obj
    return connection, connection.need_region()


def _numbers(connection: Connection, region: str) -> dict[str, str]:
    listed = connection.call(LIST_SANDBOX_NUMBERS, region)["PhoneNumbers"]
    return {number["PhoneNumber"]: number["Status"] for number in listed}
