"""`cognito-messaging recover`: what a broken apply left."""

from __future__ import annotations

import asyncio
import shlex
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ..calls import GET_CALLER
from ..recovery import (
    AwsCall,
    Lookup,
    Picture,
    Repair,
    RootFailed,
    StateLocked,
    TerraformCommand,
    TerraformRoot,
    find_repairs,
    push,
    read_picture,
    unlock,
)
from ..report.plain import plain
from .connection import Connection
from .errors import CommandFailed, ExitCode, complain
from .terminal import NoOneToAsk, confirm

# After an import its parts can be found, and after these nothing is left to find.
_ROUNDS = 4


def recover(
    context: typer.Context,
    directory: Annotated[
        Path, typer.Argument(help="Folder of the Terraform root, initialized.")
    ] = Path(),
    plan: Annotated[
        Path | None,
        typer.Option(help="Saved plan, from terraform plan -out. Default: a new plan."),
    ] = None,
    var: Annotated[
        list[str] | None,
        typer.Option(
            help="As terraform plan -var: NAME=VALUE; repeatable. It is part of the printed "
            "commands: set a secret as TF_VAR_NAME."
        ),
    ] = None,
    var_file: Annotated[
        list[Path] | None, typer.Option(help="As terraform plan -var-file; repeatable.")
    ] = None,
    terraform_binary: Annotated[
        str, typer.Option(help="Name or path of Terraform or OpenTofu.")
    ] = "terraform",
    yes: Annotated[bool, typer.Option("--yes", help="Run the commands without asking.")] = False,
) -> None:
    """Find what a broken apply left, and repair it: import, untaint, delete.

    Compares the state, the plan and the account. It finds resources that exist but are not in the
    state, tainted resources that need not be replaced, and resources that were created twice. It
    prints the commands with a reason for each, and runs them after a yes. It deletes only what it
    can prove to belong to this root and to be unused; other commands are shown, and never run.

    \b
    Examples:
      cognito-messaging recover infra/
      cognito-messaging recover infra/ --var-file prod.tfvars
      cognito-messaging --profile deploy recover infra/ --yes

    Exit code 0: nothing was left, or everything has been run. 1: commands are left to run.
    """
    recovery = _Recovery(
        context.obj,
        TerraformRoot(directory, terraform_binary, _variables(var or (), var_file or ())),
    )
    rounds = 1 if plan else _ROUNDS
    ran = 0
    for _ in range(rounds):
        repairs, unknown = recovery.find(plan)
        for reason in dict.fromkeys(unknown):
            complain(f"not looked at: {reason}")
        to_run = [repair for repair in repairs if repair.proved]
        if not repairs:
            break
        recovery.show(repairs)
        if not to_run or not (yes or _confirmed(len(to_run))):
            raise typer.Exit(ExitCode.FINDINGS)
        for repair in to_run:
            recovery.carry_out(repair)
            ran += 1
    if unknown:
        raise typer.Exit(ExitCode.UNKNOWN)
    if plan and ran:
        typer.echo("Done. Run recover once more without --plan, to see whether more is left.")
    elif repairs:
        typer.echo("More may be left: run recover again.")
        raise typer.Exit(ExitCode.FINDINGS)
    else:
        where = shlex.quote(str(directory))
        typer.echo(
            f"{ran} repaired. Next: terraform -chdir={where} apply"
            if ran else f"Nothing is left of a broken apply in {where}."
        )  # fmt: skip


def _variables(var: Sequence[str], var_file: Sequence[Path]) -> tuple[str, ...]:
    for one in var:
        if "=" not in one:
            raise CommandFailed(f"--var: {one!r}: write NAME=VALUE")
    for file in var_file:
        if not file.is_file():
            raise CommandFailed(f"--var-file: {file} is not a file")
    return (
        *(f"-var={one}" for one in var),
        # Absolute, because Terraform runs in the root's folder.
        *(f"-var-file={file.absolute()}" for file in var_file),
    )


def _confirmed(number: int) -> bool:
    what = "this repair" if number == 1 else f"these {number} repairs"
    try:
        confirm(f"Run {what}?")
    except NoOneToAsk:
        typer.echo("Nothing was run, since nobody could answer. Add --yes to run the commands.")
        return False
    return True


@dataclass(frozen=True)
class _Recovery:
    """The root, and the account that it is compared with."""

    connection: Connection
    root: TerraformRoot

    def find(self, plan: Path | None) -> tuple[list[Repair], list[str]]:
        """The repairs, and what AWS refused to show."""
        if self.root.unsaved_state:
            return [push(self.root.unsaved_state)], []
        try:
            picture = read_picture(self.root.show(plan) if plan else self.root.plan())
        except StateLocked as locked:
            return [unlock(locked.lock_id)], []
        except RootFailed as error:
            raise CommandFailed(str(error), ExitCode.AWS) from error
        region = self._region(picture)
        with self.connection.aws() as aws:
            look = Lookup(aws, region)
            return asyncio.run(self._search(look, picture)), look.unknown

    async def _search(self, look: Lookup, picture: Picture) -> list[Repair]:
        caller = await look.aws.ask(GET_CALLER, look.region)
        if picture.accounts and caller["Account"] not in picture.accounts:
            raise CommandFailed(
                f"the credentials are of the account {caller['Account']}, and the state has "
                f"resources of {', '.join(sorted(picture.accounts))}: choose another --profile"
            )
        if len(picture.accounts) > 1:
            complain(
                f"only the account {caller['Account']} is looked at, not the others of the state"
            )
        return await find_repairs(look, picture)

    def _region(self, picture: Picture) -> str:
        """The region for what names none: the one of the options, or of the state."""
        session = self.connection.session
        regions = [one.region for one in picture.resources if one.region]
        return self.connection.region or session.region_name or next(iter(regions), "us-east-1")

    def show(self, repairs: Sequence[Repair]) -> None:
        """Print the commands and their reasons."""
        for heading, proved in (("To run:", True), ("Look at these yourself:", False)):
            chosen = [repair for repair in repairs if repair.proved is proved]
            if chosen:
                typer.echo(heading)
            for repair in chosen:
                for command in repair.commands:
                    typer.echo(f"  {plain(self._text(command))}")
                typer.echo(textwrap.indent(plain(repair.reason), "      "))

    def _text(self, command: TerraformCommand | AwsCall) -> str:
        if isinstance(command, AwsCall):
            options = [
                part
                for name, value in (("--profile", self.connection.profile),
                                    ("--endpoint-url", self.connection.endpoint_url)) if value
                for part in (name, value)
            ]  # fmt: skip
            return command.command(tuple(options))
        here = [] if self.root.directory == Path() else [f"-chdir={self.root.directory}"]
        return shlex.join([self.root.binary, *here, *self._arguments(command)])

    def _arguments(self, command: TerraformCommand) -> tuple[str, ...]:
        verb, *rest = command.arguments
        return (verb, *(self.root.variables if command.evaluates else ()), *rest)

    def carry_out(self, repair: Repair) -> None:
        """Run the commands of a repair.

        Raises:
            CommandFailed: one of them failed; those before it have been run.
        """
        for command in repair.commands:
            typer.echo(f"$ {plain(self._text(command))}")
            if isinstance(command, AwsCall):
                self.connection.call(command.operation, command.region, **command.parameters)
                continue
            try:
                self.root.run(*self._arguments(command))
            except RootFailed as error:
                raise CommandFailed(str(error), ExitCode.AWS) from error
            if command.arguments[:2] == ("state", "push") and self.root.unsaved_state:
                self.root.unsaved_state.unlink()
