"""Fixtures of a live AWS emulator, alone and behind a gateway, and of the command."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

import boto3
import pytest

from cognito_messaging.cli.app import main

from ..checks.live import endpoint, pool_id, session
from .behind_a_gateway import gateway, interrupt, run, shared_gateway, voice

Answer = tuple[int, str, str]
Command = Callable[..., Answer]


@pytest.fixture
def alone(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without settings for AWS, except for credentials."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return monkeypatch


@pytest.fixture
def cli(alone: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command; returns its exit code, output and errors."""

    def run(*arguments: str, answers: str = "", stdin: io.StringIO | None = None) -> Answer:
        alone.setattr("sys.stdin", stdin or io.StringIO(answers))
        code = main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def config(alone: pytest.MonkeyPatch, tmp_path: object) -> Callable[[bytes], None]:
    """Write the file of AWS's configuration, and use only it."""
    file = f"{tmp_path}{os.sep}config"

    def write(text: bytes) -> None:
        with open(file, "wb") as opened:  # noqa: PTH123
            opened.write(text)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            alone.delenv(name)
        alone.setenv("AWS_CONFIG_FILE", file)

    return write


__all__ = [
    "alone",
    "cli",
    "config",
    "endpoint",
    "gateway",
    "interrupt",
    "pool_id",
    "run",
    "session",
    "shared_gateway",
    "voice",
]
