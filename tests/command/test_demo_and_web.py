"""What `make demo` and `make web` print when they cannot start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from terraform_scenarios.gateway import Gateway, GatewayError
from tools import demo, npm, web


@pytest.mark.parametrize("main", [demo.main, web.main], ids=["make demo", "make web"])
def test_a_gateway_that_cannot_start_is_reported_in_one_line(
    main: Callable[[Path], int],
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def start(gateway: Gateway) -> None:
        raise GatewayError("the gateway cannot listen: the port is in use")

    monkeypatch.setattr(Gateway, "start", start)
    monkeypatch.setattr(npm, "install", lambda folder: None)
    monkeypatch.setattr(npm, "build", lambda folder, out: None)
    assert main(repository / "examples" / "complete") == 1
    last_line = capsys.readouterr().out.splitlines()[-1]
    assert last_line == "the gateway cannot listen: the port is in use"
