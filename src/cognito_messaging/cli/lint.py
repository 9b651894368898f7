"""`cognito-messaging lint`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..report.plain import plain
from .errors import CommandFailed, ExitCode

if TYPE_CHECKING:
    from ..lint import Place


def lint(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of a Terraform root or module.")
    ] = Path(),
) -> int:
    """Find attributes that Terraform ignores, because they are misspelt.

    If an input is an object, Terraform drops each attribute that the input does not have, without
    a message: email = { replyto_address = "…" } has no effect. This looks at every module call in
    a folder, of any module, at the files *.tfvars and at defaults of variables. Modules from a
    registry or from Git are found after 'terraform init'. It needs neither Terraform nor AWS.

    \b
    Example:
      cognito-messaging lint infra/
    """
    # The parser takes half a second to start, and only this verb needs it.
    from ..lint import Compared, Ignored, Unchecked, Unreadable
    from ..lint import lint as found_in

    if not directory.is_dir():
        raise CommandFailed(f"{directory} is not a folder", ExitCode.AWS)
    try:
        findings = list(found_in(directory))
    except Unreadable as error:
        raise CommandFailed(str(error), ExitCode.AWS) from None
    ignored = [one for one in findings if isinstance(one, Ignored)]
    unchecked = [one for one in findings if isinstance(one, Unchecked)]
    compared = sum(isinstance(one, Compared) for one in findings)
    for one in ignored:
        hint = (
            f"Did you mean {one.likely}?" if one.likely
            else f"It has {', '.join(one.known) or 'no attributes'}."
        )  # fmt: skip
        _print(one.place, f"{one.where}: Terraform ignores it. {hint}")
    for skipped in unchecked:
        what = f"{skipped.where}: " if skipped.where else ""
        _print(
            skipped.place,
            f"{what}not checked: {skipped.reason or 'only Terraform can compute the value'}",
        )
    typer.echo(f"Values checked: {compared}. Ignored attributes: {len(ignored)}.")
    if ignored:
        return ExitCode.FINDINGS
    return ExitCode.UNKNOWN if any(one.reason for one in unchecked) else ExitCode.OK


def _print(place: Place, message: str) -> None:
    file = os.path.relpath(place.file)  # without the `..` of a module's source
    typer.echo(plain(f"{file}:{place.line}: {message}" if place.line else f"{file}: {message}"))
