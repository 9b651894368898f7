"""`python -m reliability [--minutes N] [--continue]`: try the faults, and write the results."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from terraform_scenarios import HarnessError, Terraform, interruptible

from . import matrix, report
from .cases import Case
from .record import Record
from .stack import open_stack
from .trial import Outcome

RECORD = Path(__file__).parent.parent / ".faults" / "outcomes.jsonl"
DOCS = Path(__file__).parent.parent / "docs"


def main() -> int:
    """Try the cases; return 0 whatever the results, and 1 if the run failed."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument(
        "--minutes",
        type=float,
        help="time limit, in which a sample of the cases is tried (default: all cases)",
    )
    parser.add_argument(
        "--continue",
        action="store_true",
        dest="keep",
        help="continue the last run: try only the cases that it has not tried",
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
    record = Record(RECORD, keep=options.keep)

    def report_outcome(outcome: Outcome) -> None:
        record.add(outcome)
        case = outcome.case
        result = (
            f"survived, {outcome.recovery:.1f} s" if outcome.survived
            else f"recovered, after: {outcome.reason}" if outcome.recovered
            else f"FAILED: {outcome.reason}; after recover: {outcome.remaining}" if outcome.met
            else "not tried: Terraform did not make the call"
        )  # fmt: skip
        print(
            f"{len(record.outcomes):4} {case.command:13} {case.kind:22} {case.call}: {result}",
            flush=True,
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
                record.left(cases),
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
        record.add_minutes((time.monotonic() - started) / 60)
        if cases and record.outcomes:
            how = _how(options.seed, record.minutes)
            report.write(options.output, record.outcomes, len(cases), how)
            print(report.summary(report.figures(record.outcomes), len(cases)))
    return 0


def _how(seed: int, minutes: float) -> str:
    return (
        f"{datetime.date.today()}, seed {seed}, {minutes:.0f} minutes on {os.cpu_count()} cores, "
        f"{platform.system()}, Python {platform.python_version()}, "
        f"{Terraform(DOCS, env=dict(os.environ)).version()}, MiniStack {version('ministack')}."
    )


if __name__ == "__main__":
    sys.exit(main())
