"""Applies an example to an embedded AWS emulator and shows the pool: `make demo`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from cognito_messaging.readiness import assess
from cognito_messaging.report import table
from cognito_messaging.report.lines import aligned
from terraform_scenarios import HarnessError, Progress, Target

from .local_aws import LocalAws, local_aws, run_in_terminal


def main(example: Path) -> int:
    """Apply an example and show the result; returns the exit code."""
    # A log has no width limit, and ARNs and DNS records are easier to read unbroken.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)

    def show() -> None:
        with local_aws(example) as local:
            _demo(console, example, local)

    return run_in_terminal(console, show, interrupted=130)


def _demo(console: Console, example: Path, local: LocalAws) -> None:
    progress = Progress(console)
    terraform, target = local.terraform, local.target
    console.print(f"{terraform.version()}, applying {example} at {target.endpoint}")
    with progress.phase("init", "modules and provider"):
        terraform.init()
    with progress.phase("apply", "SES has not verified the sender yet") as terraform.on_event:
        terraform.apply()
    outputs = local.outputs()
    sender = outputs["email_configuration"]["emailSendingAccount"]
    console.print(f"The pool sends with {sender} until these DNS records are published:")
    for record in outputs["dns_records"]:
        # Not in a table: a record that is wrapped over several lines cannot be copied.
        console.print(f"  {record['name']} {record['type']} {record['value']}", soft_wrap=True)
    # Now the user publishes the records and SES verifies the domain; the gateway simulates both.
    local.gateway.manual.verify_sender("*")
    with progress.phase("apply", "again, after SES has verified the sender") as terraform.on_event:
        terraform.apply()
    outputs = local.outputs()
    _show_pool(console, target, outputs)
    with progress.phase("second plan", "should be empty") as terraform.on_event:
        changed = terraform.plan(terraform.root.parent / "second.tfplan").changes
    if changed:
        raise HarnessError(
            "The second plan is not empty. This is a bug of the module or the target."
        )
    console.print("The second plan is empty: the applied resources match the configuration.\n")
    with progress.phase("check", "what this pool still needs before production"):
        report = assess(
            outputs["user_pool_id"], session=target.session(), endpoint_url=target.endpoint
        )
    width = console.width if console.is_terminal else None
    console.print(table.render(report, width), soft_wrap=True)


def _show_pool(console: Console, target: Target, outputs: Mapping[str, Any]) -> None:
    cognito = target.client("cognito-idp")
    pool = cognito.describe_user_pool(UserPoolId=outputs["user_pool_id"])["UserPool"]
    console.print()
    _show(console, "Response of DescribeUserPool", _pool_rows(pool))
    role = pool["SmsConfiguration"]["SnsCallerArn"].rsplit("/", 1)[-1]
    trust = target.client("iam").get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    _show(console, "Trust policy of the SMS role", _trust_rows(trust))
    steps = [(str(n), step) for n, step in enumerate(outputs["manual_steps"], start=1)]
    _show(console, "Remaining manual steps", steps)


def _pool_rows(pool: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [("Id", pool["Id"]), ("Name", pool["Name"])]
    for part in ("EmailConfiguration", "SmsConfiguration"):
        rows += [(f"{part}.{name}", str(value)) for name, value in pool.get(part, {}).items()]
    rows += [
        (name, str(pool.get(name)))
        for name in ("MfaConfiguration", "DeletionProtection", "AutoVerifiedAttributes")
    ]
    return rows


def _trust_rows(trust: Mapping[str, Any]) -> list[tuple[str, str]]:
    statement = trust["Statement"][0]
    rows = [("Principal", statement["Principal"]["Service"])]
    for test, conditions in statement["Condition"].items():
        rows += [(f"{test} {key}", str(value)) for key, value in conditions.items()]
    return rows


def _show(console: Console, title: str, rows: list[tuple[str, str]]) -> None:
    console.print(Text(title, "italic"))
    # Not a table with borders: an ARN that is folded cannot be copied.
    console.print(
        aligned([(Text(name, "bold"), Text(value)) for name, value in rows]),
        "",
        soft_wrap=True,
        sep="\n",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("example", type=Path, help="folder of the example")
    sys.exit(main(parser.parse_args().example))
