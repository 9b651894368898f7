"""The installed command in its own process, without configuration and credentials."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("cognito-messaging")
POOL = "eu-west-1_AbCdEfGhI"

Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Run]:
    """Start the command with no environment variable of the machine except PATH."""
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    if "PYTHONPATH" in os.environ:
        bare["PYTHONPATH"] = os.environ["PYTHONPATH"]

    running: list[subprocess.Popen[str]] = []

    def started(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [SCRIPT, *arguments],
            env=bare | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield started
    for process in running:
        process.kill()
        process.communicate()


def test_it_shows_its_version(start: Run, version: str) -> None:
    out, err = start("--version").communicate(timeout=60)
    assert (out, err) == (f"cognito-messaging {version}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", POOL),
        ("--region", "eu-west-1", "sandbox", "list"),
    ],
    ids=" ".join,
)
def test_a_subcommand_without_credentials_reports_once_how_to_get_some(
    start: Run, arguments: tuple[str, ...]
) -> None:
    process = start(*arguments)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.count("\n")) == (4, "", 1)
    assert err.startswith("error: no AWS credentials: name a profile")


@pytest.mark.parametrize("verb", [("check", POOL), ("verify-sender", POOL, "--wait")], ids=" ".join)
def test_ctrl_c_ends_the_command_at_once_even_if_aws_does_not_answer(
    start: Run, verb: tuple[str, ...]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        process = start(
            "--endpoint-url",
            f"http://127.0.0.1:{silent.getsockname()[1]}",
            *verb,
            AWS_ACCESS_KEY_ID="1",
            AWS_SECRET_ACCESS_KEY="1",
        )
        asked, _ = silent.accept()
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        took = time.monotonic() - began
        asked.close()
    assert (process.returncode, err) == (130, "error: stopped; nothing more was done\n")
    assert took < 5  # a call's own time limit is twenty seconds


def test_ctrl_c_leaves_no_child_process_even_if_terraform_does_not_answer(
    start: Run, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    program = tmp_path / "terraform"
    program.write_text(f"#!/bin/sh\necho $$ > {asked}.new\nmv {asked}.new {asked}\nexec sleep 60\n")
    program.chmod(0o755)
    process = start("check", "--terraform", str(tmp_path), "--terraform-binary", str(program))
    while not asked.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "error: stopped; nothing more was done\n")
    # It stays a zombie if no process reaps it; it has ended all the same.
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", asked.read_text()], capture_output=True, text=True
    ).stdout
    assert state.strip()[:1] in ("", "Z")
