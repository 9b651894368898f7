"""The command line: subcommands, exit codes, invalid input."""

from __future__ import annotations

import copy
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_messaging.aws import Aws
from cognito_messaging.checks import every_check
from cognito_messaging.cli.app import main
from cognito_messaging.cli.connection import Connection
from cognito_messaging.report import Format
from terraform_scenarios import Terraform, terraform_environment

from ..checks.fake_aws import HEALTHY, POOL_ID, FakeAws, broken, denied, error

Answer = tuple[int, str, str]
Command = Callable[..., Answer]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run the command on a fake AWS account, with answers to its questions."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    def run(*arguments: str, fake: FakeAws | None = None, answers: str = "") -> Answer:
        if fake is not None:
            monkeypatch.setattr(Connection, "aws", lambda self, session=None: Aws(fake))
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        code = main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


# All checks except the one that asks the DNS.
OFFLINE = ",".join(check.id for check in every_check() if check.id != "E7")
CHECK = ("check", POOL_ID, "--only", OFFLINE)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check"], "name one of"),
        (["check", POOL_ID, "--all"], "name one of"),
        (["check", "pool"], "'pool' is not a user pool ID: write it as eu-west-1_AbCdEfGhI"),
        (["check", "eu-west-1_A\nB"], "is not a user pool ID"),
        (["check", "eu-west-1_A;rm -rf"], "is not a user pool ID"),
        (["check", "arn:aws:cognito-idp:eu-west-1:1:userpool/x"], "is not a user pool ID"),
        (["check", POOL_ID, "--emails-per-day", "many"], "valid integer"),
        (["check", POOL_ID, "--emails-per-day", "0"], "equal to 1"),
        (["check", POOL_ID, "--sms-countries", "USA"], "ISO 3166"),
        (["check", POOL_ID, "--only", "E99"], "there is no check E99"),
        (["check", POOL_ID, "--format", "pdf"], "pdf"),
        (["check", POOL_ID, "--regions", "eu-west-1"], "need --all"),
        (["check", "--all", "--regions", "europe"], "'europe' is not a region"),
        (["check", "--all"], "no region"),
        (["check", POOL_ID, "--colour"], "--colour"),
        (["--role-arn", "admin", "check", POOL_ID], "is not an ARN"),
        (["--role-arn", "arn:aws:sns:eu-west-1:123456789012:t", "check", POOL_ID], "not a role"),
        (["--endpoint-url", "localhost:4566", "check", POOL_ID], "write http://"),
        (["--profile", "missing", "check", POOL_ID], "missing"),
        (["policy", "pool"], "is not a user pool ID"),
        (["verify-sender", "pool"], "is not a user pool ID"),
        (["verify-sender"], "name one of: a pool ID, --identity example.com"),
        (["verify-sender", "--identity", "example..com"], "'example..com' is not a domain"),
        (["verify-sender", "--identity", "a@b"], "'a@b' is not an email address"),
        (["verify-sender", "--identity", "example.com"], "no region"),
        (["send-test", "email", POOL_ID, "me"], "is not an email address"),
        (["send-test", "email", POOL_ID, "a@b.c,d@e.f"], "is not an email address"),
        (["send-test", "sms", POOL_ID, "0151 1234"], "is not a phone number"),
        (["--region", "eu-west-1", "sandbox", "add", "12"], "write it as +4915112345678"),
        (
            ["--region", "eu-west-1", "sandbox", "add", "+4915112345678", "--language", "de"],
            "de-DE",
        ),
        (["--region", "eu-west-1", "sandbox", "verify", "+4915112345678", "12"], "five to eight"),
        (["sandbox", "list"], "no region"),
        (["production-access", "request", "--website-url", "example.com"], "https://example.com"),
        (
            ["production-access", "request", "--website-url", "https://e.com", "--contact", "x"],
            "'x'",
        ),
        (["adopt", "pool"], "is not a user pool ID"),
        (["amplify", "backend"], "name one of"),
        (["nonsense"], "nonsense"),
        (["check", POOL_ID, "--region", "eu-west-1"], "Write it before the verb"),
        (["check", POOL_ID, "--timeout", "5"], "cognito-messaging --timeout VALUE check"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else None,
)
def test_bad_input_is_reported_in_one_line_with_exit_code_2(
    command: Command, arguments: list[str], expected: str
) -> None:
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert expected in err


@pytest.mark.parametrize(
    ("fake", "options", "code"),
    [
        (FakeAws(), [], 0),
        (broken(), [], 1),
        (FakeAws().pool(DeletionProtection="INACTIVE"), [], 0),
        (FakeAws().pool(DeletionProtection="INACTIVE"), ["--fail-on", "warn"], 1),
        (FakeAws().reply("sesv2:GetAccount", denied()), [], 3),
        (FakeAws().reply("sesv2:GetAccount", denied()), ["--allow-unknown"], 0),
        (broken().reply("sesv2:GetAccount", denied()), ["--allow-unknown"], 1),
        (FakeAws({}), [], 3),
        (
            FakeAws().reply("cognito-idp:DescribeUserPool", error("ResourceNotFoundException")),
            [],
            4,
        ),
    ],
    ids=["ready", "fail", "warn", "warn-fails", "unknown", "allowed", "both", "denied", "missing"],
)
def test_the_exit_code_depends_on_the_verdicts(
    command: Command, fake: FakeAws, options: list[str], code: int
) -> None:
    assert command(*CHECK, *options, fake=fake)[0] == code


def test_the_table_shows_each_problem_with_its_remediation(command: Command) -> None:
    _, out, _ = command(*CHECK, fake=broken())
    assert "Not ready: 2 findings would keep messages from users" in out
    assert "SES in eu-west-1 is in the sandbox" in out
    assert "$ cognito-messaging --region eu-west-1 production-access request --help" in out


@pytest.mark.parametrize("form", list(Format))
def test_every_format_can_be_written_to_the_terminal_or_a_file(
    command: Command, form: Format, tmp_path: Path
) -> None:
    _, out, _ = command(*CHECK, "--format", form, fake=broken())
    file = tmp_path / "report"
    _, nothing, _ = command(*CHECK, "--format", form, "--output", str(file), fake=broken())
    assert nothing == ""
    for text in (out, file.read_text(encoding="utf-8")):
        assert "E8" in text
        assert "is in the sandbox" in text


def test_a_file_that_cannot_be_written_is_reported_in_one_line(
    command: Command, tmp_path: Path
) -> None:
    where = str(tmp_path / "missing" / "report.html")
    code, _, err = command(*CHECK, "--format", "html", "--output", where, fake=FakeAws())
    assert code == 2
    assert err.count("\n") == 1
    assert "missing/report.html" in err


def test_a_fleet_reports_each_pool_and_each_region_that_could_not_be_listed(
    command: Command,
) -> None:
    asked = ["--all", "--regions", "eu-west-1", "--only", OFFLINE, "--format", "json"]
    code, out, _ = command("check", *asked, fake=FakeAws())
    assert code == 0
    assert [pool["id"] for pool in json.loads(out)["pools"]] == [POOL_ID]
    refused = FakeAws().reply("cognito-idp:ListUserPools", denied())
    code, out, _ = command("check", *asked, fake=refused)
    assert code == 3
    assert json.loads(out)["verdict"] == "unknown"
    assert "cognito-idp:ListUserPools" in json.loads(out)["problems"][0]


def test_many_pools_are_shown_with_one_row_each_the_worst_first(command: Command) -> None:
    ids = [{"Id": f"eu-west-1_Pool{n}"} for n in range(6)]
    fake = FakeAws().reply("cognito-idp:ListUserPools", {"UserPools": ids})

    def described(params: Any) -> Any:
        answer: Any = copy.deepcopy(HEALTHY["cognito-idp:DescribeUserPool"])
        if params["UserPoolId"].endswith("4"):
            answer["UserPool"]["EmailConfiguration"]["EmailSendingAccount"] = "COGNITO_DEFAULT"
        return answer

    fake.reply("cognito-idp:DescribeUserPool", described)
    code, out, _ = command("check", "--all", "--regions", "eu-west-1", "--only", "E1", fake=fake)
    rows = [line.split() for line in out.splitlines() if "eu-west-1_Pool" in line]
    assert code == 1
    assert rows[0] == ["✗", "fail", "eu-west-1_Pool4", "customers", "E1", "0", "0"]
    assert len(rows) == 6
    assert "Email is sent" not in out


def test_the_policy_allows_the_calls_of_the_checks_and_no_changes(
    command: Command,
) -> None:
    _, out, _ = command("policy", "--all")
    actions = {
        action for statement in json.loads(out)["Statement"] for action in statement["Action"]
    }
    assert "ses:GetEmailIdentity" in actions
    assert "cognito-idp:ListUserPools" in actions
    for action in actions:
        assert action.partition(":")[2].startswith(("Get", "List", "Describe", "Simulate"))
    assert actions >= {
        action for check in every_check() for call in check.calls for action in call.actions
    }


def test_the_policy_of_one_check_on_one_pool_is_narrow(command: Command) -> None:
    _, out, _ = command("policy", POOL_ID, "--only", "G4")
    assert json.loads(out)["Statement"] == [
        {
            "Sid": "Pool",
            "Effect": "Allow",
            "Action": ["cognito-idp:DescribeUserPool", "cognito-idp:GetWebACLForResource"],
            "Resource": [f"arn:aws:cognito-idp:eu-west-1:*:userpool/{POOL_ID}"],
        },
        {
            "Sid": "Account",
            "Effect": "Allow",
            "Action": ["wafv2:GetWebACLForResource"],
            "Resource": ["*"],
        },
    ]


def test_a_check_cannot_make_a_call_that_it_does_not_declare(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (webacl,) = [check for check in every_check() if check.id == "G4"]
    monkeypatch.setattr(type(webacl), "calls", ())
    code, out, _ = command("check", POOL_ID, "--only", "G4", fake=FakeAws())
    assert code == 3
    assert "not among the calls that this check declares" in out


@pytest.mark.parametrize(
    "verb", [[], ["check"], ["sandbox", "add"], ["adopt"], ["amplify", "outputs"]]
)
def test_help_shows_examples(command: Command, verb: list[str]) -> None:
    code, out, _ = command(*verb, "--help")
    assert code == 0
    assert "Example" in out
    assert "\n    cognito-messaging " in out


def _applied(folder: Path, body: str) -> Path:
    (folder / "main.tf").write_text(body, encoding="utf-8")
    terraform = Terraform(folder, env=terraform_environment(folder, {}))
    terraform.init()
    terraform.apply()
    return folder


needs_terraform = pytest.mark.skipif(not shutil.which("terraform"), reason="no Terraform on PATH")


@needs_terraform
def test_pools_are_found_at_any_depth_of_a_roots_outputs(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TF_CLI_CONFIG_FILE", raising=False)
    root = _applied(
        tmp_path,
        f'output "auth" {{ value = {{ eu = {{ user_pool_id = "{POOL_ID}" }} }} }}\n'
        'output "email_configuration" { value = { emailSendingAccount = "DEVELOPER" } }\n',
    )
    code, out, _ = command(
        "check", "--terraform", str(root), "--only", "E1", "--format", "json", fake=FakeAws()
    )
    assert code == 0
    assert json.loads(out)["pools"][0]["id"] == POOL_ID
    _, out, _ = command("amplify", "backend", "--terraform", str(root))
    assert '"emailSendingAccount": "DEVELOPER"' in out


@needs_terraform
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (None, "is not a folder"),
        ("", "has no outputs: apply it first"),
        ('output "x" { value = 1 }', "has no output user_pool_id"),
    ],
)
def test_a_root_without_a_pool_is_reported(
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str | None,
    expected: str,
) -> None:
    monkeypatch.delenv("TF_CLI_CONFIG_FILE", raising=False)
    root = tmp_path / "root"
    if body is not None:
        root.mkdir()
        if expected.startswith("has no output user"):
            _applied(root, body)
        (root / "main.tf").write_text(body, encoding="utf-8")
    code, _, err = command("check", "--terraform", str(root), fake=FakeAws())
    assert code == 4
    assert err.count("\n") == 1
    assert expected in err


def test_a_program_other_than_terraform_can_be_used(command: Command, tmp_path: Path) -> None:
    code, _, err = command("check", "--terraform", str(tmp_path), "--terraform-binary", "no-tofu")
    assert (code, "'no-tofu' was not found" in err, err.count("\n")) == (4, True, 1)


def test_the_installed_command_runs() -> None:
    script = Path(sys.executable).with_name("cognito-messaging")
    done: Any = subprocess.run([script, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "verify-sender" in done.stdout
