"""What the gateway costs: the same batch through it and straight on the target, in one run.

Writes docs/benchmarks/gateway.json; `make bench` runs it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import tempfile
from pathlib import Path
from typing import Any

from terraform_scenarios import terraform_environment

from .measure import measure
from .peers import REPOSITORY, terraform_scenarios

OUTPUT = REPOSITORY / "docs" / "benchmarks" / "gateway.json"
WAYS = {
    "straight": ["--gateway=off"],
    "gateway": [
        "--gateway=on", "-o", "terraform_rules=cognito_messaging.rules",
        "-o", "terraform_verified=*",
    ],
}  # fmt: skip


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gateway")
    parser.add_argument("--scenarios", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3, help="runs of each, for the median")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(options.runs):
        for way in WAYS:  # alternating, so that a slow minute hits both
            seconds[way].append(_run(way, options.scenarios))
            print(f"{way:8} {options.scenarios} scenarios {seconds[way][-1]:7.1f} s", flush=True)
    found = figures(options.scenarios, seconds)
    options.output.write_text(json.dumps(found, indent=2) + "\n")
    print(f"the gateway takes {found['ratio']} times what straight takes (medians)")


def figures(scenarios: int, seconds: dict[str, list[float]]) -> dict[str, Any]:
    """Seconds of each run, and how the medians compare."""
    straight, through = (statistics.median(seconds[way]) for way in WAYS)
    return {
        "date": str(datetime.date.today()),
        "machine": f"{os.cpu_count()} cores, {platform.system()}",
        "scenarios": scenarios,
        **{f"{way}_s": runs for way, runs in seconds.items()},
        "ratio": round(through / straight, 3),
    }


def _run(way: str, scenarios: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        # Only for where the provider is found: the run starts a target of its own.
        env = terraform_environment(folder, {})
        command = [*terraform_scenarios(folder, scenarios), "--target=embedded", *WAYS[way]]
        return round(measure(command, folder, env).seconds, 2)


if __name__ == "__main__":
    main()
