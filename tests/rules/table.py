"""`python -m tests.rules.table` measures which target refuses which call.

It writes docs/gateway-rules.md, with a section for each rule. The call that breaks a rule is
made through the gateway, and directly on MiniStack and moto.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib.metadata import version
from itertools import count, groupby
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from terraform_scenarios.gateway import Gateway, models
from terraform_scenarios.gateway.loading import load_rules
from terraform_scenarios.targets.servers import free_port

from ..gateway.live import Account, answers
from .cases import CASES, Setting

DOCUMENT = Path(__file__).parents[2] / "docs" / "gateway-rules.md"
_MOTO_ACCOUNT = "123456789012"
_MOST = 4  # operations of a rule that its section names
_HEAD = """\
# What AWS refuses, and which emulators refuse it too

Written by `python -m tests.rules.table`: do not edit. Each section is a rule of the gateway: what
AWS refuses, its error with the parts that vary in braces, and the source. Search this page for the
message of an error to find out what it means.

For each rule, a call that breaks it was made through the gateway, and directly on each emulator:
MiniStack {ministack} and moto {moto}. LocalStack was not measured, because user pools and SES v2
are in its paid plans.

- refused: with the error code of AWS
- refused as *code*: with another error code
- accepted: the call is not refused
- refuses both: the nearest call that AWS allows is refused too
- cannot be tried: the emulator lacks what the call needs

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
    return "refused" if answered == code else f"refused as {answered}"


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


def described(rule):
    """The section of a rule, without what was measured."""
    operations = [name.split(".", 1)[1] for name in sorted(rule.operations)]
    named = ", ".join(f"`{name}`" for name in operations[:_MOST])
    more = f" and {len(operations) - _MOST} more" if len(operations) > _MOST else ""
    words = (
        f"The words of the message were seen in: {plain(rule.wording)}."
        if rule.wording
        else "The refusal is documented, but nobody has confirmed the words of the message."
    )
    message = rule.message.replace("{{", "{").replace("}}", "}")
    said = f":\n\n```text\n{message}\n```"
    if re.fullmatch(r"\{\w+\}", message):
        said = ", with another message for each case."
    return (
        f"### {rule.id}\n\n{plain(rule.text)}\n\n`{rule.code}` of {named}{more}{said}\n\n"
        f"Source: {plain(rule.source)}. {words}\n\n"
    )


def plain(text):
    """Text with the characters escaped that Markdown would interpret."""
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", str(text)).replace("\n", " ")


def service(rule):
    """The service of a rule's first operation."""
    return min(rule.operations).split(".", 1)[0]


def main():
    rows = list(measure())
    totals = [sum("refused" in row[at] for row in rows) for at in (1, 2, 3)]
    parts = [
        _HEAD.format(ministack=version("ministack"), moto=version("moto")),
        f"Refused, of {len(rows)}: "
        f"gateway {totals[0]}, MiniStack {totals[1]}, moto {totals[2]}.\n\n",
    ]
    rows.sort(key=lambda row: (service(row[0]), row[0].id))
    for name, found in groupby(rows, lambda row: service(row[0])):
        parts.append(f"## {models.service(name).metadata['serviceFullName']}\n\n")
        for rule, gateway, ministack, moto in found:
            measured = f"Gateway: {gateway}. MiniStack: {ministack}. moto: {moto}.\n\n"
            parts.append(described(rule) + measured)
    DOCUMENT.write_text("".join(parts).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
