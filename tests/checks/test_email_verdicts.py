"""The checks of email, on pools and accounts of many shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .fake_aws import FakeAws, denied, finding
from .test_each_check import (
    ACCOUNT_CALL,
    ADMIN_ONLY,
    DEFAULT_SENDER,
    EVENTS,
    FAIL,
    FEDERATED,
    IDENTITY,
    MFA,
    NA,
    NO_RECOVERY,
    NOT_FOUND,
    PASS,
    SMS_ONLY,
    UNKNOWN,
    WARN,
    both,
    change,
    email,
    pool,
    recovery,
    replies,
)

Change = Callable[[FakeAws], object]
NO_SET = email(ConfigurationSet=None)
BY_DEFAULT = both(NO_SET, change(IDENTITY, ConfigurationSetName="of-identity"))
NO_FROM = email(From=None)


def verdict(check: str, *changes: Change, **options: Any) -> Any:
    fake = FakeAws()
    both(*changes)(fake)
    return finding(fake, check, **options).verdict


def clients(*clients: dict[str, Any]) -> Change:
    """The app clients of a pool."""
    named = {f"c{at}": client for at, client in enumerate(clients)}
    return both(
        replies(
            "cognito-idp:ListUserPoolClients",
            {"UserPoolClients": [{"ClientId": name} for name in named]},
        ),
        replies(
            "cognito-idp:DescribeUserPoolClient",
            lambda params: {"UserPoolClient": named[params["ClientId"]]},
        ),
    )


GOOGLE = {"SupportedIdentityProviders": ["Google"]}
MACHINE = {"AllowedOAuthFlows": ["client_credentials"]}
PHONE = pool(AutoVerifiedAttributes=["phone_number"])


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (SMS_ONLY, NA),
        (both(PHONE, NO_RECOVERY), NA),
        (both(PHONE, recovery("admin_only")), NA),
        (both(PHONE, recovery("verified_phone_number", "verified_email")), FAIL),
        (both(SMS_ONLY, pool(UsernameAttributes=["phone_number", "email"])), FAIL),
        (both(SMS_ONLY, pool(AliasAttributes=["email"])), FAIL),
        (both(pool(AutoVerifiedAttributes=[]), NO_RECOVERY), FAIL),
        (both(pool(AutoVerifiedAttributes=[]), recovery("admin_only")), NA),
        (both(ADMIN_ONLY, clients(GOOGLE)), NA),
        (both(ADMIN_ONLY, clients(GOOGLE, MACHINE)), NA),
        (both(ADMIN_ONLY, clients(GOOGLE, {"SupportedIdentityProviders": ["COGNITO"]})), FAIL),
        (both(ADMIN_ONLY, clients(GOOGLE, {})), FAIL),
        (both(ADMIN_ONLY, clients(MACHINE)), FAIL),
        (both(ADMIN_ONLY, clients()), FAIL),
        (clients(GOOGLE), WARN),
        (both(ADMIN_ONLY, replies("cognito-idp:ListUserPoolClients", denied())), FAIL),
        (both(ADMIN_ONLY, replies("cognito-idp:DescribeUserPoolClient", denied())), FAIL),
    ],
)
def test_a_pool_that_sends_no_email_needs_no_sender_of_its_own(
    change_: Change, expected: Any
) -> None:
    assert verdict("E1", DEFAULT_SENDER, change_) is expected


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (lambda fake: fake, FAIL),
        (SMS_ONLY, WARN),
        (both(SMS_ONLY, change(MFA, EmailMfaConfiguration={})), FAIL),
        (both(SMS_ONLY, replies(MFA, denied())), FAIL),
        (both(SMS_ONLY, pool(MfaConfiguration="OFF"), replies(MFA, denied())), WARN),
        (
            both(
                SMS_ONLY,
                pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}),
            ),
            FAIL,
        ),
        (both(FEDERATED, ADMIN_ONLY), WARN),
        (FEDERATED, FAIL),
    ],
)
def test_a_wrong_from_only_warns_if_nobody_gets_email(change_: Change, expected: Any) -> None:
    assert verdict("E3", NO_FROM, change_) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Example", PASS),
        ('"Example Inc."', PASS),
        ('"Example, Inc."', PASS),
        ('"Say \\"Hi\\""', PASS),
        ("O'Reilly & Co", PASS),
        ('"Example" Inc', PASS),
        ("=?UTF-8?B?w4Q=?=", PASS),
        ("=?utf-8?q?=C3=84_Inc=2E?= =?UTF-8?B?w4Q=?=", PASS),
        ("Example Inc.", WARN),
        ("Ex (EU)", WARN),
        ("Äpfel", WARN),
        ('"=?UTF-8?B?w4Q=?="', WARN),
        ("=?UTF-8?B?w4?=", WARN),
        ("=?UTF-8?X?w4Q=?=", WARN),
        ("=?none?B?w4Q=?=", WARN),
        ("Example, Inc.", FAIL),
        ("a@example.com", FAIL),
    ],
)
def test_a_display_name_is_judged_by_its_form(name: str, expected: Any) -> None:
    assert verdict("E3", email(From=f"{name} <a@example.com>")) is expected


def suppressed(*reasons: str) -> Change:
    return change(ACCOUNT_CALL, SuppressionAttributes={"SuppressedReasons": list(reasons)})


def suppressed_by_set(*reasons: str) -> Change:
    return change(
        "sesv2:GetConfigurationSet", SuppressionOptions={"SuppressedReasons": list(reasons)}
    )


BOTH = ("BOUNCE", "COMPLAINT")


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (both(suppressed(), suppressed_by_set(*BOTH)), PASS),
        (both(suppressed(*BOTH), suppressed_by_set()), WARN),
        (both(suppressed(*BOTH), suppressed_by_set("BOUNCE")), WARN),
        (both(suppressed("BOUNCE"), suppressed_by_set("COMPLAINT")), WARN),
        (both(suppressed(), change("sesv2:GetConfigurationSet", SuppressionOptions={})), WARN),
        (both(suppressed(*BOTH), change("sesv2:GetConfigurationSet", SuppressionOptions={})), PASS),
        (both(suppressed(), suppressed_by_set(*BOTH), BY_DEFAULT), PASS),
        (both(suppressed(), suppressed_by_set(*BOTH), NO_SET), WARN),
        (both(suppressed(*BOTH), suppressed_by_set(), NO_SET), PASS),
        (replies("sesv2:GetConfigurationSet", NOT_FOUND), UNKNOWN),
        (replies("sesv2:GetConfigurationSet", denied()), UNKNOWN),
        (both(NO_SET, replies(IDENTITY, denied())), UNKNOWN),
    ],
)
def test_the_suppression_of_the_set_counts_over_that_of_the_account(
    change_: Change, expected: Any
) -> None:
    assert verdict("E11", change_) is expected


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (BY_DEFAULT, PASS),
        (NO_SET, WARN),
        (both(NO_SET, replies(IDENTITY, NOT_FOUND)), WARN),
        (both(BY_DEFAULT, replies(EVENTS, {"EventDestinations": []})), WARN),
        (both(BY_DEFAULT, replies("sesv2:GetConfigurationSet", NOT_FOUND)), FAIL),
        (both(NO_SET, replies(IDENTITY, {})), UNKNOWN),
        (replies("sesv2:GetConfigurationSet", {}), UNKNOWN),
    ],
)
def test_the_default_set_of_the_identity_counts_if_the_pool_names_none(
    change_: Change, expected: Any
) -> None:
    fake = FakeAws()
    change_(fake)
    assert finding(fake, "E12").verdict is expected
    if expected is PASS:
        assert any("'of-identity'" in call for call in fake.asked)
