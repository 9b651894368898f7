"""`cognito-messaging sandbox`: the numbers that can receive SMS in the sandbox."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ..facts.limits import SANDBOX_NUMBERS
from .arguments import phone_number
from .connection import Connection
from .errors import CommandFailed, aws_errors

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
    region, sns = _sns(context)
    with aws_errors():
        in_sandbox = sns.get_sms_sandbox_account_status()["IsInSandbox"]
        numbers = _numbers(sns)
    if not in_sandbox:
        typer.echo(
            f"The account has left the SMS sandbox in {region}: SMS can be sent to any number."
        )
        return
    table = Table("number", "status", box=None)
    for number, status in numbers.items():
        table.add_row(number, status)
    Console().print(table)
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
      cognito-messaging --region eu-west-1 sandbox add +4915112345678 --language de-DE
    """
    number = phone_number(number)
    if language not in _LANGUAGES:
        raise CommandFailed(f"--language: {language!r}: write one of {', '.join(_LANGUAGES)}")
    region, sns = _sns(context)
    with aws_errors():
        if not sns.get_sms_sandbox_account_status()["IsInSandbox"]:
            raise CommandFailed(
                f"the account has left the SMS sandbox in {region}: no number needs to be added"
            )
        numbers = _numbers(sns)
        if numbers.get(number) == "Verified":
            raise CommandFailed(f"{number} is already verified in {region}")
        if number not in numbers and len(numbers) >= SANDBOX_NUMBERS:
            raise CommandFailed(
                f"all {SANDBOX_NUMBERS} numbers of {region} are in use: remove one first, "
                "which AWS allows 24 hours after it was verified"
            )
        sns.create_sms_sandbox_phone_number(PhoneNumber=number, LanguageCode=language)
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
    region, sns = _sns(context)
    with aws_errors():
        if number not in _numbers(sns):
            raise CommandFailed(
                f"{number} was not added in {region}: first run sandbox add {number}"
            )
        sns.verify_sms_sandbox_phone_number(PhoneNumber=number, OneTimePassword=code)
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
    region, sns = _sns(context)
    with aws_errors():
        if number not in _numbers(sns):
            raise CommandFailed(f"{number} is not a sandbox number of {region}")
        if not yes:
            typer.confirm(f"Remove {number}? It will not receive SMS any more.", abort=True)
        sns.delete_sms_sandbox_phone_number(PhoneNumber=number)
    typer.echo(f"{number} is removed from {region}.")


def _sns(context: typer.Context) -> tuple[str, Any]:
    connection: Connection = context.obj
    region = connection.need_region()
    return region, connection.session.client(
        "sns", region_name=region, endpoint_url=connection.endpoint_url
    )


def _numbers(sns: Any) -> dict[str, str]:
    pages = sns.get_paginator("list_sms_sandbox_phone_numbers").paginate()
    return {
        number["PhoneNumber"]: number["Status"]
        for page in pages
        for number in page.get("PhoneNumbers", [])
    }
