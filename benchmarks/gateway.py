"""What the gateway takes: time, by the same batch through it and directly on the target; memory.

Writes docs/benchmarks/gateway.json; `make bench` runs it.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import os
import platform
import statistics
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

from terraform_scenarios import open_workspace, terraform_environment

from .measure import measure
from .peers import REPOSITORY, terraform_scenarios

OUTPUT = REPOSITORY / "docs" / "benchmarks" / "gateway.json"
CALLS = 2000
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
    found = {**figures(options.scenarios, seconds), "mb_per_10000_calls": memory()}
    options.output.write_text(json.dumps(found, indent=2) + "\n")
    print(f"a run with the gateway takes {found['ratio']} times as long as without (medians)")
    print(f"ten thousand recorded calls take {found['mb_per_10000_calls']} MB")


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


def memory() -> float:
    """MB that ten thousand recorded calls take, measured with a part of them.

    The gateway keeps more of the newest answers, for identifiers that the emulator generated: up to
    16 MB, however many calls there are.
    """
    with open_workspace(rules=["cognito_messaging.rules"]) as workspace:
        cognito = workspace.target.client("cognito-idp")
        pool = cognito.create_user_pool(PoolName="bench")["UserPool"]["Id"]

        def call(times: int) -> None:
            for number in range(times // 4):
                cognito.describe_user_pool(UserPoolId=pool)
                cognito.get_user_pool_mfa_config(UserPoolId=pool)
                made = cognito.create_user_pool_client(UserPoolId=pool, ClientName=f"c{number}")
                client = made["UserPoolClient"]["ClientId"]
                cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)

        call(CALLS // 10)  # what is loaded and cached once is not counted
        tracemalloc.start()
        call(CALLS)
        gc.collect()
        used, _ = tracemalloc.get_traced_memory()
        workspace.gateway.clear_calls()
        gc.collect()
        left, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return round((used - left) / CALLS * 10_000 / 1e6, 1)


def _run(way: str, scenarios: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        # Only for the provider mirror, because the run starts its own target.
        env = terraform_environment(folder, {})
        command = [*terraform_scenarios(folder, scenarios), "--target=embedded", *WAYS[way]]
        return round(measure(command, folder, env).seconds, 2)


if __name__ == "__main__":
    main()
