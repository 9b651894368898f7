"""Manual actions, which on AWS happen by time or by people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terraform_scenarios.gateway import ManualActions

DOMAIN = "example.com"


def test_the_latest_action_counts_even_if_an_earlier_one_is_more_specific():
    manual = ManualActions()
    manual.verify_sender("*")
    manual.unverify_sender(DOMAIN, account="1", region="r")
    assert manual.has_verified(DOMAIN, "2", "r")
    assert not manual.has_verified(DOMAIN.upper(), "1", "r")
    manual.verify_sender(DOMAIN)
    assert manual.has_verified(DOMAIN, "1", "r")
    manual.forget()
    assert not manual.has_verified(DOMAIN, "1", "r")


@given(st.text(), st.text(), st.text())
def test_nothing_happens_without_an_action(name, account, region):
    manual = ManualActions()
    assert not manual.has_verified(name, account, region)
    assert not manual.has_confirmed(name, account, region)
    assert manual.review(account, region) is None
    assert manual.in_sandbox("email", account, region)
    assert manual.in_sandbox("sms", account, region)


def test_codes_expire_in_the_region_of_the_action():
    manual = ManualActions()
    manual.expire_codes(region="us-east-1")
    assert manual.has_expired(1.0, "1", "us-east-1")
    assert not manual.has_expired(1.0, "1", "eu-west-1")


def test_a_number_can_be_named_in_several_ways():
    manual = ManualActions()
    names = ("+18885550100", "phone-1", "arn:aws:sms-voice:r:1:phone-number/phone-1")
    assert manual.number_status(names, "1", "r") is None
    for name in (*names, "*"):
        manual.deactivate_number()
        manual.activate_number(name)
        assert manual.number_status(names, "1", "r") == "ACTIVE"
    assert manual.number_status(["phone-2"], "1", "r") == "ACTIVE"
    manual.deactivate_number("phone-1", account="1")
    assert manual.number_status(names, "1", "r") == "PENDING"
    assert manual.number_status(names, "2", "r") == "ACTIVE"


def test_a_domain_is_delayed_until_it_is_activated():
    manual = ManualActions()
    assert manual.domain_status("auth.example.com", "1", "r") is None
    manual.delay_domain()
    assert manual.domain_status("auth.example.com", "1", "r") == "CREATING"
    manual.activate_domain("Auth.example.com")
    assert manual.domain_status("auth.example.com", "1", "r") == "ACTIVE"


def test_the_spend_limit_of_a_new_account_is_one_dollar():
    manual = ManualActions()
    assert manual.spend_limit("1", "r") == 1
    manual.raise_spend_limit(50, region="r")
    assert (manual.spend_limit("1", "r"), manual.spend_limit("1", "other")) == (50, 1)


def test_an_invalid_status_or_channel_is_refused_with_the_valid_ones():
    with pytest.raises(ValueError, match="use PENDING or FAILED or GRANTED or DENIED"):
        ManualActions().decide_review("MAYBE")
    with pytest.raises(ValueError, match="use email or sms"):
        ManualActions().leave_sandbox("post")
