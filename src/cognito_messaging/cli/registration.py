"""`cognito-messaging registration`: register an SMS number or a sender ID."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from ..answers import mapping, text
from ..calls import (
    DESCRIBE_REGISTRATION_SECTIONS,
    DESCRIBE_REGISTRATION_TYPES,
    DESCRIBE_REGISTRATIONS,
)
from ..registrations.document import InvalidDocument, read_document, template
from ..registrations.forms import Form
from ..registrations.validation import problems, unsure
from ..report.plain import plain
from .acting import Actor
from .connection import Connection
from .errors import CommandFailed, ExitCode
from .registration_plan import Plan, form_of, make_plan
from .registration_review import APPROVED, follow, show_review, wait_for_review
from .registration_steps import OPERATIONS, submit_plan
from .terminal import confirm

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Register a US toll-free number, 10DLC or a sender ID: fields, submission and status.",
)


@app.command("fields")
def fields(
    context: typer.Context,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="TYPE", help="Registration type, such as US_TOLL_FREE_REGISTRATION."
        ),
    ] = None,
    as_template: Annotated[
        bool, typer.Option("--template", help="Print a file to fill in, for `submit`.")
    ] = False,
) -> None:
    """List the fields of a registration type; without a type, list the types.

    \b
    Examples:
      cognito-messaging --region us-east-1 registration fields
      cognito-messaging registration fields US_TOLL_FREE_REGISTRATION
      cognito-messaging registration fields US_TOLL_FREE_REGISTRATION \\
        --template > codes.toml
    """
    actor = _actor(context)
    if kind is None:
        if as_template:
            raise CommandFailed("--template: write the type, too: registration fields TYPE")
        for one in actor.ask(DESCRIBE_REGISTRATION_TYPES).get("RegistrationTypeDefinitions", []):
            title = text(mapping(one.get("DisplayHints")).get("Title")) or ""
            typer.echo(f"{plain(one['RegistrationType'])}  {plain(title)}")
        return
    form = form_of(actor, kind.upper())
    if as_template:
        typer.echo(template(form), nl=False)
        return
    _show_form(actor, form)


@app.command("submit")
def submit(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file that `fields --template` prints.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Fill in a registration from a file, and submit it. It cannot be changed while it is reviewed.

    The file is checked first, and every problem is listed. A registration of the same type and name
    that is a draft, or that was denied, is taken up.

    \b
    Example:
      cognito-messaging --region us-east-1 registration submit codes.toml
    """
    try:
        document = read_document(file)
    except InvalidDocument as error:
        raise CommandFailed(str(error)) from error
    actor = _actor(context)
    form = form_of(actor, document.type)
    if wrong := problems(form, document):
        for one in wrong:
            typer.echo(plain(one), err=True)
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise CommandFailed(f"{file} has {count}, listed above; nothing was sent")
    plan = make_plan(actor, form, document)
    if plan.waits_for_review:
        typer.echo(
            f"Nothing to do: {plain(plan.registration)} is {plain(plan.status)}. To follow it: "
            f"{follow(actor, plan.registration)}"
        )
        return
    _show_plan(actor, plan, unsure(form, document))
    if not yes:
        confirm("It cannot be changed while it is reviewed. Submit it?")
    with actor.steps():
        submitted = submit_plan(actor, plan)
    typer.echo(f"Submitted. To follow the review: {follow(actor, submitted)}")


@app.command("status")
def status(
    context: typer.Context,
    registration: Annotated[
        str | None, typer.Argument(metavar="ID", help="ID or ARN of a registration.")
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until it is approved, denied or needs you.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(help="With --wait: the longest time to wait, in minutes.", min=0)
    ] = 60,
    interval: Annotated[
        float, typer.Option(help="With --wait: the time between two looks, in seconds.", min=0.1)
    ] = 60,
) -> int:
    """Show a registration with the reasons of a denial; without an ID, list all.

    With --wait, exits 0 if it is approved, and 1 if it is not.

    \b
    Examples:
      cognito-messaging --region us-east-1 registration status
      cognito-messaging registration status registration-0123 --wait
    """
    actor = _actor(context)
    if registration is None:
        if wait:
            raise CommandFailed(
                "--wait: write the registration to wait for: registration status ID"
            )
        found = actor.ask(DESCRIBE_REGISTRATIONS)["Registrations"]
        for one in found:
            typer.echo(
                f"{plain(one['RegistrationId'])}  {plain(one['RegistrationType'])}  "
                f"{plain(one['RegistrationStatus'])}"
            )
        if not found:
            typer.echo(f"There is no registration in {actor.region}.")
        return ExitCode.OK
    if not re.fullmatch(r"[A-Za-z0-9_:/-]{1,256}", registration):  # API, RegistrationIdOrArn
        raise CommandFailed(
            f"{registration!r} is no registration: write its ID, as registration status lists it"
        )
    if wait:
        wait_for_review(actor, registration, timeout * 60, interval)
    state = show_review(actor, registration)
    return ExitCode.FINDINGS if wait and state != APPROVED else ExitCode.OK


def _show_form(actor: Actor, form: Form) -> None:
    answer = actor.ask(DESCRIBE_REGISTRATION_SECTIONS, RegistrationType=form.type)
    titles = {
        one["SectionPath"]: text(mapping(one.get("DisplayHints")).get("Title"))
        for one in answer.get("RegistrationSectionDefinitions", [])
    }
    typer.echo(f"{plain(form.title)} ({plain(form.type)})")
    for way in form.associations:
        typer.echo(f"{plain(way.kind)}: {plain(way.when.replace('_', ' ').lower())}")
    section = None
    for field in form.fields:
        of_field = field.path.partition(".")[0]
        if of_field != section:
            section = of_field
            typer.echo(f"\n{plain(titles.get(section) or section)}")
        typer.echo(f"  {plain(field.path)}  {field.need.lower()}, {plain(field.limits)}")
        about = " ".join(filter(None, (field.about or field.title, field.format)))
        example = f" Example: {field.example}" if field.example else ""
        typer.echo(f"      {plain(about)}{plain(example)}")


def _show_plan(actor: Actor, plan: Plan, doubtful: list[str]) -> None:
    typer.echo(f"This will be submitted in {actor.region}:")
    lines = list(plan.lines())
    width = max(len(label) for label, _ in lines)
    for label, value in lines:
        typer.echo(f"  {plain(label):<{width}}  {plain(value)}")
    for path in doubtful:
        typer.echo(
            f"{plain(path)}: AWS allows it only for some values of other fields, does not say "
            "which, and denies the registration otherwise."
        )


def _actor(context: typer.Context) -> Actor:
    connection: Connection = context.obj
    return Actor(connection, connection.need_region(), OPERATIONS)


def _line(label: object, value: object) -> None:
    typer.echo(f"{plain(label):>18}  {plain(value)}")
