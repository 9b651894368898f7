"""What a reader copies is whole at every width: no verb cuts or breaks a word or a command."""

from __future__ import annotations

import re
from typing import Any

import pytest
from typer.main import get_command

from cognito_messaging.aws import Aws
from cognito_messaging.cli import verify_sender
from cognito_messaging.cli.app import app
from cognito_messaging.cli.connection import Connection
from cognito_messaging.report import Format

from ..checks.fake_aws import ACCOUNT, POOL_ID, Dns, FakeAws, broken
from .conftest import Command

NUMBER = "+4915112345678"
DOMAIN = "a-rather-long-name-of-a-department.of-a-company-with-a-long-name.example.com"
ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/service-role/a-role-with-a-name-of-sixty-four-characters-as-iam"
)
IDENTITY = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/{DOMAIN}"
NAME = "The pool of all customers of a company with a long name, and of its partners"


class LongNames(FakeAws):
    """An account whose names are long, and whose pool fails many checks."""

    def __init__(self) -> None:
        super().__init__(broken().answers)
        email = {"SourceArn": IDENTITY, "From": f"no-reply@{DOMAIN}", "ConfigurationSet": "a" * 64}
        sms = {"SnsCallerArn": ROLE, "ExternalId": "external-" * 9}
        self.pool(Name=NAME, EmailConfiguration=email, SmsConfiguration=sms)
        tokens = ["0165bcb89b2050371ad754453fac54e6", "b" * 32, "c" * 32]
        self.change(
            "sesv2:GetEmailIdentity",
            VerifiedForSendingStatus=False,
            VerificationStatus="PENDING",
            DkimAttributes={"Status": "PENDING", "Tokens": tokens},
            MailFromAttributes={"MailFromDomain": f"bounce.{DOMAIN}"},
        )
        client = {"ClientId": "1" * 26, "ClientName": "web"}
        self.answers |= {
            "cognito-idp:ListUserPoolClients": {"UserPoolClients": [client]},
            "cognito-idp:DescribeUserPoolClient": {"UserPoolClient": client},
            "cognito-idp:ListGroups": {"Groups": [{"GroupName": "administrators" * 5}]},
            "sns:Publish": {"MessageId": "94f20ce6-13c5-43a0-9a9e-ca52d816e90b"},
            "sesv2:SendEmail": {"MessageId": "0102018" * 8},
        }


VERBS: list[tuple[str, ...]] = [
    *(("check", POOL_ID, "--format", form) for form in Format),
    ("check", POOL_ID, "--show-passed"),
    ("check", "--all", "--emails-per-day", "900000", "--sms-usd-per-month", "9000"),
    ("policy", POOL_ID),
    ("adopt", POOL_ID),
    ("amplify", "outputs", POOL_ID),
    ("amplify", "backend", POOL_ID),
    ("verify-sender", POOL_ID),
    ("verify-sender", "--identity", DOMAIN),
    ("production-access", "status"),
    ("production-access", "request", "--website-url", f"https://{DOMAIN}/{'a' * 99}"),
    ("sandbox", "list"),
    ("sandbox", "add", NUMBER),
    ("send-test", "sms", POOL_ID, NUMBER, "--yes"),
    ("send-test", "email", POOL_ID, f"me@{DOMAIN}", "--yes"),
    ("protect", "status"),
    ("registration", "fields"),
    ("registration", "status"),
    ("branding", POOL_ID, "--yes"),
    ("check", POOL_ID, "--only", "E99"),
]
# Commands, inputs of the module and DNS records: to be copied as one line.
COPIED = re.compile(r"\s*(?:\$|terraform:|console:|[✓✗] [A-Z]+|arn:) ?\S")


@pytest.fixture
def printed(cli: Command, alone: pytest.MonkeyPatch) -> Any:
    """Run a verb on a terminal of a width, or in a pipe; returns what it prints."""
    alone.setattr(Connection, "aws", lambda self, session=None: Aws(LongNames()))
    found = {f"bounce.{DOMAIN}": ("10 mail.another-provider-of-email.example.net",)}
    alone.setattr(verify_sender, "DnsResolver", lambda fresh: Dns(found))

    def run(verb: tuple[str, ...], width: int | None) -> str:
        if width is None:
            alone.delenv("FORCE_COLOR", raising=False)
            alone.delenv("COLUMNS", raising=False)
        else:
            alone.setenv("FORCE_COLOR", "1")
            alone.setenv("COLUMNS", str(width))
        _, out, err = cli("--region", "eu-west-1", *verb, answers="n\n")
        # Reports contain the time, and on a terminal also what is waited for.
        shown = re.sub(r"\d\d:\d\d(:\d\d)?", "", out) + err.rpartition("\x1b[2K")[2]
        return re.sub(r"\x1b\[[0-9;]*m", "", shown)

    return run


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb)[:50])
def test_no_verb_cuts_or_breaks_a_word_at_any_width(printed: Any, verb: tuple[str, ...]) -> None:
    in_a_pipe = printed(verb, None)
    assert len(in_a_pipe) > 20
    assert not re.search(r"[\w/.-]…", in_a_pipe)
    copied = [line.strip() for line in in_a_pipe.splitlines() if COPIED.match(line)]
    for width in (40, 80, 200):
        shown = printed(verb, width)
        assert shown.split() == in_a_pipe.split()
        assert [one for one in copied if one not in map(str.strip, shown.splitlines())] == []


def test_a_pipe_gets_one_line_for_each_sentence_command_and_record(printed: Any) -> None:
    lines = printed(("check", POOL_ID), None).partition("\n\n")[2].splitlines()
    finding = re.compile(
        r"[✗?!] [a-z/]+ +[ESG]\d+ | {4}(expected: |→ |\$ |terraform: |console: )|"
        r"(Email|SMS|The pool)  [✗?!✓] [a-z]+$|[█░]+ |(\d+ (passed|not applicable)(, )?)+$|$"
    )
    for line in lines:
        assert finding.match(line), line
    commands = [line for line in lines if line.strip().startswith("$ ")]
    assert any("production-access request --help" in line for line in commands)
    records = printed(("verify-sender", POOL_ID), None).splitlines()
    assert f"✗ MX bounce.{DOMAIN} 10 feedback-smtp.eu-west-1.amazonses.com" in records
    assert "  found: 10 mail.another-provider-of-email.example.net" in records


def test_sentences_fit_into_a_terminal(printed: Any) -> None:
    for width in (40, 80):
        for line in printed(("check", POOL_ID), width).partition("\n\n")[2].splitlines():
            fits = len(line) <= width or COPIED.match(line)
            # Only a word that is longer than the terminal may be, after what begins the line.
            assert fits or len(max(line.split(), key=len)) + 24 > width, line


def every_verb() -> list[tuple[str, ...]]:
    """Each subcommand, and each group of them."""
    found: list[tuple[str, ...]] = [()]

    def walk(command: Any, path: tuple[str, ...]) -> None:
        for name, one in getattr(command, "commands", {}).items():
            found.append((*path, name))
            walk(one, (*path, name))

    walk(get_command(app), ())
    return found


@pytest.mark.parametrize("verb", every_verb(), ids=" ".join)
def test_each_line_of_the_help_fits_into_80_columns(printed: Any, verb: tuple[str, ...]) -> None:
    lines = printed((*verb, "--help"), 80).splitlines()
    assert lines
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize("verb", [(), ("check",), ("adopt",), ("sandbox", "add")], ids=" ".join)
def test_help_shows_examples_as_one_line_each(printed: Any, verb: tuple[str, ...]) -> None:
    def examples(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.startswith("    cognito-messaging ")]

    in_a_pipe = examples(printed((*verb, "--help"), 200))
    assert in_a_pipe
    assert examples(printed((*verb, "--help"), 40)) == in_a_pipe
