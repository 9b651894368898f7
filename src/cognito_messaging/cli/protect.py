"""`cognito-messaging protect`: let only the countries that you serve receive SMS."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from ..facts.countries import COUNTRIES, MISTAKEN
from ..report.plain import plain
from .acting import Actor
from .connection import Connection
from .errors import CommandFailed
from .protect_steps import OPERATIONS, apply_plan, make_plan, protect_configurations, sets_of
from .terminal import confirm

# API, TagValue.
_NAME = re.compile(r"[\w .:/=+@-]{1,256}")

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Let only the countries that you serve receive SMS, against SMS pumping.",
)


@app.command("status")
def status(context: typer.Context) -> None:
    """Show the protect configurations, and which countries each of them allows.

    \b
    Example:
      cognito-messaging --region eu-west-1 protect status
    """
    actor = _actor(context)
    found = protect_configurations(actor)
    default = next((one for one in found if one.is_default), None)
    _line("region", actor.region)
    _line("account default", default or "none: SMS can be sent to every country")
    for one in found:
        _line("configuration", one)
        _line("allows", one.allows)
    for name, its in sets_of(actor).items():
        _line(f"set {name}", its or "the account default")


@app.command("apply")
def apply(
    context: typer.Context,
    countries: Annotated[
        str,
        typer.Option(
            metavar="US,DE", help="The only countries that may receive SMS, as ISO 3166 codes."
        ),
    ],
    configuration_set: Annotated[
        list[str] | None,
        typer.Option(
            help="Also for SMS that are sent with this configuration set, whose own protect "
            "configuration would count over the default; several are allowed."
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(help="Name (its tag Name) or ID of the protect configuration.")
    ] = "cognito-messaging",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Make a protect configuration that blocks all other countries the account's default.

    It counts for every application that sends SMS from the account and region. A second run changes
    only what differs, and completes a run that was interrupted.

    \b
    Examples:
      cognito-messaging --region eu-west-1 protect apply --countries US,DE
      cognito-messaging --region eu-west-1 protect apply --countries US,DE --yes
    """
    wanted = served_countries(countries)
    if not _NAME.fullmatch(name):
        raise CommandFailed(f"--name: {name!r}: write 1 to 256 letters, digits, spaces or _.:/=+@-")
    actor = _actor(context)
    plan = make_plan(actor, wanted, name, configuration_set or [])
    if plan.is_done:
        typer.echo(
            f"Nothing to do: {plain(plan.found)} is the account's default in {actor.region}, and "
            f"allows only {', '.join(wanted)}."
        )
        return
    typer.echo(f"For every application that sends SMS from this account in {actor.region}:")
    for label, value in plan.lines():
        _line(label, value)
    if not yes:
        confirm("SMS to the other countries are blocked at once. Do it?")
    with actor.steps():
        apply_plan(actor, plan)
    typer.echo(f"Only {', '.join(wanted)} can receive SMS from {actor.region}.")


def served_countries(given: str) -> list[str]:
    """The country codes in a list that commas separate, in order, each once.

    Raises:
        CommandFailed: a code is not a country's, or there is none.
    """
    codes = sorted({code.strip().upper() for code in given.split(",") if code.strip()})
    if not codes:
        raise CommandFailed(
            "--countries: write the countries that may receive SMS, such as US,DE: "
            "without any, nobody would get a code"
        )
    for code in codes:
        if code in MISTAKEN:
            raise CommandFailed(f"--countries: {code!r} is no country code: write {MISTAKEN[code]}")
        if code not in COUNTRIES:
            raise CommandFailed(
                f"--countries: {code!r} is no country code: write ISO 3166 codes, such as US,DE,GB"
            )
    return codes


def _actor(context: typer.Context) -> Actor:
    connection: Connection = context.obj
    return Actor(connection, connection.need_region(), OPERATIONS)


def _line(label: object, value: object) -> None:
    typer.echo(f"{plain(label):>18}  {plain(value)}")
