"""Errors that end the command with one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum

import botocore.exceptions

from ..aws import one_line
from ..report.plain import plain

_NO_CREDENTIALS = (
    "no AWS credentials: name a profile (--profile NAME, or AWS_PROFILE), sign in with "
    "'aws sso login', or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)

_SIGNED_OUT = (
    botocore.exceptions.SSOError,
    botocore.exceptions.TokenRetrievalError,
)


class ExitCode(IntEnum):
    """The exit code of the command."""

    OK = 0
    FINDINGS = 1  # a finding is at or above --fail-on
    USAGE = 2  # the command line is wrong
    UNKNOWN = 3  # no such finding, but some checks could not be answered
    AWS = 4  # AWS, Terraform, a configuration or the output failed, or a resource does not exist
    NO_POOLS = 5  # `check --all` found no pool
    STOPPED = 130  # Ctrl-C, a no, or a question that nobody answered: as a shell after SIGINT
    BROKEN_PIPE = 141  # whoever read the output stopped reading: as a shell after SIGPIPE


class CommandFailed(Exception):
    """Ends the command; the message is written for the user.

    Attributes:
        code: the exit code.
    """

    def __init__(self, message: str, code: ExitCode = ExitCode.USAGE) -> None:
        self.code = code
        super().__init__(message)


@contextmanager
def configuration_errors(profile: str | None, what: str = "configuration") -> Iterator[None]:
    """Turn whatever is wrong with AWS's configuration or credentials into one line.

    Args:
        profile: the profile that is used; None for that of the environment.
        what: the part that is used.

    Raises:
        CommandFailed: the configuration is malformed, or there are no valid credentials.
    """
    try:
        yield
    except CommandFailed:
        raise
    except botocore.exceptions.ProfileNotFound as error:
        raise CommandFailed(str(error)) from error
    except botocore.exceptions.NoCredentialsError as error:
        raise CommandFailed(_NO_CREDENTIALS, ExitCode.AWS) from error
    except Exception as error:
        # A file, a program of the user or a sign-in may be broken in any way, and botocore passes
        # on the error of its parser.
        kind = "" if isinstance(error, botocore.exceptions.BotoCoreError) else type(error).__name__
        name = profile or os.environ.get("AWS_PROFILE") or "default"
        reason = one_line(f"{kind}: {error}" if kind else str(error), 300)
        hint = f"; run 'aws sso login --profile {name}'" if isinstance(error, _SIGNED_OUT) else ""
        raise CommandFailed(
            f"the AWS {what} of profile {name} cannot be used: {reason}{hint}", ExitCode.AWS
        ) from error


def complain(message: object) -> None:
    """Print an error in one line on standard error."""
    if sys.stderr is not None:
        with suppress(OSError):  # nobody can read it
            sys.stderr.write(f"error: {plain(one_line(str(message)))}\n")
            sys.stderr.flush()
