"""Runs a part of the suite with each Terraform, OpenTofu and each Python: `make matrix`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from terraform_scenarios import HarnessError, Terraform
from terraform_scenarios.process import ProcessTimeout, Watching, run

from ..local_aws import run_in_terminal
from . import install, report
from .cells import Cell, every_cell

PAGE = install.REPOSITORY / "docs" / "compatibility.md"
_SECONDS = 1800.0


def main(selected: str, jobs: str) -> int:
    """Run the cells and write the page; returns the exit code.

    Args:
        selected: only the cells with this text in their name; the page is then printed only.
        jobs: how many workers pytest uses.
    """
    console = Console(highlight=False, soft_wrap=True)
    results: list[report.Result] = []

    def run_all() -> None:
        for cell in every_cell(install.own_python()):
            if selected in str(cell):
                result = _run(cell, jobs)
                results.append(result)
                console.print(f"{cell}: {_summary(result)}", markup=False)

    code = run_in_terminal(console, run_all, interrupted=130)
    if code:
        return code
    if selected:
        console.print(report.render(results), markup=False)
    else:
        PAGE.write_text(report.render(results), encoding="utf-8")
    return int(any(result.bad for result in results))


def _run(cell: Cell, jobs: str) -> report.Result:
    try:
        python = install.python_of(cell)
        program = install.program_of(cell, python)
        with tempfile.TemporaryDirectory() as folder:
            return _run_tests(cell, python, program, jobs, Path(folder))
    except install.CannotRun as error:
        return report.Result(cell, reason=str(error))
    except (HarnessError, ProcessTimeout) as error:
        reason = str(error).splitlines()[0] if str(error) else "the tests took half an hour"
        return report.Result(cell, reason=reason, broken=True)


def _run_tests(cell: Cell, python: Path, program: Path, jobs: str, folder: Path) -> report.Result:
    environment = {
        **os.environ,
        # First, so that tests that start `terraform` or a script of the environment find this one.
        "PATH": os.pathsep.join([str(program.parent), os.environ["PATH"]]),
        "TERRAFORM_BINARY": str(program),
        "CHECKPOINT_DISABLE": "1",
    }
    version = Terraform(folder, str(program), environment).version()
    junit = folder / "junit.xml"
    command = [str(python), "-m", "pytest", "-q", "-n", jobs, f"--junit-xml={junit}", *cell.tests]
    done = run(command, cwd=install.REPOSITORY, env=environment, watching=Watching(_SECONDS))
    number = run([str(python), "-V"], cwd=folder, env=environment, watching=Watching(60)).stdout
    versions = (number.removeprefix("Python ").strip(), str(version))
    return report.read(cell, versions, junit, done.stdout + done.stderr)


def _summary(result: report.Result) -> str:
    if not result.was_run:
        return f"{'failed' if result.broken else 'not run'}: {result.reason}"
    failed = f", {sum(result.failed)} failed: {result.reason}" if sum(result.failed) else ""
    return f"{sum(result.passed)} passed{failed}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make matrix", description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="only cells with this text")
    parser.add_argument("--jobs", default="2", metavar="N", help="workers of pytest (default: 2)")
    found = parser.parse_args()
    sys.exit(main(found.only, found.jobs))
