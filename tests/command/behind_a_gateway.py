"""The command on an account of the gateway, and what stops it between two calls."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from cognito_messaging.calls import ApiOperation
from cognito_messaging.cli.acting import Actor
from cognito_messaging.cli.app import main
from terraform_scenarios.gateway import Gateway

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def shared_gateway(endpoint: str) -> Iterator[Gateway]:
    with Gateway(endpoint, plugins=["cognito_messaging.rules"]) as running:
        yield running


@pytest.fixture
def gateway(shared_gateway: Gateway) -> Gateway:
    """A gateway with every rule, reset."""
    shared_gateway.reset()
    return shared_gateway


@pytest.fixture
def run(
    gateway: Gateway,
    session: boto3.Session,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run the command; returns its exit code, output and errors."""

    def run(*arguments: str, answers: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        code = main(["--region", "eu-west-1", "--endpoint-url", gateway.endpoint, *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def voice(gateway: Gateway, session: boto3.Session) -> Any:
    """End User Messaging, as boto3 sees it."""
    return session.client(
        "pinpoint-sms-voice-v2", region_name="eu-west-1", endpoint_url=gateway.endpoint
    )


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Press Ctrl-C when the command makes a call; AWS does not get the call."""

    def interrupt(operation: str) -> None:
        ask = Actor.ask

        def stopped(self: Actor, called: ApiOperation, **params: object) -> Any:
            if called.name == operation:
                monkeypatch.setattr(Actor, "ask", ask)
                raise KeyboardInterrupt
            return ask(self, called, **params)

        monkeypatch.setattr(Actor, "ask", stopped)

    return interrupt


def changes(gateway: Gateway) -> list[str]:
    """The operations that were called and change something."""
    return [
        call.operation
        for call in gateway.calls
        if not call.operation.startswith(("Get", "List", "Describe"))
    ]
