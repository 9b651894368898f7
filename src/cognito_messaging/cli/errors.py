"""Errors that end the command with one line and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import botocore.exceptions
import typer

from ..aws import one_line
from ..report.plain import plain

_NO_CREDENTIALS = (
    "no AWS credentials: name a profile (--profile NAME, or AWS_PROFILE), sign in with "
    "'aws sso login', or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)


class ExitCode(IntEnum):
    """The exit code of the command."""

    OK = 0
    FINDINGS = 1  # a finding is at or above --fail-on
    USAGE = 2  # the command line is wrong
    UNKNOWN = 3  # no such finding, but some checks could not be answered
    AWS = 4  # AWS, the DNS or Terraform failed, or a resource does not exist


class CommandFailed(Exception):
    """Ends the command; the message is written for the user.

    Attributes:
        code: the exit code.
    """

    def __init__(self, message: str, code: ExitCode = ExitCode.USAGE) -> None:
        self.code = code
        super().__init__(message)


@contextmanager
def aws_errors() -> Iterator[None]:
    """Turn errors of boto3 into one line.

    Raises:
        CommandFailed: AWS refused the call, or could not be reached.
    """
    try:
        yield
    except botocore.exceptions.ClientError as error:
        details = error.response.get("Error", {})
        reason = f"{details.get('Code', 'error')}: {details.get('Message', error)}"
        raise CommandFailed(f"AWS answered {reason}", ExitCode.AWS) from error
    except botocore.exceptions.NoCredentialsError as error:
        raise CommandFailed(_NO_CREDENTIALS, ExitCode.AWS) from error
    except botocore.exceptions.BotoCoreError as error:
        raise CommandFailed(str(error), ExitCode.AWS) from error


def complain(message: object) -> None:
    """Print an error in one line on standard error."""
    typer.echo(f"error: {plain(one_line(str(message), 600))}", err=True)
