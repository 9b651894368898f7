"""Bad surroundings: each ends the command with one line and a documented exit code."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from .conftest import Command
from .loopback import Reply, server

POOL_ID = "eu-west-1_AbCdEf123"
STATUS = ("--region", "eu-west-1", "production-access", "status")
DOCUMENTED = {
    int(code)
    for code in re.findall(
        r"^\| (\d+) \|",
        (Path(__file__).parents[2] / "docs" / "cognito-messaging.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
}
PROGRAM = [sys.executable, "-m", "cognito_messaging"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"[default\nregion", "Unable to parse config file"),
        (b"\xff\xfe", "Unable to parse config file"),
        (b"[default]\nretry_mode = often\naws_access_key_id = a", "Partial credentials"),
        (b"[default]\ncredential_process = echo garbage", "Expecting value"),
        (b"[default]\ncredential_process = echo {}", "Version"),
        (b"[default]\ncredential_process = echo []", "credentials of profile default"),
        (b"[default]\ncredential_process = printf \\377", "credentials of profile default"),
        (b"[default]\ncredential_process = false", "custom-process"),
        (b"[default]\ncredential_process = /no/such/program", "/no/such/program"),
        (b'[default]\ncredential_process = "unbalanced', "No closing quotation"),
        (
            b"[default]\nsso_session = a\nsso_account_id = 1\nsso_role_name = r\n"
            b"[sso-session a]\nsso_region = eu-west-1\nsso_start_url = https://a.example/start",
            "aws sso login --profile default",
        ),
        (
            b"[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = gone",
            '"gone"',
        ),
        (b"[default]\nweb_identity_token_file = /no/such\nrole_arn = arn:x", "/no/such"),
        (b"", "no AWS credentials"),
    ],
    ids=lambda value: value.decode("latin-1")[:40] if isinstance(value, bytes) else None,
)
def test_a_configuration_that_cannot_be_used_is_one_line(
    cli: Command, config: Callable[[bytes], None], text: bytes, expected: str
) -> None:
    config(text)
    for verb in (("check", POOL_ID), STATUS):
        code, out, err = cli(*verb)
        assert (code, out, err.count("\n")) == (4, "", 1)
        assert expected in err
        assert "Traceback" not in err


def test_a_program_for_credentials_that_hangs_has_a_time_limit(
    cli: Command, config: Callable[[bytes], None]
) -> None:
    config(b"[default]\ncredential_process = sleep 3")
    code, _, err = cli("--timeout", "0.2", *STATUS)
    assert (code, err) == (4, "error: no AWS credentials within 0.2 s\n")


@pytest.mark.filterwarnings("ignore::getpass.GetPassWarning")
def test_the_code_of_a_device_can_be_typed(
    cli: Command, config: Callable[[bytes], None], alone: pytest.MonkeyPatch
) -> None:
    config(
        b"[default]\nrole_arn = arn:aws:iam::1:role/r\nmfa_serial = arn:aws:iam::1:mfa/me\n"
        b"region = eu-west-1\nsource_profile = keys\n"
        b"[profile keys]\naws_access_key_id = a\naws_secret_access_key = b"
    )
    readers: list[str] = []

    class Person(io.StringIO):
        def readline(self, *_: object) -> str:
            readers.append(threading.current_thread().name)
            return "123456\n"

    asked: list[str] = []

    def answer(body: str) -> Reply:
        asked.append(body)
        return Reply(b"")

    # No terminal, from which getpass would read first.
    alone.setattr("os.open", Mock(side_effect=OSError))
    with server(answer) as address:
        alone.setenv("AWS_ENDPOINT_URL", address)
        code, _, _ = cli(*STATUS, stdin=Person())
    assert (code, readers) == (4, ["MainThread"])
    assert "TokenCode=123456" in asked[0]


@pytest.mark.parametrize("value", ["garbage", "http://", "http://[", "http://a b"])
def test_an_endpoint_of_the_environment_that_is_none_is_one_line(
    cli: Command, alone: pytest.MonkeyPatch, value: str
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SESV2"):
        alone.setenv(name, value)
        code, out, err = cli("--timeout", "5", *STATUS)
        assert (code, out, err.count("\n")) == (4, "", 1)
        alone.delenv(name)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--region", "a/b"], "--region: 'a/b' is not a region"),
        (["--region", "eu-wset-1"], "knows no region eu-wset-1"),
        (["--region", ""], "--region is empty"),
        (["--endpoint-url", "http://"], "write http://127.0.0.1:4566"),
        (["--endpoint-url", "http://127.0.0.1:x"], "write http://127.0.0.1:4566"),
        (["--role-arn", ""], "--role-arn is empty"),
        (["--profile="], "--profile is empty"),
        (["--timeout", "0"], "--timeout"),
        (["--timeout", "nan"], "--timeout"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_global_option_is_refused_before_any_call(
    cli: Command, arguments: list[str], expected: str
) -> None:
    code, out, err = cli(*arguments, "check", POOL_ID)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check", ""], "'' is not a user pool ID"),
        (["check", "eu-wset-1_AbCdEf123"], "knows no region eu-wset-1"),
        (["check", POOL_ID, "--only", ""], "--only is empty"),
        (["check", POOL_ID, "--only", " , "], "--only is empty"),
        (["check", POOL_ID, "--only", "E1,E77"], "E16, S0, S1"),
        (["check", POOL_ID, "--sms-countries", ","], "--sms-countries is empty"),
        (["check", "--terraform", ""], "--terraform is empty"),
        (["check", "--all", "--regions", ","], "--regions is empty"),
        (["check", "--all", "--profiles", ","], "--profiles is empty"),
        (["policy", "--only", ","], "--only is empty"),
        (["adopt", ""], "'' is not a user pool ID"),
        (["amplify", "backend", ""], "'' is not a user pool ID"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_an_empty_or_unknown_value_is_a_wrong_argument(
    cli: Command, arguments: list[str], expected: str
) -> None:
    code, out, err = cli(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err


@pytest.mark.parametrize(
    ("option", "variables", "profile", "asked"),
    [
        ("us-east-1", {"AWS_REGION": "eu-west-1"}, "eu-west-2", "us-east-1"),
        (None, {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "x"}, "eu-west-2", "eu-west-1"),
        (None, {"AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-3"}, "eu-west-2", "eu-west-3"),
        (None, {}, "eu-west-2", "eu-west-2"),
    ],
)
def test_the_region_is_that_of_the_option_the_environment_or_the_profile(
    cli: Command,
    config: Callable[[bytes], None],
    alone: pytest.MonkeyPatch,
    option: str | None,
    variables: dict[str, str],
    profile: str,
    asked: str,
) -> None:
    keys = b"\naws_access_key_id = a\naws_secret_access_key = b"
    config(f"[default]\nregion = {profile}".encode() + keys)
    for name, value in variables.items():
        alone.setenv(name, value)
    chosen = ("--region", option) if option else ()
    with server(lambda _: Reply(b"")) as address:
        _, _, err = cli(*chosen, "--endpoint-url", address, "production-access", "status")
    assert f"sesv2:GetAccount in {asked}:" in err


@pytest.mark.parametrize("value", ["a/b", "eu-wset-1"])
@pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_a_region_of_the_environment_that_does_not_exist_is_one_line(
    cli: Command, alone: pytest.MonkeyPatch, name: str, value: str
) -> None:
    alone.setenv(name, value)
    code, out, err = cli("sandbox", "list")
    assert (code, out, err.count("\n")) == (4, "", 1)
    assert value in err


# What follows is about the process: its streams, signals and exit code.


@pytest.fixture
def page() -> Iterator[str]:
    """An endpoint on which every check is unknown."""
    with server(lambda _: Reply(b"<html></html>", "text/html")) as address:
        yield address


@pytest.fixture
def silent() -> Iterator[str]:
    """An endpoint that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def shell(line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash, in which `$C` is the command."""
    environment = {**os.environ, "C": " ".join(PROGRAM), **variables}
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, encoding="utf-8", env=environment, timeout=60
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("$C policy > /dev/full", 4),
        ("$C --help > /dev/full", 4),
        ("$C --version > /dev/full", 4),
        ("$C check $P > /dev/full", 4),
        ("$C check $P --format json > /dev/full", 4),
        ("$C check $P --format html > /dev/full", 4),
        ("$C check $P --output /dev/full", 4),
        ("$C check $P --output /proc/version", 4),
        ("$C check $P --output /no/such/folder/report", 2),
        ("$C check $P --output /", 2),
        ("$C policy >&-", 4),
        ("$C check $P >&-", 4),
        ("$C check '' > /dev/full", 2),
    ],
)
def test_output_that_cannot_be_written_is_one_line(
    alone: pytest.MonkeyPatch, page: str, line: str, code: int
) -> None:
    done = shell(line.replace("$C check", f"$C --endpoint-url {page} check"), P=POOL_ID)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert code in DOCUMENTED


def test_a_report_that_cannot_be_written_completely_leaves_no_file(
    cli: Command, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, text: str, **_: object) -> None:
        self.open("w", encoding="utf-8").write(text[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    report = tmp_path / "report.html"
    asked = ("--endpoint-url", page, "check", POOL_ID, "--format", "html", "--output", str(report))
    code, _, err = cli(*asked)
    assert (code, report.exists(), err.count("\n")) == (4, False, 1)


def test_a_reader_that_stops_reading_ends_the_command_without_a_message(
    alone: pytest.MonkeyPatch, page: str
) -> None:
    # `head` has ended before the command writes.
    done = shell(f"$C --endpoint-url {page} check {POOL_ID} | head -0; exit ${{PIPESTATUS[0]}}")
    assert (done.returncode, done.stderr) == (141, "")
    assert 141 in DOCUMENTED


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_marks_are_ascii_on_an_ascii_terminal(
    alone: pytest.MonkeyPatch, page: str, form: str
) -> None:
    done = shell(
        f"$C --endpoint-url {page} check {POOL_ID} --format {form}; $C check ü✗",
        LC_ALL="C",
        PYTHONIOENCODING="ascii",
    )
    assert done.stdout.isascii()
    assert "? unknown" in done.stdout
    assert (done.stderr.isascii(), done.stderr.count("\n")) == (True, 1)
    assert r"'\xfcx' is not a user pool ID" in done.stderr


def test_a_page_says_that_it_is_utf_8_and_is_on_any_terminal(
    alone: pytest.MonkeyPatch, page: str
) -> None:
    asked = f"$C --endpoint-url {page} check {POOL_ID} --format html"
    done = shell(asked, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert "·" in done.stdout


QUESTIONS = [
    ("sandbox", "remove", "+4915112345678"),
    ("production-access", "request", "--website-url", "https://example.com"),
]
ANSWERS = {
    "Action=ListSMSSandboxPhoneNumbers": Reply(
        b"<ListSMSSandboxPhoneNumbersResponse><ListSMSSandboxPhoneNumbersResult><PhoneNumbers>"
        b"<member><PhoneNumber>+4915112345678</PhoneNumber><Status>Verified</Status></member>"
        b"</PhoneNumbers></ListSMSSandboxPhoneNumbersResult></ListSMSSandboxPhoneNumbersResponse>",
        "text/xml",
    ),
    "": Reply(b'{"ProductionAccessEnabled":false,"SendingEnabled":true,"SendQuota":{}}'),
}


@pytest.mark.parametrize("verb", QUESTIONS, ids=lambda verb: verb[0])
@pytest.mark.parametrize("closed", ["<&-", "< /dev/null"])
def test_a_question_that_nobody_can_answer_changes_nothing(
    alone: pytest.MonkeyPatch, verb: tuple[str, ...], closed: str
) -> None:
    asked = []

    def answer(body: str) -> Reply:
        asked.append(body)
        return ANSWERS[body.partition("&")[0]]

    with server(answer) as address:
        reach = f"--region eu-west-1 --endpoint-url {address}"
        done = shell(f"$C {reach} {' '.join(verb)} {closed}")
    assert done.stderr == (
        "error: nobody answered the question, and nothing was done: to say yes, write --yes\n"
    )
    assert done.returncode == 130
    assert len(asked) == 1
    assert 130 in DOCUMENTED


VERBS = [
    ("check", "--all"),
    ("adopt", POOL_ID),
    ("verify-sender", POOL_ID),
    ("sandbox", "list"),
    ("send-test", "sms", POOL_ID, "+4915112345678"),
    ("amplify", "outputs", POOL_ID),
    ("production-access", "status"),
]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_an_endpoint_that_never_answers_has_a_time_limit(
    cli: Command, silent: str, verb: tuple[str, ...]
) -> None:
    reach = ("--region", "eu-west-1", "--endpoint-url", silent, "--timeout", "0.3")
    code, out, err = cli(*reach, *verb)
    assert (code, out, err.count("\n")) == (3 if verb[0] == "check" else 4, "", 1)
    assert re.search(r"\w+:\w+ in eu-west-1: no answer within 0\.[1-3] s", err)


def test_the_default_time_limit_is_30_seconds() -> None:
    done = shell("$C --help")
    assert re.search(r"--timeout [^-]* \[default: 30\.0;", " ".join(done.stdout.split()))


# Sends an answer byte by byte to each connection of the socket that it inherits.
DRIPPING = """
import socket, sys, time
listening = socket.socket(fileno=int(sys.argv[1]))
while True:
    connection = listening.accept()[0]
    for one in b"HTTP/1.1 200 OK\\r\\nContent-Length: 9999\\r\\n\\r\\n" + b" " * 9999:
        try:
            connection.send(bytes([one]))
        except OSError:
            break
        time.sleep(0.02)
"""


def test_bytes_that_arrive_one_by_one_do_not_extend_the_time(cli: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        dripping = subprocess.Popen(
            [sys.executable, "-c", DRIPPING, str(number)], pass_fds=[number]
        )
        try:
            reach = ("--region", "eu-west-1", "--endpoint-url", f"http://127.0.0.1:{port}")
            code, _, err = cli(*reach, "--timeout", "0.5", "sandbox", "list")
        finally:
            dripping.kill()
            dripping.wait()
    assert (code, "no answer within" in err) == (4, True)


def _in_terminal(arguments: list[str], until: bytes) -> tuple[int, str]:
    """Run the command in a terminal, press Ctrl-C after a text; its exit code and output."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(PROGRAM[0], [*PROGRAM, *arguments])  # noqa: S606
    shown, pressed, end = b"", False, time.monotonic() + 30
    while select.select([terminal], [], [], max(end - time.monotonic(), 0))[0]:
        try:
            more = os.read(terminal, 65536)
        except OSError:  # Linux reports the end of a terminal so
            break
        shown += more
        if until in shown and not pressed:
            os.write(terminal, b"\x03")
            pressed = True
    os.close(terminal)
    if time.monotonic() >= end:
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


@pytest.mark.parametrize("verb", [["check", POOL_ID], *map(list, VERBS)], ids=" ".join)
def test_ctrl_c_while_it_waits_ends_with_one_line_that_follows_what_it_waits_for(
    alone: pytest.MonkeyPatch, silent: str, verb: list[str]
) -> None:
    reach = ["--region", "eu-west-1", "--endpoint-url", silent]
    code, shown = _in_terminal([*reach, *verb], b" in eu-west-1")
    assert code == 130
    assert "waiting for " in shown
    after = shown.rpartition("\x1b[2K")[2]
    assert after == "error: stopped; nothing more was done\r\n"


def test_ctrl_c_while_the_command_starts_ends_with_one_line(alone: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        started = subprocess.Popen(
            [sys.executable, "-X", "importtime", *PROGRAM[1:], "--help"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert started.stderr
        for line in started.stderr:
            if "cognito_messaging.aws" in line or "botocore.hooks" in line:
                break
        started.send_signal(signal.SIGINT)
        rest = [one for one in started.stderr.read().splitlines() if "import time" not in one]
        assert (started.wait(30), rest) == (130, ["error: stopped; nothing more was done"])
