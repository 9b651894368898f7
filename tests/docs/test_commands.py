"""Each `cognito-messaging` command in the documentation and in remediations is valid."""

import re
import shlex

import pytest

from cognito_messaging.checks import every_check
from cognito_messaging.cli.app import main
from cognito_messaging.cli.errors import ExitCode

POOL = "eu-west-1_AbCdEfGhI"
SHOWN = re.compile(r"^\$ (cognito-messaging (?:[^\n]|(?<=\\)\n)*)", re.M)


def shown_commands(repository):
    """Every command, with the page or the check that shows it."""
    for page in [*repository.glob("*.md"), *repository.glob("docs/*.md")]:
        for command in SHOWN.findall(page.read_text(encoding="utf-8")):
            yield page.name, command
    for check in every_check():
        command = check.remediation.command or ""
        if command.startswith("cognito-messaging"):
            yield check.id, command


def words(command):
    """The arguments of the command, with a pool and a region instead of placeholders."""
    command = re.sub(r"\$POOL|\{pool_id\}", POOL, command.replace("\\\n", " "))
    return shlex.split(re.sub(r"\{\w*region\}", "eu-west-1", command))[1:]


@pytest.fixture
def no_credentials(monkeypatch, tmp_path):
    """An empty folder, without credentials, and with a fixed region."""
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.chdir(tmp_path)


def test_each_documented_command_is_valid_up_to_the_credentials(no_credentials, repository, capsys):
    commands = list(shown_commands(repository))
    assert len(commands) > 20
    for where, command in commands:
        line = words(command)
        code = main(line)
        errors = capsys.readouterr().err
        # There are no credentials, and no outputs in the folder; --help needs neither.
        assert code == ExitCode.AWS or "--help" in line, (
            f"{where} shows: {command}\nwhich ends with {code}: {errors}"
        )
