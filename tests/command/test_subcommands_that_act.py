"""Subcommands that change something or read a live account."""

from __future__ import annotations

import io
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cognito_messaging.aws import BotoTransport
from cognito_messaging.checks import every_check
from cognito_messaging.cli import verify_sender
from cognito_messaging.cli.app import main

from ..checks.fake_aws import Dns

Command = Any
NUMBER = "+4915112345678"


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    session: boto3.Session,
    endpoint: str,
) -> Command:
    """Run the command on the live emulator."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str, answers: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        code = main(["--region", "eu-west-1", "--endpoint-url", endpoint, *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def sns(monkeypatch: pytest.MonkeyPatch, session: boto3.Session) -> Iterator[Stubber]:
    """An SNS that accepts only the calls that a test expects, in that order."""
    client = session.client("sns")
    with Stubber(client) as stubber:
        monkeypatch.setattr(BotoTransport, "client", lambda *_, **__: client)
        yield stubber
        stubber.assert_no_pending_responses()


def expect(
    sns: Stubber, *numbers: tuple[str, str], in_sandbox: bool | None = None, listed: bool = True
) -> None:
    if in_sandbox is not None:
        sns.add_response("get_sms_sandbox_account_status", {"IsInSandbox": in_sandbox}, {})
    if listed:
        listing = [{"PhoneNumber": number, "Status": status} for number, status in numbers]
        sns.add_response("list_sms_sandbox_phone_numbers", {"PhoneNumbers": listing})


def test_the_sandbox_lists_its_numbers(command: Command, sns: Stubber) -> None:
    expect(sns, (NUMBER, "Verified"), ("+12065550100", "Pending"), in_sandbox=True)
    code, out, _ = command("sandbox", "list")
    assert code == 0
    assert NUMBER in out
    assert "Pending" in out
    assert "2 of 10 in use in eu-west-1" in out


def test_an_account_that_left_the_sandbox_needs_no_numbers(command: Command, sns: Stubber) -> None:
    expect(sns, in_sandbox=False)
    assert "can be sent to any number" in command("sandbox", "list")[1]
    expect(sns, in_sandbox=False, listed=False)
    code, _, err = command("sandbox", "add", NUMBER)
    assert (code, "left the SMS sandbox" in err) == (2, True)


def test_a_number_is_added_in_a_language(command: Command, sns: Stubber) -> None:
    expect(sns, in_sandbox=True)
    asked = {"PhoneNumber": NUMBER, "LanguageCode": "de-DE"}
    sns.add_response("create_sms_sandbox_phone_number", {}, asked)
    code, out, _ = command("sandbox", "add", "+49 151 12345678", "--language", "de-DE")
    assert (code, f"sandbox verify {NUMBER} CODE" in out) == (0, True)


def test_an_eleventh_number_is_refused_without_asking_aws(command: Command, sns: Stubber) -> None:
    expect(sns, *((f"+1206555010{n}", "Verified") for n in range(10)), in_sandbox=True)
    code, _, err = command("sandbox", "add", NUMBER)
    assert (code, "all 10 numbers" in err) == (2, True)


def test_a_pending_number_can_get_another_code_even_if_ten_are_in_use(
    command: Command, sns: Stubber
) -> None:
    numbers = [(f"+1206555010{n}", "Verified") for n in range(9)]
    expect(sns, *numbers, (NUMBER, "Pending"), in_sandbox=True)
    sns.add_response("create_sms_sandbox_phone_number", {})
    assert command("sandbox", "add", NUMBER)[0] == 0


def test_a_number_is_verified_by_its_code(command: Command, sns: Stubber) -> None:
    expect(sns, (NUMBER, "Pending"))
    asked = {"PhoneNumber": NUMBER, "OneTimePassword": "123456"}
    sns.add_response("verify_sms_sandbox_phone_number", {}, asked)
    assert command("sandbox", "verify", NUMBER, "123456")[0] == 0


def test_a_code_for_a_number_that_was_not_added_is_refused(command: Command, sns: Stubber) -> None:
    expect(sns)
    code, _, err = command("sandbox", "verify", NUMBER, "123456")
    assert (code, f"sandbox add {NUMBER}" in err) == (2, True)


def test_aws_refusal_of_a_wrong_code_is_reported_in_one_line(
    command: Command, sns: Stubber
) -> None:
    expect(sns, (NUMBER, "Pending"))
    sns.add_client_error("verify_sms_sandbox_phone_number", "VerificationException", "wrong\ncode")
    code, _, err = command("sandbox", "verify", NUMBER, "123456")
    called = "sns:VerifySMSSandboxPhoneNumber in eu-west-1 failed"
    assert (code, err) == (4, f"error: {called} (VerificationException): wrong code\n")


@pytest.mark.parametrize(("answer", "code"), [("n\n", 130), ("", 130), ("y\n", 0)])
def test_a_number_is_removed_only_after_a_yes(
    command: Command, sns: Stubber, answer: str, code: int
) -> None:
    expect(sns, (NUMBER, "Verified"))
    if code == 0:
        sns.add_response("delete_sms_sandbox_phone_number", {}, {"PhoneNumber": NUMBER})
    assert command("sandbox", "remove", NUMBER, answers=answer)[0] == code


def test_production_access_is_requested_only_after_the_request_is_shown_and_confirmed(
    command: Command, endpoint: str, session: boto3.Session
) -> None:
    ses = session.client("sesv2", endpoint_url=endpoint)
    ses.put_account_details(
        MailType="TRANSACTIONAL", WebsiteURL="https://old.example", ProductionAccessEnabled=False
    )
    assert "production access  no" in command("production-access", "status")[1]
    asked = ["production-access", "request", "--website-url", "https://example.com"]
    code, out, _ = command(*asked, answers="n\n")
    assert (code, '"WebsiteURL": "https://example.com"' in out) == (130, True)
    assert ses.get_account()["Details"]["WebsiteURL"] == "https://old.example"
    code, _, _ = command(*asked, "--use-case", "Codes", answers="y\n")
    assert code == 0
    assert ses.get_account()["Details"]["WebsiteURL"] == "https://example.com"
    assert "nothing was sent" in command(*asked, "--yes")[1]


def test_a_request_under_review_is_not_sent_again(
    command: Command, monkeypatch: pytest.MonkeyPatch, session: boto3.Session
) -> None:
    client = session.client("sesv2")
    review = {"ReviewDetails": {"Status": "PENDING", "CaseId": "42"}}
    with Stubber(client) as stubber:
        stubber.add_response("get_account", {"ProductionAccessEnabled": False, "Details": review})
        monkeypatch.setattr(BotoTransport, "client", lambda *_, **__: client)
        code, _, err = command(
            "production-access", "request", "--website-url", "https://example.com", "--yes"
        )
    assert (code, "case 42" in err) == (2, True)


@pytest.mark.parametrize(
    "details",
    [
        ["--website-url", "https://e.com/" + "x" * 1000],
        ["--website-url", "ftp://example.com"],
        ["--website-url", "https://e.com", "--use-case", "x" * 5001],
        ["--website-url", "https://e.com", *["--contact", "a@e.com"] * 5],
    ],
)
def test_a_request_outside_the_limits_is_refused_before_it_is_sent(
    command: Command, details: list[str]
) -> None:
    code, _, err = command("production-access", "request", *details, "--yes")
    assert (code, err.count("\n")) == (2, 1)


class _Right:
    """A DNS that has every record that SES needs."""

    async def lookup(self, name: str, record_type: str) -> tuple[str, ...]:
        token = name.partition(".")[0]
        return (f"{token}.dkim.amazonses.com",) if record_type == "CNAME" else ("v=DMARC1; p=none",)


def test_a_verified_sender_is_shown_with_its_records(
    command: Command, pool_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_sender, "DnsResolver", lambda fresh: _Right())
    code, out, _ = command("verify-sender", pool_id)
    assert code == 0
    assert out.count("as expected") == 4  # three of DKIM, and DMARC
    assert "SES has verified example.com" in out


def test_a_sender_that_no_pool_uses_is_checked_by_its_name(
    command: Command, pool_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_sender, "DnsResolver", lambda fresh: _Right())
    code, out, _ = command("verify-sender", "--identity", "example.com")
    assert (code, "SES has verified example.com" in out) == (0, True)
    code, _, err = command("verify-sender", "--identity", "other.example.com")
    assert (code, err) == (
        4,
        "error: SES in eu-west-1 has no identity other.example.com: create it first\n",
    )


def test_an_unverified_sender_shows_found_and_expected_records_side_by_side(
    command: Command, pool_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_sender, "DnsResolver", lambda fresh: Dns({}))
    _unverified(monkeypatch)
    code, out, _ = command("verify-sender", pool_id)
    assert code == 1
    assert "_domainkey.example.com" in out
    assert ".dkim.amazonses.com" in out
    assert "nothing" in out
    assert "Publish the records that are missing" in out


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of the command, which take no time."""
    pauses: list[float] = []
    fake = SimpleNamespace(monotonic=lambda: sum(pauses), sleep=pauses.append)
    monkeypatch.setattr(verify_sender, "time", fake)
    return pauses


def test_waiting_ends_when_ses_has_verified_the_sender(
    command: Command, pool_id: str, monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    monkeypatch.setattr(verify_sender, "DnsResolver", lambda fresh: _Right())
    looks = _unverified(monkeypatch, until=3)
    assert command("verify-sender", pool_id, "--wait", "--interval", "7")[0] == 0
    assert (len(looks), clock) == (3, [7, 7])


def test_waiting_ends_when_its_time_is_over(
    command: Command, pool_id: str, monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    monkeypatch.setattr(verify_sender, "DnsResolver", lambda fresh: Dns({}))
    looks = _unverified(monkeypatch)
    code, _, _ = command("verify-sender", pool_id, "--wait", "--interval", "25", "--timeout", "1")
    assert (code, len(looks), clock) == (1, 3, [25, 25])


def _unverified(monkeypatch: pytest.MonkeyPatch, until: int | None = None) -> list[None]:
    """Make SES answer "pending" a number of times; MiniStack verifies at once."""
    look = verify_sender._look
    looks: list[None] = []

    async def waiting(*arguments: Any) -> Any:
        looks.append(None)
        sender, identity, published = await look(*arguments)
        if until is None or len(looks) < until:
            identity = {
                **identity,
                "VerifiedForSendingStatus": False,
                "VerificationStatus": "PENDING",
            }
        return sender, identity, published

    monkeypatch.setattr(verify_sender, "_look", waiting)
    return looks


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def test_a_test_email_is_sent_the_way_the_pool_does(
    command: Command, pool_id: str, endpoint: str, session: boto3.Session
) -> None:
    account = session.get_credentials().access_key

    def sent() -> Any:
        return _get(f"{endpoint}/_ministack/ses/messages?account={account}")["messages"].get(
            account, []
        )

    assert command("send-test", "email", pool_id, "me@example.org", answers="n\n")[0] == 130
    assert sent() == []
    code, out, _ = command("send-test", "email", pool_id, "me@example.org", answers="y\n")
    assert code == 0, out
    assert "0.0001 USD" in out
    (message,) = sent()
    assert (message["Source"], message["To"]) == ("no-reply@example.com", ["me@example.org"])


def test_a_test_sms_is_sent_from_the_pools_region(
    command: Command, pool_id: str, endpoint: str
) -> None:
    code, out, _ = command("send-test", "sms", pool_id, NUMBER, "--yes")
    assert code == 0, out
    assert "through SNS in eu-west-1" in out
    assert NUMBER in json.dumps(_get(f"{endpoint}/_ministack/sns/sms-messages"))


def test_amplify_outputs_are_those_of_the_public_client(
    command: Command, pool_id: str, endpoint: str, session: boto3.Session, tmp_path: Path
) -> None:
    idp = session.client("cognito-idp", endpoint_url=endpoint)
    web = idp.create_user_pool_client(UserPoolId=pool_id, ClientName="web")["UserPoolClient"]
    idp.create_user_pool_client(UserPoolId=pool_id, ClientName="server", GenerateSecret=True)
    idp.create_group(UserPoolId=pool_id, GroupName="admins", Precedence=1)
    code, out, err = command("amplify", "outputs", pool_id)
    assert code == 0, err
    auth = json.loads(out)["auth"]
    assert auth["user_pool_client_id"] == web["ClientId"]
    assert auth["groups"] == [{"admins": {"precedence": 1}}]
    assert auth["mfa_configuration"] == "NONE"
    idp.create_user_pool_client(UserPoolId=pool_id, ClientName="mobile")
    code, _, err = command("amplify", "outputs", pool_id)
    assert (code, "choose one with --client-id" in err) == (2, True)


def test_the_lines_for_an_amplify_backend_contain_sender_and_role(
    command: Command, pool_id: str
) -> None:
    code, out, _ = command("amplify", "backend", pool_id)
    assert code == 0
    blocks = dict(
        line.removeprefix("cfnUserPool.").rstrip(";").split(" = ", 1)
        for line in out.replace("\n  ", "  ").replace("\n}", "}").splitlines()
        if line.startswith("cfnUserPool.")
    )
    email = json.loads(blocks["emailConfiguration"])
    assert email["emailSendingAccount"] == "DEVELOPER"
    assert email["sourceArn"].endswith(":identity/example.com")
    sms = json.loads(blocks["smsConfiguration"])
    assert sms["externalId"] == "external-1"
    assert sms["snsRegion"] == "eu-west-1"


def test_a_live_pool_is_checked_from_the_command_line(command: Command, pool_id: str) -> None:
    code, out, _ = command("check", pool_id, "--only", "E1,E2,E3,S1,S2,S3", "--format", "json")
    found = json.loads(out)["pools"][0]
    assert (code, found["verdict"]) == (0, "partial"), out
    assert found["headline"] == f"6 of {len(every_check())} checks run: no failure among them"
    assert "through End" not in out
    assert command("check", "eu-west-1_Missing12")[0] == 4
