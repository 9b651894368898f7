"""`python -m reliability [--minutes N] [--seed S]`: try the faults, and write the results."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from terraform_scenarios import HarnessError, Terraform, interruptible

from . import matrix, report
from .cases import Case
from .stack import open_stack
from .trial import Outcome

DOCS = Path(__file__).parent.parent / "docs"


def main() -> int:
    """Try the cases; return 0 whatever the results, and 1 if the run failed."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument(
        "--minutes",
        type=float,
        help="time limit, in which a sample of the cases is tried (default: all cases)",
    )
    parser.add_argument("--seed", type=int, default=1, help="number of the sample (default: 1)")
    parser.add_argument(
        "--output", type=Path, default=DOCS, help="folder to write to (default: docs)"
    )
    options = parser.parse_args()
    if options.minutes is not None and not options.minutes > 0:
        parser.error(f"--minutes must be above 0, not {options.minutes:g}")
    if not options.output.is_dir():
        parser.error(f"--output must be an existing folder, not {options.output}")
    outcomes: list[Outcome] = []

    def report_outcome(outcome: Outcome) -> None:
        outcomes.append(outcome)
        case = outcome.case
        result = (
            f"survived, {outcome.recovery:.1f} s" if outcome.survived
            else f"recovered, after: {outcome.reason}" if outcome.recovered
            else f"FAILED: {outcome.reason}; after recover: {outcome.remaining}" if outcome.met
            else "not tried: Terraform did not make the call"
        )  # fmt: skip
        print(
            f"{len(outcomes):4} {case.command:13} {case.kind:22} {case.call}: {result}", flush=True
        )

    started = time.monotonic()
    cases: list[Case] = []
    try:
        with (
            interruptible(),
            tempfile.TemporaryDirectory(prefix="faults-") as folder,
            open_stack(Path(folder)) as stack,
        ):
            references = matrix.reference(stack)
            cases += matrix.all_cases(references)
            print(f"{len(cases)} cases", flush=True)
            seconds = options.minutes * 60 if options.minutes else None
            matrix.run(
                stack,
                references,
                cases,
                seed=options.seed,
                seconds=seconds,
                on_outcome=report_outcome,
            )
    except HarnessError as error:
        print(f"make faults: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    finally:
        # Also if the run failed: the page has the numbers of tried and of all cases.
        if outcomes:
            _write(options.output, outcomes, len(cases), options.seed, started)
    return 0


def _write(
    folder: Path, outcomes: Sequence[Outcome], cases: int, seed: int, started: float
) -> None:
    minutes = (time.monotonic() - started) / 60
    report.write(folder, outcomes, cases, _how(seed, minutes))
    print(report.summary(report.figures(outcomes), cases))


def _how(seed: int, minutes: float) -> str:
    return (
        f"{datetime.date.today()}, seed {seed}, {minutes:.0f} minutes on {os.cpu_count()} cores, "
        f"{platform.system()}, Python {platform.python_version()}, "
        f"{Terraform(DOCS, env=dict(os.environ)).version()}, MiniStack {version('ministack')}."
    )


if __name__ == "__main__":
    sys.exit(main())
