"""Requests that AWS accepts pass the gateway; requests that it refuses get AWS's error."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from ..rules.cases import Setting
from .entries import Player, entries

VALID = entries("valid")
REFUSED = entries("refused")


@pytest.fixture
def play(account, gateway):
    setting = Setting(
        account, lambda name: gateway.manual.verify_sender(name, account=account.number)
    )

    def prepare(entry):
        player = Player(setting, entry.region)
        player.prepare(entry.given)
        return lambda: player.call(entry.call, entry.parameters)

    return prepare


def test_every_entry_has_a_source_and_a_name_of_its_own():
    for found in (VALID, REFUSED):
        assert all(one.source for one in found)
        assert len({one.id for one in found}) == len(found)


@pytest.mark.parametrize("entry", VALID, ids=[one.id for one in VALID])
def test_a_request_that_aws_accepts_passes(entry, play):
    play(entry)()


@pytest.mark.parametrize("entry", REFUSED, ids=[one.id for one in REFUSED])
def test_a_request_that_aws_refuses_gets_its_error(entry, play):
    call = play(entry)
    with pytest.raises(ClientError) as raised:
        call()
    error = raised.value.response["Error"]
    assert error["Code"] == entry.error
    assert entry.message in error["Message"]
