"""Every command in docs/moving-to-production.md, run in order, as a reader would type it.

The command must print the lines that the guide shows below it, in that order. Comments in the guide
add to that: `ends with 1` is the exit code of the last command of the block, `meanwhile: …` is an
action of a person or the DNS before it.
"""

import os
import re
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from terraform_scenarios import open_workspace

GUIDE = "docs/moving-to-production.md"
BLOCK = re.compile(
    r"^(?:<!-- (?P<remark>[^\n]*?) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
SECONDS = 240


@dataclass(frozen=True)
class Step:
    """A command, the expected output, the valid exit codes, and the action before it."""

    command: str
    shown: tuple[str, ...]
    codes: tuple[int, ...]
    meanwhile: str


def steps_of(page):
    for block in BLOCK.finditer(page):
        if block["language"] != "console":
            continue
        remark = block["remark"] or ""
        meanwhile = remark.partition("meanwhile: ")[2]
        codes = tuple(map(int, re.findall(r"\d+", remark.partition("ends with ")[2])))
        parts = re.split(r"^\$ ", block["text"], flags=re.M)[1:]
        for n, part in enumerate(parts):
            command, *shown = part.splitlines()
            last = n == len(parts) - 1
            yield Step(
                command,
                tuple(" ".join(line.split()) for line in shown),
                codes if codes and last else (0,),
                meanwhile if n == 0 else "",
            )


class Shell:
    """A bash that keeps its variables between commands and answers yes to each question."""

    MARK = "--- ended with"

    def __init__(self, folder, environment):
        self._bash = subprocess.Popen(
            ["bash", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, command):
        """The exit code and the output."""
        line = f"{{ {command}\n}} < <(yes yes); printf '\\n{self.MARK} %s\\n' $?\n"
        self._bash.stdin.write(line.encode())
        self._bash.stdin.flush()
        output, end = b"", time.monotonic() + SECONDS
        with selectors.DefaultSelector() as ready:
            ready.register(self._bash.stdout, selectors.EVENT_READ)
            while not (
                found := re.search(rf"\n{self.MARK} (\d+)\n$", output.decode("utf-8", "replace"))
            ):
                assert ready.select(end - time.monotonic()), (
                    f"timeout of {command}:\n{output.decode()}"
                )
                more = os.read(self._bash.stdout.fileno(), 65536)
                assert more, f"the shell ended at {command}:\n{output.decode()}"
                output += more
        return int(found[1]), output.decode()[: found.start()]

    def close(self):
        self._bash.kill()
        self._bash.communicate()


class OutsideActions:
    """Actions outside the shell: by reviewers at AWS, the DNS, the owner of a phone, a mailbox."""

    def __init__(self, gateway, target):
        self._gateway, self._target = gateway, target

    def perform(self, action):
        manual = self._gateway.manual
        if action == "the records are published":
            manual.verify_sender("example.com")
            manual.verify_sender("bounce.example.com")
        elif action == "production access is granted":
            manual.decide_review("GRANTED")
        elif action == "the SMS sandbox is left":
            # The same support case raises the limit.
            manual.leave_sandbox("sms")
            manual.raise_spend_limit(50)
        elif bounced := re.fullmatch(r"mail to (\S+) bounces", action):
            self._target.client("sesv2").put_suppressed_destination(
                EmailAddress=bounced[1], Reason="BOUNCE"
            )
        else:
            assert action in ("", "123456 is texted"), f"unknown action: {action}"

    def last_sms_code(self):
        """The code of the last SMS."""
        return [one.code for one in self._gateway.messages() if one.channel == "sms"][-1]


@pytest.fixture
def workspace(pytestconfig):
    # moto and `none` cannot run the guides, and on AWS their outside actions take days.
    name = "localstack" if pytestconfig.option.target == "localstack" else "embedded"
    with open_workspace(name, rules=["cognito_messaging.rules"]) as opened:
        # While the first apply waits for the number, its registration is approved.
        opened.gateway.manual.activate_number()
        yield opened


@pytest.fixture
def shell(workspace, tmp_path, repository):
    """A shell in an empty folder, with the programs of this environment and an emulator."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = workspace.environment()
    environment |= {"PATH": programs, "COLUMNS": "240", "AWS_PAGER": ""}
    (tmp_path / "infra").mkdir()
    opened = Shell(tmp_path / "infra", environment)
    yield opened
    opened.close()


def missing(shown, output):
    """The first line that the output does not have after the previous lines."""
    words = iter([" ".join(line.replace("\x1b", " ").split()) for line in output.splitlines()])
    for line in shown:
        pattern = re.compile(".*".join(map(re.escape, line.split(" "))))
        if not any(pattern.search(found) for found in words):
            return line
    return None


def test_every_command_of_the_guide_prints_the_documented_output(
    shell, workspace, repository, tmp_path
):
    page = (repository / GUIDE).read_text(encoding="utf-8")
    (configuration,) = [one["text"] for one in BLOCK.finditer(page) if one["language"] == "hcl"]
    source = re.compile(r'"git::https://GIT_URL\?ref=[^"]*"')
    assert source.search(configuration)
    main = tmp_path / "infra" / "main.tf"
    # Relative, since Terraform copies the folder of an absolute path.
    local = os.path.relpath(repository, main.parent)
    main.write_text(source.sub(f'"{local}"', configuration))
    steps, outside = list(steps_of(page)), OutsideActions(workspace.gateway, workspace.target)
    assert len(steps) > 25
    for step in steps:
        outside.perform(step.meanwhile)
        command = step.command
        if step.meanwhile == "123456 is texted":
            command = command.replace("123456", outside.last_sms_code())
        code, output = shell.run(command)
        assert code in step.codes, f"{command}\nended with {code}:\n{output}"
        absent = missing(step.shown, output)
        assert absent is None, f"{command}\ndid not print: {absent}\nbut:\n{output}"


@pytest.mark.parametrize("name", [GUIDE, "README.md"])
def test_configurations_in_the_documentation_are_formatted(repository, name):
    page = (repository / name).read_text(encoding="utf-8")
    shown = [block["text"] for block in BLOCK.finditer(page) if block["language"] == "hcl"]
    assert shown
    for text in shown:
        done = subprocess.run(["terraform", "fmt", "-"], input=text, capture_output=True, text=True)
        assert done.stdout == text, done.stderr
