"""The limits of each user, each destination and all together."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from custom_sender import limits
from custom_sender.limits import Table
from custom_sender.settings import Limit

MAIL = "CustomEmailSender_ResendCode"
SMS = "CustomSMSSender_ResendCode"


def results(sender, trigger, times, **options):
    return [sender.send(trigger, **options)["Result"] for _ in range(times)]


@pytest.mark.parametrize("trigger", [MAIL, SMS])
def test_what_is_over_the_limit_of_a_user_in_an_hour_is_dropped(sender, trigger):
    assert results(sender, trigger, 6) == ["sent"] * 5 + ["refused"]
    assert sender.error == ""
    assert len(sender.sent()) == 5


def test_a_user_who_changes_the_number_has_the_same_limit(sender):
    numbers = [f"+1415555010{n}" for n in range(6)]
    lines = [sender.send(SMS, phone_number=number) for number in numbers]
    assert [one["Result"] for one in lines] == ["sent"] * 5 + ["refused"]
    assert lines[-1]["error"] == "The limit of the user is reached."


def test_a_number_has_one_limit_for_all_its_users(sender):
    lines = [sender.send(SMS, user=f"user{n}") for n in range(6)]
    assert [one["Result"] for one in lines] == ["sent"] * 5 + ["refused"]
    assert lines[-1]["error"] == "The limit of the destination is reached."


def test_an_address_in_capitals_is_the_same_address(sender):
    addresses = ["eve@example.org", "EVE@example.org", "Eve@Example.org"] * 2
    lines = [sender.send(MAIL, user=f"user{n}", email=one) for n, one in enumerate(addresses)]
    assert [one["Result"] for one in lines] == ["sent"] * 5 + ["refused"]


def test_all_users_together_have_a_limit_by_channel(sender):
    sender.settings["limits"]["sms"]["all"] = {"hour": 2, "day": 90}
    lines = [sender.send(SMS, user=f"user{n}", phone_number=f"+1415555010{n}") for n in range(3)]
    assert [one["Result"] for one in lines] == ["sent", "sent", "refused"]
    assert lines[-1]["error"] == "The limit of all users together is reached."
    assert sender.send(MAIL)["Result"] == "sent"


def test_a_limit_of_0_stops_the_channel(sender):
    sender.settings["limits"]["sms"]["all"] = {"hour": 0, "day": 0}
    assert results(sender, SMS, 1) == ["refused"]
    assert sender.sent() == []


def test_only_numbers_with_an_allowed_prefix_get_an_sms(sender):
    sender.settings["allowed_prefixes"] = ["+49", "+1415"]
    assert results(sender, SMS, 1) == ["sent"]
    line = sender.send(SMS, phone_number="+21655550123")
    assert (line["Result"], line["error"]) == (
        "refused",
        "The number has none of the allowed prefixes.",
    )
    # The prefixes are for SMS only.
    assert results(sender, MAIL, 1, phone_number="+21655550123") == ["sent"]


def test_the_hour_and_the_day_count_on_their_own(sender, monkeypatch):
    sender.send(MAIL)
    table, limit = Table("limits"), Limit(hour=2, day=3)
    at = time.mktime((2026, 3, 1, 12, 0, 0, 0, 0, 0))
    clock = SimpleNamespace(
        time=lambda: at, gmtime=lambda: time.localtime(at), strftime=time.strftime
    )
    monkeypatch.setattr(limits, "time", clock)
    assert [table.count("x", limit) for _ in range(3)] == [True, True, False]
    at += 3600
    assert [table.count("x", limit) for _ in range(2)] == [True, False]
    at += 24 * 3600
    assert table.count("x", limit)


def test_calls_at_the_same_time_do_not_exceed_a_limit(sender):
    sender.send(MAIL)
    table = Table("limits")
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda _: table.count("y", Limit(5, 5)), range(24)))
    assert sum(allowed) == 5


def test_the_table_keeps_no_addresses_and_forgets_its_counters(sender):
    sender.send(MAIL)
    sender.send(SMS)
    items = sender.account.client("dynamodb").scan(TableName="limits")["Items"]
    assert len(items) == 1 + 2 + 2 * 3  # the secret, the requests, the counters
    for item in items:
        assert "ada" not in str(item)
        assert "555" not in item["id"]["S"]
        if item["id"]["S"] != "secret":
            assert 24 * 3600 < int(item["expires"]["N"]) - time.time() < 3 * 24 * 3600


def test_processes_agree_on_the_secret_of_the_hashes(sender):
    first = sender.send(MAIL)["destination"]
    assert sender.send(MAIL)["destination"] == first
    assert len(first) == 32
