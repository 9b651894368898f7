"""The time that the gateway takes: the same batch through it and directly on the target.

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
    "direct": ["--gateway=off"],
    "gateway": [
        "--gateway=on", "-o", "terraform_rules=cognito_messaging.rules",
        "-o", "terraform_verified=*",
    ],
}  # fmt: skip


def main() -> None:
    """Measure both ways, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gateway")
    parser.add_argument("--scenarios", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3, help="runs for the median (default: 3)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(options.runs):
        for way in WAYS:  # alternating, so that a slow minute affects both
            seconds[way].append(_run(way, options.scenarios))
            print(f"{way:8} {options.scenarios} scenarios {seconds[way][-1]:7.1f} s", flush=True)
    found = figures(options.scenarios, seconds)
    options.output.write_text(json.dumps(found, indent=2) + "\n")
    print(f"a run with the gateway takes {found['ratio']} times as long as without (medians)")


def figures(scenarios: int, seconds: dict[str, list[float]]) -> dict[str, Any]:
    """Seconds of each run, and the ratio of the medians."""
    direct, through = (statistics.median(seconds[way]) for way in WAYS)
    return {
        "date": str(datetime.date.today()),
        "machine": f"{os.cpu_count()} cores, {platform.system()}",
        "scenarios": scenarios,
        **{f"{way}_s": runs for way, runs in seconds.items()},
        "ratio": round(through / direct, 3),
    }


def _run(way: str, scenarios: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        # Only for the provider mirror, because the run starts its own target.
        env = terraform_environment(folder, {})
        command = [*terraform_scenarios(folder, scenarios), "--target=embedded", *WAYS[way]]
        return round(measure(command, folder, env).seconds, 2)


if __name__ == "__main__":
    main()
