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


def test_an_invalid_status_or_channel_is_refused_with_the_valid_ones():
    with pytest.raises(ValueError, match="use PENDING or FAILED or GRANTED or DENIED"):
        ManualActions().decide_review("MAYBE")
    with pytest.raises(ValueError, match="use email or sms"):
        ManualActions().leave_sandbox("post")
