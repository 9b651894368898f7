"""`cognito-messaging check`: find out what pools still need before production."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from .. import terraform
from ..checks.base import Check
from ..checks.outcome import Verdict
from ..checks.subject import Expectations
from ..readiness.assessment import assess_pool
from ..readiness.findings import Report
from ..readiness.fleet import Account, assess_fleet
from ..report import RENDERERS, Format, table
from .arguments import chosen_checks, countries, listed
from .connection import Connection
from .errors import CommandFailed, ExitCode, complain
from .terminal import show, width, write_file

_MOST_IN_DETAIL = 5  # for more pools, the terminal shows one row each


class FailOn(StrEnum):
    """The lowest verdict that makes the command exit 1."""

    FAIL = "fail"
    WARN = "warn"


def check(
    context: typer.Context,
    pool_id: Annotated[
        str | None, typer.Argument(help="ID of the user pool, such as eu-west-1_AbCdEfGhI.")
    ] = None,
    terraform_root: Annotated[
        Path | None,
        typer.Option("--terraform", metavar="DIR", help="Check the pools in a root's outputs."),
    ] = None,
    terraform_binary: Annotated[
        str, typer.Option(help="With --terraform: the program to run, such as tofu.")
    ] = "terraform",
    every: Annotated[bool, typer.Option("--all", help="Check every pool of the account.")] = False,
    in_regions: Annotated[
        str | None,
        typer.Option("--regions", metavar="A,B", help="With --all: the regions to check."),
    ] = None,
    profiles: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="With --all: the profiles whose accounts to check."),
    ] = None,
    emails_per_day: Annotated[
        int | None, typer.Option(min=1, help="Expected load, compared with the SES quota.")
    ] = None,
    sms_countries: Annotated[
        str | None, typer.Option(metavar="US,DE", help="Countries of the users' phone numbers.")
    ] = None,
    sms_usd_per_month: Annotated[
        float | None, typer.Option(min=0, help="Expected cost, compared with the spend limit.")
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="E1,S5", help="Run only these checks.")
    ] = None,
    show_passed: Annotated[
        bool, typer.Option("--show-passed", help="List passed checks too, as --only does.")
    ] = False,
    output_format: Annotated[
        Format, typer.Option("--format", help="Format of the report.")
    ] = Format.TABLE,
    output: Annotated[
        Path | None, typer.Option(help="Write to this file instead of the terminal.")
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="Lowest verdict that makes the command exit 1.")
    ] = FailOn.FAIL,
    allow_unknown: Annotated[
        bool, typer.Option("--allow-unknown", help="Exit 0 even if some checks are unknown.")
    ] = False,
) -> int:
    """Show what a pool still needs before production. Changes nothing.

    \b
    Examples:
      cognito-messaging check eu-west-1_AbCdEfGhI
      cognito-messaging check eu-west-1_AbCdEfGhI --sms-countries US,DE
      cognito-messaging check --terraform infra/ --format html --output a.html
      cognito-messaging check --all --regions eu-west-1,us-east-1 --format junit

    \b
    Exit codes:
      0  no finding at or above --fail-on, and no check is unknown
      1  a finding at or above --fail-on
      2  the command line is not valid
      3  no such finding, but some checks are unknown (0 with --allow-unknown)
      4  no such pool, AWS or Terraform failed, or the output cannot be written
      5  --all found no pool

    With --only, the report is partial: it never says that the pool is ready.
    """
    connection: Connection = context.obj
    if sum((pool_id is not None, terraform_root is not None, every)) != 1:
        raise CommandFailed("name one of: a pool ID, --terraform DIR, --all")
    if (in_regions is not None or profiles is not None) and not every:
        raise CommandFailed("--regions and --profiles need --all")
    expectations = Expectations(emails_per_day, countries(sms_countries), sms_usd_per_month)
    checks = chosen_checks(only)
    if every:
        reports, problems = _fleet(connection, in_regions, profiles, expectations, checks)
    else:
        ids = _ids_of(terraform_root or Path(), terraform_binary) if pool_id is None else [pool_id]
        reports, problems = _pools(connection, ids, expectations, checks), []
    if not reports and not problems:
        none = "there is no user pool in these regions and accounts, so nothing was checked"
        write([], [none], output_format, output)
        return ExitCode.NO_POOLS
    write(reports, problems, output_format, output, show_passed=show_passed or only is not None)
    return _exit_code(reports, problems, fail_on, allow_unknown=allow_unknown)


def _ids_of(root: Path, binary: str) -> list[str]:
    try:
        outputs = terraform.outputs(root, binary)
    except terraform.OutputsUnreadable as error:
        raise CommandFailed(str(error), ExitCode.AWS) from error
    ids = list(dict.fromkeys(terraform.user_pool_ids(outputs)))
    if not ids:
        raise CommandFailed(
            f"{root} has no output user_pool_id: "
            'add output "user_pool_id" { value = module.auth.user_pool_id }',
            ExitCode.AWS,
        )
    return ids


def _pools(
    connection: Connection,
    ids: Sequence[str],
    expectations: Expectations,
    checks: Sequence[Check],
) -> list[Report]:
    pools = [(pool_id, connection.region_of(pool_id)) for pool_id in ids]

    async def assess() -> list[Report]:
        return await asyncio.gather(
            *(
                assess_pool(aws, pool_id, region, expectations=expectations, checks=checks)
                for pool_id, region in pools
            )
        )

    with connection.aws() as aws:
        return asyncio.run(assess())


def _fleet(
    connection: Connection,
    in_regions: str | None,
    profiles: str | None,
    expectations: Expectations,
    checks: Sequence[Check],
) -> tuple[list[Report], list[str]]:
    names: list[str | None] = [*listed("--profiles", profiles)]
    sessions = [
        (name or "account", connection.session_of(name)) for name in names or [connection.profile]
    ]
    region_names = connection.regions(in_regions, sessions[0][1])

    def show_progress(done: int, total: int) -> None:
        connection.waiting.progress = f"{done} of {total} pools done"

    with ExitStack() as stack:
        accounts = [
            Account(name, stack.enter_context(connection.aws(session)))
            for name, session in sessions
        ]
        return asyncio.run(
            assess_fleet(
                accounts,
                region_names,
                expectations=expectations,
                checks=checks,
                progress=show_progress,
            )
        )


def write(
    reports: Sequence[Report],
    problems: Sequence[str],
    output_format: Format,
    output: Path | None,
    *,
    show_passed: bool = False,
) -> None:
    """Write the reports to the terminal or to a file.

    Args:
        reports: of the pools.
        problems: what could not be checked, one line each.
        output_format: of the report.
        output: the file; None for the terminal.
        show_passed: list passed checks in the table, instead of their number.

    Raises:
        CommandFailed: the file cannot be written.
    """
    if output_format is not Format.TABLE:
        text = RENDERERS[output_format](reports, problems) + "\n"
        if output is not None:
            write_file(output, text)
        elif output_format in (Format.HTML, Format.JUNIT):
            typer.echo(text.encode(), nl=False)  # their heads say that they are UTF-8
        else:
            show(Text(text.removesuffix("\n")))
        return
    columns = None if output else width()
    detailed = reports if len(reports) <= _MOST_IN_DETAIL else []
    parts = [table.render(report, columns, show_passed=show_passed) for report in detailed]
    if len(reports) > 1:
        parts.append(table.render_fleet(reports))
    if output is not None:
        write_file(output, "".join(f"{part.plain}\n" for part in parts))
    elif parts:
        show(Text("\n").join(parts))
    for problem in problems:
        complain(problem)


def _exit_code(
    reports: Sequence[Report], problems: Sequence[str], fail_on: FailOn, *, allow_unknown: bool
) -> ExitCode:
    verdicts = {finding.verdict for report in reports for finding in report.findings}
    if Verdict.FAIL in verdicts or (Verdict.WARN in verdicts and fail_on is FailOn.WARN):
        return ExitCode.FINDINGS
    if (Verdict.UNKNOWN in verdicts or problems) and not allow_unknown:
        return ExitCode.UNKNOWN
    return ExitCode.OK
