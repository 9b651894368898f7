"""Measures the tools, and writes the table, the rows and the plot: `make bench`.

All harnesses run on one embedded target, alternating, and each cleans up what it has applied.
A run that would take more than twenty minutes is extrapolated in proportion to N from the largest N
that was measured, and marked.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from terraform_scenarios import Target, open_target, terraform_environment

from .measure import measure
from .peers import HARNESSES, REPOSITORY

MOST_SECONDS = 20 * 60.0
ONCE_SECONDS = 2 * 60.0  # a longer run is not repeated
FOLDER = REPOSITORY / "docs" / "benchmarks"


@dataclass
class Row:
    """One harness at one number of scenarios.

    Attributes:
        seconds: median of the runs, or extrapolated.
        seconds_without_destroy: the same without the clean-up, for terraform_scenarios.
        runs: seconds of each run; empty if extrapolated.
        extrapolated_from: the measured number of scenarios, if extrapolated.
        date: date of the runs.
    """

    harness: str
    scenarios: int
    seconds: float = 0.0
    peak_memory_mb: float = 0.0
    runs: list[float] = field(default_factory=list)
    seconds_without_destroy: float | None = None
    extrapolated_from: int | None = None
    date: str = field(default_factory=lambda: str(datetime.date.today()))


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 50, 200])
    parser.add_argument(
        "--runs",
        type=int,
        default=3,
        help="runs for the median, if one takes less than two minutes (default: 3)",
    )
    parser.add_argument(
        "--most-seconds",
        type=float,
        default=MOST_SECONDS,
        help="runs that would take longer are extrapolated (default: 1200)",
    )
    parser.add_argument(
        "--harnesses",
        nargs="+",
        choices=HARNESSES,
        default=list(HARNESSES),
        help="measure only these, and keep the rows of the others",
    )
    options = parser.parse_args()
    kept = [row for row in _read() if row.harness not in options.harnesses]
    rows: list[Row] = []
    with open_target("embedded") as target:
        for size in sorted(options.sizes):
            _measure(rows, size, options, target)
            _write([*kept, *rows])  # after each size, because the last one takes longest


def _read() -> list[Row]:
    path = FOLDER / "scenarios.json"
    return [Row(**raw) for raw in json.loads(path.read_text())] if path.exists() else []


def _measure(rows: list[Row], size: int, options: argparse.Namespace, target: Target) -> None:
    """Add the rows of one size."""
    times: dict[str, int] = {}
    runs, most = options.runs, options.most_seconds
    for harness in options.harnesses:
        last = _last(rows, harness)
        expected = last.seconds / last.scenarios * size if last else 0.0
        if last and expected > most:
            rows.append(_extrapolated(last, size))
        else:
            rows.append(Row(harness, size))
            times[harness] = 1 if expected > ONCE_SECONDS else runs
    for run in range(runs):
        for row in rows:  # alternating, so that a slow minute affects all
            if row.scenarios == size and times.get(row.harness, 0) > run:
                _run(row, target)


def _last(rows: list[Row], harness: str) -> Row | None:
    measured = [r for r in rows if r.harness == harness and r.runs]
    return measured[-1] if measured else None


def _extrapolated(row: Row, size: int) -> Row:
    return Row(
        row.harness,
        size,
        seconds=round(row.seconds / row.scenarios * size, 1),
        peak_memory_mb=row.peak_memory_mb,
        extrapolated_from=row.scenarios,
    )


def _run(row: Row, target: Target) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        env = terraform_environment(folder, target.environment())
        done = measure(HARNESSES[row.harness](folder, row.scenarios), folder, env)
    row.runs.append(round(done.seconds, 2))
    row.seconds = round(statistics.median(row.runs), 2)
    row.peak_memory_mb = round(max(row.peak_memory_mb, done.peak_memory_mb))
    cleaning = re.findall(r"^(?:destroy|look for leftovers) +([\d.]+) s", done.output, re.MULTILINE)
    if cleaning:
        row.seconds_without_destroy = round(row.seconds - sum(map(float, cleaning)), 2)
    print(f"{row.harness:22} {row.scenarios:4} scenarios {done.seconds:8.1f} s", flush=True)


def _write(rows: list[Row]) -> None:
    order = list(HARNESSES)
    rows = sorted(rows, key=lambda row: (row.scenarios, order.index(row.harness)))
    FOLDER.mkdir(parents=True, exist_ok=True)
    plain = [{k: v for k, v in asdict(row).items() if v is not None} for row in rows]
    (FOLDER / "scenarios.json").write_text(json.dumps(plain, indent=2) + "\n")
    table = _table(rows)
    (FOLDER / "scenarios.md").write_text(f"{_heading()}\n{table}\n\n![]({_plot(rows)})\n")
    print(table, flush=True)


def _heading() -> str:
    terraform = json.loads(subprocess.check_output(["terraform", "version", "-json"]))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        "# The same scenarios with four tools\n\n"
        "Written by `make bench`: plan, apply, assertions, a second plan and destroy of N pools\n"
        "with an SES sender, an SMS role and a client. `terraform test` cannot make a second\n"
        "plan, and the mock can only plan. Times are medians; ~ marks values extrapolated from\n"
        "fewer scenarios. [floor.json](floor.json) has the time of Terraform for these\n"
        "resources without a module.\n\n"
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, Terraform {terraform['terraform_version']}, "
        f"tftest {version('tftest')}, MiniStack {version('ministack')}.\n"
    )


def _table(rows: list[Row]) -> str:
    own = {row.scenarios: row for row in rows if row.harness == "terraform_scenarios"}
    lines = [
        "| N | harness | seconds | without destroy | times slower | peak MB | runs | date |",
        "|--:|---|--:|--:|--:|--:|---|---|",
    ]
    for row in rows:
        mark = "~" if row.extrapolated_from else ""
        bare = "" if row.seconds_without_destroy is None else f"{row.seconds_without_destroy:.1f}"
        ours = own.get(row.scenarios)
        slower = f"{row.seconds / ours.seconds:.1f}" if ours else ""
        runs = ", ".join(map(str, row.runs)) or f"from N = {row.extrapolated_from}"
        lines.append(
            f"| {row.scenarios} | {row.harness} | {mark}{row.seconds:.1f} | {bare} "
            f"| {mark}{slower} | {row.peak_memory_mb:.0f} | {runs} | {row.date} |"
        )
    return "\n".join(lines)


def _plot(rows: list[Row]) -> str:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    series: Mapping[str, list[Row]] = {h: [r for r in rows if r.harness == h] for h in HARNESSES}
    for harness, found in series.items():
        sizes, seconds = [r.scenarios for r in found], [r.seconds for r in found]
        axes.loglog(sizes, seconds, marker="o", label=harness)
    axes.set(xlabel="scenarios", ylabel="seconds")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(FOLDER / "scenarios.svg", metadata={"Date": None})
    return "scenarios.svg"


if __name__ == "__main__":
    main()
