"""The time that Terraform itself takes for the resources of N scenarios, without a module.

One root with `for_each`, without variables, validations, assertions and separate states. No tool
that runs Terraform can be much faster. On the plugin's warm engine, and with a process for each
command (cold). The plugin keeps the state in memory while the target is embedded. Otherwise it is
in a file, which Terraform writes anew after each resource, so that a killed run loses nothing.

Writes docs/benchmarks/floor.json; `make bench` runs it.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import itertools
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from terraform_scenarios import (
    Target,
    Terraform,
    open_target,
    process,
    root_files,
    terraform_environment,
)
from terraform_scenarios.engine import WarmEngine, fitting_library
from terraform_scenarios.state_server import StateServer

from .peers import REPOSITORY

LONGEST_SECONDS = 600.0
OUTPUT = REPOSITORY / "docs" / "benchmarks" / "floor.json"
# The resources that the module creates for `peers.inputs`.
RESOURCES = """
locals {
  all = toset([for number in range(%d) : "bench-${number}"])
}

resource "aws_sesv2_email_identity" "this" {
  for_each       = local.all
  email_identity = "${each.key}@example.com"
}

resource "aws_iam_role" "this" {
  for_each    = local.all
  name_prefix = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Action    = "sts:AssumeRole", Effect = "Allow"
    Principal = { Service = "cognito-idp.amazonaws.com" }
    Condition = { StringEquals = { "sts:ExternalId" = each.key } }
  }] })
}

resource "aws_iam_role_policy" "this" {
  for_each = local.all
  role     = aws_iam_role.this[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Action = "sns:Publish", Effect = "Allow", Resource = "*"
  }] })
}

resource "aws_cognito_user_pool" "this" {
  for_each                 = local.all
  name                     = each.key
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"
  depends_on               = [aws_iam_role_policy.this]

  email_configuration {
    email_sending_account = "DEVELOPER"
    from_email_address    = "${each.key}@example.com"
    source_arn            = aws_sesv2_email_identity.this[each.key].arn
  }
  sms_configuration {
    external_id    = each.key
    sns_caller_arn = aws_iam_role.this[each.key].arn
    sns_region     = "us-east-1"
  }
  software_token_mfa_configuration {
    enabled = true
  }
}

resource "aws_cognito_user_pool_client" "this" {
  for_each     = local.all
  name         = "web"
  user_pool_id = aws_cognito_user_pool.this[each.key].id
}
"""
# Each is an engine, and where the state is.
WAYS = (("warm", "memory"), ("warm", "file"), ("cold", "file"))
COMMANDS = {
    "init": ["init", "-input=false"],
    "apply": ["apply", "-input=false", "-auto-approve"],
    "second plan": ["plan", "-input=false", "-detailed-exitcode"],
    "destroy": ["destroy", "-input=false", "-auto-approve", "-refresh=false"],
}


def main() -> None:
    """Measure the commands, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 50, 100])
    parser.add_argument("--runs", type=int, default=3, help="runs for the median (default: 3)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    rows = []
    with open_target("embedded") as target:
        for size, way in itertools.product(sorted(options.sizes), WAYS):
            row = figures(*way, size, [_run(*way, size, target) for _ in range(options.runs)])
            rows.append(row)
            seconds = row["seconds_without_destroy"]
            print(f"{' '.join(way)} {size:4} scenarios: {seconds} s without destroy", flush=True)
    machine = f"{os.cpu_count()} cores, {platform.system()}"
    found = {"date": str(datetime.date.today()), "machine": machine, "rows": rows}
    options.output.write_text(json.dumps(found, indent=2) + "\n")


def figures(
    engine: str, state: str, scenarios: int, runs: list[dict[str, float]]
) -> dict[str, Any]:
    """Medians by command and in total, from the seconds of each command in each run."""
    phases = {name: round(statistics.median(run[name] for run in runs), 2) for name in COMMANDS}
    totals = [sum(run.values()) - run["destroy"] for run in runs]
    return {
        "engine": engine,
        "state": state,
        "scenarios": scenarios,
        "seconds_without_destroy": round(statistics.median(totals), 2),
        **{f"{name.replace(' ', '_')}_s": seconds for name, seconds in phases.items()},
        "runs": [round(seconds, 2) for seconds in totals],
    }


def _run(engine: str, state: str, scenarios: int, target: Target) -> dict[str, float]:
    seconds = {}
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        StateServer() as server,
        _runner(engine) as run,
    ):
        folder = Path(name)
        env = terraform_environment(folder, target.environment())
        root_files.write_root(folder, (), target)
        (folder / "main.tf").write_text(RESOURCES % scenarios)
        if state == "memory":
            root_files.write(folder, (), state=server.url)
        for command, words in COMMANDS.items():
            start = time.monotonic()
            watching = process.Watching(timeout=LONGEST_SECONDS)
            done = run(["terraform", *words], cwd=folder, env=env, watching=watching)
            seconds[command] = time.monotonic() - start
            if done.returncode:  # a second plan that is not empty ends with 2
                raise SystemExit(f"terraform {command} failed:\n{done.stdout}{done.stderr}")
            if command == "init":
                root_files.trust_installed(folder)
    return seconds


@contextlib.contextmanager
def _runner(engine: str) -> Iterator[process.Runner]:
    """Runs commands on an engine, of which nothing runs yet."""
    if engine == "cold":
        yield process.run
        return
    version = Terraform(Path.cwd(), env=os.environ).version()
    warm = WarmEngine(fitting_library("terraform", version))
    try:
        yield warm.run
    finally:
        warm.close()


if __name__ == "__main__":
    main()
