"""The command line: global options, verbs, and errors in one line."""

from __future__ import annotations

from importlib import metadata
from typing import Annotated

import typer

from ..aws import CallFailed
from ..describe import PoolNotFound
from ..pool import InvalidPoolId
from . import (
    adopt,
    amplify,
    branding,
    check,
    policy,
    production_access,
    protect,
    registration,
    sandbox,
    send_test,
    verify_sender,
)
from .connection import Connection, checked_role
from .errors import CommandFailed, ExitCode, complain

app = typer.Typer(
    name="cognito-messaging",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("policy")(policy.policy)
app.command("verify-sender")(verify_sender.verify_sender)
app.command("adopt")(adopt.adopt)
app.command("branding")(branding.branding)
app.add_typer(sandbox.app, name="sandbox")
app.add_typer(production_access.app, name="production-access")
app.add_typer(protect.app, name="protect")
app.add_typer(registration.app, name="registration")
app.add_typer(send_test.app, name="send-test")
app.add_typer(amplify.app, name="amplify")


def _show_version(requested: bool) -> None:
    if requested:
        typer.echo(f"cognito-messaging {metadata.version('cognito-messaging')}")
        raise typer.Exit


_STOPPED = 130  # the exit code of a shell after SIGINT
_GLOBAL = ("--region", "--profile", "--role-arn", "--endpoint-url")


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
      cognito-messaging check eu-west-1_AbCdEfGhI --emails-per-day 20000 --sms-countries US,DE
      cognito-messaging check --terraform infra/ --format html --output readiness.html
      cognito-messaging --profile audit check --all --regions eu-west-1,us-east-1
      cognito-messaging --region eu-west-1 production-access status

    Only these change or send anything: sandbox add, verify and remove; production-access request;
    protect apply; registration submit; branding; send-test. They show what they do, and ask before
    they do anything that cannot be undone.
    """
    if role_arn:
        checked_role(role_arn)
    if endpoint_url and not endpoint_url.startswith(("http://", "https://")):
        raise CommandFailed(f"--endpoint-url: {endpoint_url!r}: write http://127.0.0.1:4566")
    context.obj = Connection(region, profile, role_arn, endpoint_url)


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: without the program's name. Default: the arguments of the process.

    Returns:
        The exit code: see `ExitCode`.
    """
    try:
        result = app(arguments, prog_name="cognito-messaging", standalone_mode=False)
        if result == _STOPPED:  # newer releases of Typer return this after a Ctrl-C
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
    except (typer.Abort, KeyboardInterrupt):
        complain("stopped; nothing more was done")
        return _STOPPED
    except Exception as error:
        # Typer's usage errors are click's classes in some releases and copies of them in others, so
        # they are recognized by their method.
        if not hasattr(error, "format_message"):
            raise
        message = error.format_message()
        if "\n" in message:  # a group without a verb: its help
            typer.echo(message, err=True)
        elif any(f": {option} " in f"{message} " for option in _GLOBAL):
            complain(
                f"{message.rstrip('.')}. Write it before the verb: "
                "cognito-messaging --region R check …"
            )
        else:
            complain(f"{message} (see --help)")
        return ExitCode.USAGE
    return result if isinstance(result, int) else ExitCode.OK
