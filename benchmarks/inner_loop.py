"""What one waits for after an edit, with three tools: docs/benchmarks/inner-loop.json and .md.

The rows: `cold` is the first run on a machine, `edit-assertion` a run after an edit of the test,
`edit-module` a run after an edit of the module. The tools alternate. For this plugin the edits are
with `--reuse`; the others have no such mode, and run everything again.

`seconds` is what a user of the embedded target waits: it is thrown away, so that nothing need be
destroyed. `seconds_with_destroy` is a run on a target that outlives it. The other tools always
destroy, so that theirs are equal.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from terraform_scenarios import Target, open_target, terraform_environment

from .measure import measure
from .peers import HARNESSES, REPOSITORY

FOLDER = REPOSITORY / "docs" / "benchmarks"
ROWS = ("cold", "edit-assertion", "edit-module")
OURS = "terraform_scenarios"
TOOLS = (OURS, "tftest", "terraform-test")
LONGEST_SECONDS = 150.0  # a longer run is extrapolated from fewer scenarios
ONCE_SECONDS = 60.0  # a longer run is not repeated


@dataclass
class Waited:
    """One row, one tool, one number of scenarios.

    Attributes:
        row: one of `ROWS`.
        harness: the tool.
        scenarios: how many.
        seconds: median of the runs; in proportion, if `runs` is empty.
        seconds_with_destroy: the same, with all resources destroyed.
        runs: seconds of each run.
        peak_memory_mb: of the process and all that it has started.
    """

    row: str
    harness: str
    scenarios: int
    seconds: float = 0.0
    seconds_with_destroy: float = 0.0
    runs: list[float] = field(default_factory=list)
    peak_memory_mb: int = 0


class Project:
    """A copy of the module with a test of N scenarios.

    Args:
        folder: an empty folder.
        count: the number of scenarios.
        target: a target that outlives the runs.
    """

    def __init__(self, folder: Path, count: int, target: Target) -> None:
        self.folder, self.count = folder, count
        self.module = folder / "module-under-test"
        self.module.mkdir()
        for path in REPOSITORY.glob("*.tf"):
            shutil.copy(path, self.module)
        shutil.copytree(REPOSITORY / "modules", self.module / "modules")
        ours = folder / OURS
        ours.mkdir()
        (ours / "pytest.ini").write_text("[pytest]\n")
        HARNESSES[OURS](ours, count, self.module)
        self.env = terraform_environment(folder, target.environment())
        # The embedded target is started by the run itself.
        self.bare = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}

    def run(self, harness: str, *, destroy: bool = True, reuse: bool = False) -> tuple[float, int]:
        """Seconds and megabytes of a run."""
        folder = self.folder / harness
        if harness != OURS:
            folder.mkdir(exist_ok=True)
            command = HARNESSES[harness](folder, self.count, self.module)
            done = measure(command, folder, self.env)
        else:
            options = ["--target=localstack"] if destroy else []
            options += ["--reuse"] if reuse else []
            # A plugin of this project's own tests, which takes a tenth of a second to load.
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:hypothesispytest"]
            command += [*options, str(folder)]
            done = measure(command, folder, self.env if destroy else self.bare)
        return round(done.seconds, 2), round(done.peak_memory_mb)

    def edit_module(self) -> None:
        """Change a byte of the module."""
        with (self.module / "main.tf").open("a") as file:
            file.write("# edited\n")

    def edit_assertion(self) -> None:
        """Change a byte of the test."""
        for path in (self.folder / OURS).glob("test_*.py"):
            path.write_text(path.read_text() + "\n# edited\n")

    def clear(self) -> None:
        """Remove what runs have kept."""
        folder = self.folder / OURS
        (folder / "test_none.py").write_text("")
        command = [sys.executable, "-m", "pytest", "-q", "--reuse-clear", "test_none.py"]
        subprocess.run(command, cwd=folder, env=self.bare, capture_output=True, check=False)
        (folder / "test_none.py").unlink()


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inner_loop")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 50, 200])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    rows: list[Waited] = []
    with open_target("embedded") as target:
        for size in sorted(options.sizes):
            with tempfile.TemporaryDirectory(prefix="bench-") as name:
                project = Project(Path(name), size, target)
                try:
                    _measure(rows, project, options.runs)
                finally:
                    project.clear()
            _write(rows)


def _measure(rows: list[Waited], project: Project, runs: int) -> None:
    before = {(row.row, row.harness): row for row in rows}  # of the next smaller size
    steps: Mapping[str, Callable[[], object]] = {
        "cold": project.clear,
        "edit-assertion": project.edit_assertion,
        "edit-module": project.edit_module,
    }
    for row, edit in steps.items():
        found = {tool: Waited(row, tool, project.count) for tool in TOOLS}
        if row != "cold":
            project.run(OURS, destroy=False, reuse=True)
        for number in range(runs):
            for tool, one in found.items():
                last = before.get((row, tool))
                expected = last.seconds / last.scenarios * project.count if last else 0.0
                if tool != OURS and expected > LONGEST_SECONDS:
                    one.seconds = one.seconds_with_destroy = round(expected, 2)
                elif number == 0 or expected < ONCE_SECONDS:
                    edit()
                    _run(project, one)
                    print(f"{row:15} {tool:20} {project.count:4} {one.runs[-1]:8.2f} s", flush=True)
        rows += found.values()


def _run(project: Project, one: Waited) -> None:
    ours = one.harness == OURS
    seconds, memory = project.run(one.harness, destroy=not ours, reuse=ours and one.row != "cold")
    one.runs.append(seconds)
    one.seconds = statistics.median(one.runs)
    one.peak_memory_mb = max(one.peak_memory_mb, memory)
    if not ours:
        one.seconds_with_destroy = one.seconds
    elif not one.seconds_with_destroy:
        one.seconds_with_destroy = project.run(OURS)[0]


def _write(rows: list[Waited]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(row) for row in rows], indent=2)
    (FOLDER / "inner-loop.json").write_text(text + "\n")
    (FOLDER / "inner-loop.md").write_text(_table(rows))


def _table(rows: list[Waited]) -> str:
    ours = {(row.row, row.scenarios): row for row in rows if row.harness == OURS}
    lines = [
        "# After an edit",
        "",
        "Written by `python -m benchmarks.inner_loop`, which says what the rows are. Nothing is",
        "destroyed on the embedded target, since it is thrown away; `with destroy` is a run on a",
        "target that outlives it.",
        "Medians of alternating runs; ~ marks values in proportion to fewer scenarios.",
        "",
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"tftest {version('tftest')}, MiniStack {version('ministack')}.",
        "",
        "| row | scenarios | tool | seconds | with destroy | times slower | peak MB |",
        "|---|--:|---|--:|--:|--:|--:|",
    ]
    for row in rows:
        mark = "" if row.runs else "~"
        times = row.seconds / (ours[row.row, row.scenarios].seconds or 1)
        lines.append(
            f"| {row.row} | {row.scenarios} | {row.harness} | {mark}{row.seconds:.1f} "
            f"| {mark}{row.seconds_with_destroy:.1f} | {times:.1f} | {row.peak_memory_mb} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
