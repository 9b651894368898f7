"""The command line: global options, verbs, and errors in one line."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Annotated
from urllib.parse import urlsplit

import typer

from ..aws import SECONDS, CallFailed
from ..describe import PoolNotFound
from ..pool import InvalidPoolId
from . import (
    adopt,
    amplify,
    branding,
    check,
    lint,
    policy,
    production_access,
    protect,
    recover,
    registration,
    sandbox,
    send_test,
    verify_sender,
)
from .arguments import region_name
from .connection import Connection, checked_role
from .errors import CommandFailed, ExitCode, complain
from .terminal import NoOneToAsk

app = typer.Typer(
    name="cognito-messaging",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# Each fits on its line of the list of subcommands at 80 columns.
app.command("check", short_help="Show what a pool still needs before production.")(check.check)
app.command("policy", short_help="Print the IAM policy for the checks or a verb.")(policy.policy)
app.command("verify-sender", short_help="Show what SES needs to verify a sender.")(
    verify_sender.verify_sender
)
app.command("adopt", short_help="Print module inputs and imports for a pool.")(adopt.adopt)
app.command("lint", short_help="Find misspelt attributes that Terraform ignores.")(lint.lint)
app.command("recover", short_help="Repair what a broken apply has left.")(recover.recover)
app.command("branding", short_help="Give clients the style that managed login needs.")(
    branding.branding
)
app.add_typer(sandbox.app, name="sandbox", short_help="Numbers that receive SMS in the sandbox.")
app.add_typer(
    production_access.app,
    name="production-access",
    short_help="The review of SES production access.",
)
app.add_typer(protect.app, name="protect", short_help="Let only your countries receive SMS.")
app.add_typer(registration.app, name="registration", short_help="Register a number or sender ID.")
app.add_typer(send_test.app, name="send-test", short_help="Send one test email or SMS.")
app.add_typer(amplify.app, name="amplify", short_help="Print files for Amplify front ends.")


def _show_version(requested: bool) -> None:
    if requested:
        typer.echo(f"cognito-messaging {metadata.version('cognito-messaging')}")
        raise typer.Exit


_GLOBAL = ("--region", "--profile", "--role-arn", "--endpoint-url", "--timeout")


@app.callback()
def connect(
    context: typer.Context,
    region: Annotated[
        str | None, typer.Option(help="AWS region; needed only without a pool ID.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Profile in AWS's configuration files.")
    ] = None,
    role_arn: Annotated[
        str | None, typer.Option(help="ARN of an IAM role to assume first.")
    ] = None,
    endpoint_url: Annotated[
        str | None, typer.Option(help="One endpoint for all services, for an emulator.")
    ] = None,
    timeout: Annotated[
        float, typer.Option(help="How many seconds to wait for AWS in all.", min=0.1, max=86400)
    ] = SECONDS,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Check and set up the email and SMS of Amazon Cognito user pools.

    \b
    Examples:
      cognito-messaging check eu-west-1_AbCdEfGhI
      cognito-messaging check eu-west-1_AbCdEfGhI --sms-countries US,DE
      cognito-messaging check --terraform infra/ --format html --output a.html
      cognito-messaging --profile audit check --all --regions eu-west-1,us-east-1
      cognito-messaging --region eu-west-1 production-access status

    Only these change or send anything: sandbox add, verify and remove; production-access request;
    protect apply; registration submit; branding; send-test; recover. They show what they do, and
    ask before they do anything that cannot be undone.
    """
    if region is not None:
        region_name(region, "--region")
    if role_arn is not None:
        checked_role(role_arn)
    if endpoint_url is not None and not _is_address(endpoint_url):
        raise CommandFailed(f"--endpoint-url: {endpoint_url!r}: write http://127.0.0.1:4566")
    context.obj = Connection(region, profile, role_arn, endpoint_url, timeout)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises if it is none
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and not set(url) & set(" \t\n")
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: without the program's name. Default: the arguments of the process.

    Returns:
        The exit code: see `ExitCode`.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _refuse_empty_values(given)
        result = app(given, prog_name="cognito-messaging", standalone_mode=False)
        if result == ExitCode.STOPPED:  # newer releases of Typer return this after a Ctrl-C
            raise KeyboardInterrupt
    except CommandFailed as error:
        complain(error)
        return error.code
    except (InvalidPoolId, PoolNotFound) as error:
        complain(error)
        return ExitCode.USAGE if isinstance(error, InvalidPoolId) else ExitCode.AWS
    except CallFailed as error:
        complain(error.reason)
        return ExitCode.AWS
    except NoOneToAsk:
        complain("nobody answered the question, and nothing was done: to say yes, write --yes")
        return ExitCode.STOPPED
    except (typer.Abort, KeyboardInterrupt):
        complain("stopped; nothing more was done")
        return ExitCode.STOPPED
    except SystemExit:  # Typer's only one in this mode is about a broken pipe
        return ExitCode.BROKEN_PIPE
    except OSError as error:
        complain(f"standard output cannot be written: {error.strerror or 'it is closed'}")
        return ExitCode.AWS
    except Exception as error:
        # Typer's usage errors are click's classes in some releases and copies of them in others, so
        # they are recognized by their method.
        if not hasattr(error, "format_message"):
            raise
        message = error.format_message()
        if "\n" in message:  # a group without a verb: its help
            typer.echo(message, err=True)
        elif option := next((one for one in _GLOBAL if f": {one} " in f"{message} "), None):
            complain(
                f"{message.rstrip('.')}. Write it before the verb: "
                f"cognito-messaging {option} VALUE check POOL_ID"
            )
        else:
            complain(f"{message} (see --help)")
        return ExitCode.USAGE
    return result if isinstance(result, int) else ExitCode.OK


def _refuse_empty_values(arguments: list[str]) -> None:
    """Refuse `--option ''`, as an unset variable of a script writes it: it means no default.

    Raises:
        CommandFailed: an option has an empty value.
    """
    for before, value in zip(["", *arguments], arguments, strict=False):
        empty = value if value.startswith("--") and value.endswith("=") else None
        if before.startswith("--") and not value.strip():
            empty = before
        if empty:
            raise CommandFailed(f"{empty.rstrip('=')} is empty: write a value, or leave it out")
