"""An answer that lacks what AWS's has: one line, and nothing is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cognito_messaging.aws import BotoTransport

from .behind_a_gateway import Run

FILE = 'registration_type = "US_TOLL_FREE_REGISTRATION"\nname = "codes"\n'


@pytest.mark.parametrize(
    ("verb", "answer", "lacking"),
    [
        (
            ["protect", "status"],
            {"ProtectConfigurations": [{"AccountDefault": True}]},
            "ProtectConfigurationArn",
        ),
        (
            ["protect", "apply", "--countries", "DE", "--yes"],
            {"ProtectConfigurations": [{}]},
            "ProtectConfigurationArn",
        ),
        (["registration", "fields"], {"RegistrationTypeDefinitions": [{}]}, "RegistrationType"),
        (["registration", "fields", "X"], {}, "RegistrationTypeDefinitions"),
        (["registration", "status"], {"Registrations": [{}]}, "RegistrationArn"),
        (["registration", "status", "r"], {"Registrations": None}, "Registrations"),
        (["registration", "submit", "FILE", "--yes"], {}, "RegistrationTypeDefinitions"),
    ],
)
def test_what_is_missing_is_named(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verb: list[str],
    answer: dict[str, Any],
    lacking: str,
) -> None:
    (tmp_path / "f.toml").write_text(FILE, encoding="utf-8")
    monkeypatch.setattr(BotoTransport, "__call__", lambda *_: answer)
    code, _, err = run(*(str(tmp_path / "f.toml") if one == "FILE" else one for one in verb))
    assert (code, f"the answer has no {lacking}, as AWS's has" in err) == (4, True)
    assert err.count("\n") == 1


def test_a_registration_that_is_not_in_the_answer_does_not_exist(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BotoTransport, "__call__", lambda *_: {"Registrations": []})
    for more in ([], ["--wait"]):
        code, _, err = run("registration", "status", "r", *more)
        assert (code, err) == (4, "error: eu-west-1 has no registration r\n")


def test_a_client_without_an_id_is_no_client(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BotoTransport, "__call__", lambda *_: {"UserPoolClients": [{}]})
    code, out, _ = run("branding", "eu-west-1_AbCdEf123", "--yes")
    assert (code, "has no clients" in out) == (0, True)
