"""The memory of a warm engine over many commands: docs/benchmarks/engine-memory.json and .md.

Plans a root with one resource again and again, and looks at the memory of the processes that stay:
the provider, Terraform if it is resident, and this one. It is memory of their own (RssAnon),
without the pages of program files, which Linux can drop. `make bench` runs it; it needs /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from terraform_scenarios import Target, Terraform, open_target, terraform_environment
from terraform_scenarios.engine import WarmEngine, fitting_library
from terraform_scenarios.engine.warm import most_commands

from .peers import REPOSITORY

FOLDER = REPOSITORY / "docs" / "benchmarks"
ROOT = """
provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}
resource "aws_sns_topic" "this" { name = "memory" }
"""
PROCESSES = ("provider", "terraform", "python")


@dataclass(frozen=True)
class Sample:
    """What the processes of an engine have after some commands.

    Attributes:
        engine: what is kept running.
        commands: how many have run.
        start: how often all has been started.
        megabytes: by process.
        descriptors: by process, how many are open.
    """

    engine: str
    commands: int
    start: int
    megabytes: dict[str, float]
    descriptors: dict[str, int]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine_memory")
    parser.add_argument("--commands", type=int, default=400)
    parser.add_argument("--every", type=int, default=10, help="commands between two looks")
    options = parser.parse_args()
    library = fitting_library("terraform", Terraform(Path(), env=os.environ).version())
    samples: list[Sample] = []
    with open_target("embedded") as target:
        for engine in [WarmEngine(library), WarmEngine()] if library else [WarmEngine()]:
            for sample in _measure(engine, target, options.commands, options.every):
                samples.append(sample)
                print(sample, flush=True)
            engine.close()
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(sample) for sample in samples], indent=2)
    (FOLDER / "engine-memory.json").write_text(text + "\n")
    (FOLDER / "engine-memory.md").write_text(_page(samples))


def _measure(engine: WarmEngine, target: Target, commands: int, every: int) -> Iterator[Sample]:
    name = "Terraform and providers" if engine.library else "providers"
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = Path(folder)
        (root / "main.tf").write_text(ROOT)
        env = terraform_environment(root, target.environment())
        terraform = Terraform(root, env=env, run=engine.run)
        terraform.init()
        terraform.apply()
        providers: dict[int, None] = {}
        for number in range(1, commands + 1):
            terraform.plan(root / "plan")
            running = _running(engine)
            providers[running["provider"]] = None
            if number % every == 0:
                yield Sample(
                    name,
                    number,
                    len(providers),
                    {process: _megabytes(pid) for process, pid in running.items()},
                    {process: _descriptors(pid) for process, pid in running.items()},
                )


def _running(engine: WarmEngine) -> dict[str, int]:
    """The processes by name: the one provider, and the Terraform that uses it."""
    described, _ = engine.leave()
    found = {"provider": described["providers"][0]["reattach"]["Pid"]}
    for one in described["residents"]:
        if one["reattach"]:
            found["terraform"] = one["pid"]
    return {**found, "python": os.getpid()}


def _megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = [line.split()[1] for line in lines if line.startswith("RssAnon:")]
    return round(int(kilobytes) / 1024, 1)


def _descriptors(pid: int) -> int:
    return len([*Path(f"/proc/{pid}/fd").iterdir()])


def _page(samples: list[Sample]) -> str:
    most = most_commands(resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    lines = [
        "# Memory of a warm engine",
        "",
        "Written by `python -m benchmarks.engine_memory`: plans of a root with one resource, and",
        f"the megabytes that each process has of its own. After {most} commands, here, provider",
        "and Terraform are started again: the list has the most megabytes from each start to the",
        "next, and KB a command is by how much the process grows from one start to the next. All",
        "points are in [engine-memory.json](engine-memory.json).",
        "",
        "| kept running | process | commands | most MB after each start | KB a command "
        "| most descriptors |",
        "|---|---|--:|---|--:|--:|",
    ]
    for engine in dict.fromkeys(sample.engine for sample in samples):
        own = [sample for sample in samples if sample.engine == engine]
        for process in [name for name in PROCESSES if name in own[0].megabytes]:
            starts = [
                [(one.commands, one.megabytes[process]) for one in own if one.start == start]
                for start in sorted({one.start for one in own})
            ]
            sizes = ", ".join(f"{max(size for _, size in points):.0f}" for points in starts)
            slopes = [_slope(points) for points in starts if len(points) > 1]
            descriptors = max(one.descriptors[process] for one in own)
            lines.append(
                f"| {engine} | {process} | {own[-1].commands} | {sizes} "
                f"| {statistics.mean(slopes) * 1024:.0f} | {descriptors} |"
            )
    return "\n".join(lines) + "\n"


def _slope(points: list[tuple[int, float]]) -> float:
    slope, _ = statistics.linear_regression(*zip(*points, strict=True))
    return slope


if __name__ == "__main__":
    main()
