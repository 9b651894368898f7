"""What the gateway and coverage take: the time of a batch with and without them; memory.

Writes docs/benchmarks/options.json; `make bench` runs it.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import os
import platform
import shutil
import statistics
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

from terraform_scenarios import open_workspace, terraform_environment

from .measure import measure
from .peers import REPOSITORY, terraform_scenarios

OUTPUT = REPOSITORY / "docs" / "benchmarks" / "options.json"
CALLS = 2000
# By what is compared, the options without it and with it.
WAYS = {
    "gateway": (
        ["--gateway=off"],
        [
            "--gateway=on", "-o", "terraform_rules=cognito_messaging.rules",
            "-o", "terraform_verified=*",
        ],
    ),
    "coverage": (
        [],
        ["--terraform-coverage=../module", "--terraform-coverage-report=html"],
    ),
}  # fmt: skip


def main() -> None:
    """Measure each way with and without, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.options")
    parser.add_argument("--scenarios", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3, help="runs for the median (default: 3)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    found: dict[str, Any] = {
        "date": str(datetime.date.today()),
        "machine": f"{os.cpu_count()} cores, {platform.system()}",
        "scenarios": options.scenarios,
    }
    for what, ways in WAYS.items():
        seconds: tuple[list[float], list[float]] = ([], [])
        for _ in range(options.runs):
            # Alternating, so that a slow minute affects both.
            for runs, arguments in zip(seconds, ways, strict=True):
                runs.append(_run(arguments, options.scenarios))
                print(f"{' '.join(arguments)[:60]:60} {runs[-1]:7.1f} s", flush=True)
        found[what] = compared(*seconds)
        print(f"{what}: {found[what]['ratio']} times as long as without (medians)")
    found["gateway"]["mb_per_10000_calls"] = memory()
    print(f"ten thousand recorded calls take {found['gateway']['mb_per_10000_calls']} MB")
    options.output.write_text(json.dumps(found, indent=2) + "\n")


def compared(without: list[float], with_it: list[float]) -> dict[str, Any]:
    """Seconds of each run, and the ratio of the medians."""
    ratio = statistics.median(with_it) / statistics.median(without)
    return {"without_s": without, "with_s": with_it, "ratio": round(ratio, 3)}


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


def _run(arguments: list[str], scenarios: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        # A copy, where nothing else writes.
        folder, module = Path(name) / "tests", Path(name) / "module"
        folder.mkdir()
        for path in REPOSITORY.glob("*.tf"):
            module.mkdir(exist_ok=True)
            shutil.copy(path, module)
        shutil.copytree(REPOSITORY / "modules", module / "modules")
        # Only for the provider mirror, because the run starts its own target.
        env = terraform_environment(folder, {})
        command = [*terraform_scenarios(folder, scenarios, module), "--target=embedded", *arguments]
        return round(measure(command, folder, env).seconds, 2)


if __name__ == "__main__":
    main()
