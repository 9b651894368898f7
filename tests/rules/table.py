"""`python -m tests.rules.table` measures which target refuses which call.

It writes docs/gateway-rules.md. The call that breaks each rule is made through the
gateway, and directly on MiniStack and moto.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib.metadata import version
from itertools import count
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from terraform_scenarios.gateway import Gateway
from terraform_scenarios.gateway.loading import load_rules
from terraform_scenarios.targets.servers import free_port

from ..gateway.live import Account, answers
from .cases import CASES, Setting

DOCUMENT = Path(__file__).parents[2] / "docs" / "gateway-rules.md"
_MOTO_ACCOUNT = "123456789012"
_NOT_MEASURED = "not measured"
_HEAD = """\
# What AWS refuses, and which emulators refuse it too

Written by `python -m tests.rules.table`: do not edit. For each rule, a call that breaks it was made
through the gateway, and directly on each emulator: MiniStack {ministack}, moto {moto}.
LocalStack was not measured, because user pools and SES v2 are in its paid plans.

- **refused**: with the error code of AWS
- refused as *code*: with another error code
- accepted: the call is not refused
- refuses both: the nearest call that AWS allows is refused too
- cannot be tried: the emulator lacks what the call needs

"Words" says where the message of the error was seen. If they are not confirmed, the refusal by AWS
is documented, but its message is not.
Sources: DG, Amazon Cognito Developer Guide; API, botocore's service models; SES, SES Developer
Guide; CDK, aws-cdk; TF, hashicorp/aws.

The extra `cognito-messaging[gateway]` installs the rules as the package `cognito_messaging.rules`.
Use them with `--plugin cognito_messaging.rules` in the gateway, or with the ini option
`terraform_rules` in pytest.

"""


def outcome(name, setting, code):
    """The result of the call that breaks a rule on a target."""
    try:
        pair = CASES[name](setting)
    except (ClientError, BotoCoreError, ResponseParserError):
        return "cannot be tried"
    try:
        pair.refused()
    except ClientError as error:
        answered = error.response["Error"]["Code"]
    except (BotoCoreError, ResponseParserError):
        return "unreadable answer"
    else:
        return "accepted"
    try:
        pair.allowed()
    except (ClientError, BotoCoreError, ResponseParserError):
        return "refuses both"
    return "**refused**" if answered == code else f"refused as {answered}"


def start(command, url, environment):
    """Start a target, and wait until it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise SystemExit(f"{command[0]} does not start")
        time.sleep(0.1)
    return process


def measure():
    """The rows of the table."""
    rules = load_rules("cognito_messaging.rules")
    ministack, moto = free_port(), free_port()
    ministack_url, moto_url = f"http://127.0.0.1:{ministack}", f"http://127.0.0.1:{moto}"
    accounts = count(300_000_000_001)
    with tempfile.TemporaryDirectory() as scratch:
        environment = {
            "BIND_HOST": "127.0.0.1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "GATEWAY_PORT": str(ministack),
            "TMPDIR": scratch,
        }
        running = []
        try:
            running.append(start(["ministack"], f"{ministack_url}/_localstack/health", environment))
            running.append(
                start(
                    ["moto.server", "-H", "127.0.0.1", "-p", str(moto)], f"{moto_url}/moto-api/", {}
                )
            )
            with Gateway(ministack_url, plugins=["cognito_messaging.rules"]) as gateway:
                for rule in rules:
                    through = Account(gateway.endpoint, str(next(accounts)))
                    direct_account = Account(ministack_url, str(next(accounts)))
                    urllib.request.urlopen(
                        urllib.request.Request(f"{moto_url}/moto-api/reset", method="POST")
                    ).close()
                    second = Account(moto_url, _MOTO_ACCOUNT)
                    setting = Setting(through, _verifier(gateway, through))
                    yield (
                        rule,
                        outcome(rule.id, setting, rule.code),
                        outcome(rule.id, Setting(direct_account, lambda name: None), rule.code),
                        outcome(rule.id, Setting(second, lambda name: None), rule.code),
                    )
        finally:
            for process in running:
                process.terminate()
                process.wait(10)


def _verifier(gateway, account):
    return lambda name: gateway.manual.verify_sender(name, account=account.number)


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def source_cell(rule):
    return cell(f"{rule.source}. Words: {rule.wording or 'not confirmed'}")


def main():
    lines = [
        "| rule | AWS's error | source | gateway | MiniStack | moto | LocalStack |",
        "|---|---|---|---|---|---|---|",
    ]
    rows = list(measure())
    for rule, gateway, ministack, moto in rows:
        row = (
            f'<a id="{rule.id}"></a>`{rule.id}`<br>{cell(rule.text)}',
            rule.code,
            source_cell(rule),
            gateway,
            ministack,
            moto,
            _NOT_MEASURED,
        )
        lines.append(f"| {' | '.join(row)} |")
    totals = [sum("refused" in row[at] for row in rows) for at in (1, 2, 3)]
    lines.append(
        f"\nRefused, of {len(rows)}: gateway {totals[0]}, MiniStack {totals[1]}, "
        f"moto {totals[2]}.\n"
    )
    head = _HEAD.format(ministack=version("ministack"), moto=version("moto"))
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(head + "\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
