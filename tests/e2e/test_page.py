"""The page of the example in a real browser, with pools that Terraform created."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

import pytest

from .visitor import PASSWORD

POOLS = ("email", "phone", "required")
BY_EMAIL = ("email", "required")
SENDER = '"Example, Inc." <no-reply@example.com>'
IDENTITY = "arn:aws:ses:us-east-1:000000000000:identity/example.com"
NEW_PASSWORD = "Battery-Staple-8"
WRONG = "000000"


def role_of(site, pool):
    """The role that Terraform created for the SMS of a pool."""
    found = site.outputs["config"]["pools"][pool]["outputs"]["auth"]
    described = site.local.target.client("cognito-idp").describe_user_pool(
        UserPoolId=found["user_pool_id"]
    )
    return described["UserPool"]["SmsConfiguration"]["SnsCallerArn"]


def check_mail(mail, subject, text):
    """Check that an email has the sender and the template of the module."""
    assert (mail.channel, mail.sender, mail.reply_to) == ("email", SENDER, ("support@example.com",))
    assert (mail.sent_through, mail.subject, mail.text) == (IDENTITY, subject, text)


def check_text(message, site, pool, text):
    assert (message.channel, message.text) == ("sms", text)
    assert message.sent_through == role_of(site, pool)
    assert f"role/web-{pool}-sms" in message.sent_through


def totp(secret):
    """The current code of an authenticator app (RFC 6238)."""
    digest = hmac.digest(
        base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1
    )
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


# Signing up


@pytest.mark.parametrize("pool", BY_EMAIL)
def test_a_sign_up_by_email_gets_a_welcome_email_from_the_sender_of_the_module(visit, pool):
    ada = visit(pool)
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    (mail,) = ada.messages()
    check_mail(mail, "Welcome to Example", f"Welcome to Example. Your code is {mail.code}.")
    ada.enter_code(mail.code, "Confirm")
    ada.expect_text("Welcome. Your account is ready.")
    ada.sign_in()
    if pool == "required":
        ada.expect_heading("One more step")
        ada.enter_code(ada.messages()[-1].code, "Continue")
    ada.expect_signed_in()


def test_a_sign_up_by_phone_gets_a_welcome_sms_through_the_role_of_the_module(visit, site):
    ada = visit("phone")
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    (message,) = ada.messages()
    check_text(message, site, "phone", f"Example: your code is {message.code}.")
    ada.enter_code(message.code, "Confirm")
    ada.sign_in()
    ada.expect_signed_in()


@pytest.mark.parametrize("pool", POOLS)
def test_a_wrong_code_is_refused_and_the_right_one_is_still_accepted(visit, pool):
    ada = visit(pool)
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    ada.enter_code(WRONG, "Confirm")
    assert ada.alert() == (
        "CodeMismatchException",
        "This code is not correct. Use the code from the latest message.",
    )
    ada.enter_code(ada.messages()[-1].code, "Confirm")
    ada.expect_heading("Sign in")


@pytest.mark.parametrize("pool", POOLS)
def test_an_expired_code_is_refused_and_a_new_one_is_accepted(page, visit, site, pool):
    page.clock.install()
    ada = visit(pool)
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    site.local.gateway.manual.expire_codes()
    ada.enter_code(ada.messages()[-1].code, "Confirm")
    assert ada.alert() == (
        "ExpiredCodeException",
        "This code has expired. Request a new one.",
    )
    page.clock.fast_forward(30_000)
    ada.press("Send a new code")
    ada.expect_text("We have sent you a new code.")
    ada.enter_code(ada.messages()[-1].code, "Confirm")
    ada.expect_heading("Sign in")


def test_a_sign_up_with_an_existing_name_is_refused(member):
    ada = member("email")
    ada.sign_up()
    assert ada.alert() == (
        "UsernameExistsException",
        "An account with this name already exists. Sign in instead.",
    )


def test_an_unconfirmed_user_gets_a_new_code_at_the_next_sign_in(visit):
    ada = visit("email")
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    ada.press("Back to sign in")
    ada.expect_heading("Sign in")
    ada.sign_in()
    ada.expect_heading("Confirm your account")
    assert len(ada.messages()) == 2
    ada.enter_code(ada.messages()[-1].code, "Confirm")
    ada.expect_heading("Sign in")


# A sender that is no longer verified


@pytest.fixture
def unverified_sender(site):
    """SES revokes the verification of the domain until the end of the test."""
    manual = site.local.gateway.manual
    manual.unverify_sender("example.com")
    yield
    manual.verify_sender("example.com")


@pytest.mark.parametrize("pool", BY_EMAIL)
def test_a_sender_that_is_no_longer_verified_stops_a_sign_up_by_email(
    visit, unverified_sender, pool
):
    ada = visit(pool)
    ada.sign_up()
    assert ada.alert() == (
        "CodeDeliveryFailureException",
        "We cannot send you a code right now. Please try again later.",
    )
    assert ada.messages() == []


def test_a_sender_that_is_no_longer_verified_stops_a_new_password(member, unverified_sender):
    ada = member("email")
    ada.press("Forgot your password?")
    ada.fill("username", ada.name)
    ada.press("Send the code")
    assert ada.alert()[0] == "CodeDeliveryFailureException"


def test_sms_are_sent_without_a_verified_sender(visit, unverified_sender):
    ada = visit("phone")
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    assert len(ada.messages()) == 1


# Signing in and out


@pytest.mark.parametrize("pool", POOLS)
def test_a_wrong_password_is_refused(member, pool):
    ada = member(pool)
    ada.sign_in("Wrong-Horse-7")
    assert ada.alert() == ("NotAuthorizedException", "Incorrect username or password.")


def test_an_unknown_user_gets_the_same_message_as_for_a_wrong_password(visit):
    ada = visit("email")
    ada.sign_in()
    assert ada.alert() == ("NotAuthorizedException", "Incorrect username or password.")


@pytest.mark.parametrize("pool", ["email", "phone"])
def test_a_sign_in_survives_a_reload_and_ends_with_a_sign_out(member, pool):
    ada = member(pool)
    ada.sign_in()
    ada.expect_signed_in()
    ada.page.reload()
    ada.expect_signed_in()
    ada.press("Sign out")
    ada.expect_heading("Sign in")
    ada.page.reload()
    ada.expect_heading("Sign in")


# A forgotten password


@pytest.mark.parametrize("pool", POOLS)
def test_a_forgotten_password_is_reset_with_the_code(member, site, pool):
    ada = member(pool)
    ada.press("Forgot your password?")
    ada.fill("username", ada.name)
    ada.press("Send the code")
    ada.expect_heading("Set a new password")
    message = ada.messages()[-1]
    if pool == "phone":
        check_text(message, site, pool, f"Example: your code is {message.code}.")
    else:
        text = f"Welcome to Example. Your code is {message.code}."
        check_mail(message, "Welcome to Example", text)
    ada.fill("code", message.code)
    ada.fill("password", NEW_PASSWORD)
    ada.press("Set password")
    ada.expect_text("Your new password is set.")
    ada.sign_in(PASSWORD)
    assert ada.alert()[0] == "NotAuthorizedException"
    ada.sign_in(NEW_PASSWORD)
    ada.expect_heading("One more step" if pool == "required" else "You are signed in")


def test_an_expired_code_does_not_reset_the_password(member, site):
    ada = member("email")
    ada.press("Forgot your password?")
    ada.fill("username", ada.name)
    ada.press("Send the code")
    ada.expect_heading("Set a new password")
    site.local.gateway.manual.expire_codes()
    ada.fill("password", NEW_PASSWORD)
    ada.enter_code(ada.messages()[-1].code, "Set password")
    assert ada.alert()[0] == "ExpiredCodeException"


# Second factors


def sign_in(ada):
    """Sign in, with a second factor if the pool requires one."""
    ada.sign_in()
    if ada.pool == "required":
        ada.expect_heading("One more step")
        # A user with a phone number gets the code by SMS.
        ada.enter_code(ada.messages(ada.user.phone)[-1].code, "Continue")
    ada.expect_signed_in()


def turn_on(ada, factor):
    row = ada.page.locator(f"[data-factor={factor}]")
    row.get_by_role("button", name="Turn on").click()
    return row


@pytest.mark.parametrize("pool", POOLS)
def test_an_authenticator_app_is_a_second_factor_after_its_first_correct_code(member, pool):
    ada = member(pool)
    sign_in(ada)
    turn_on(ada, "TOTP")
    secret = ada.page.locator("[data-secret]").inner_text()
    assert ada.page.locator(".qr svg").is_visible()
    ada.enter_code(WRONG, "Turn on")
    assert ada.alert()[0] == "EnableSoftwareTokenMFAException"
    ada.enter_code(totp(secret), "Turn on")
    ada.expect_signed_in()
    ada.page.locator("[data-factor=TOTP]").get_by_text("On", exact=True).wait_for()
    ada.press("Sign out")
    sent = len(ada.messages())
    ada.sign_in()
    ada.expect_text("Enter the code that your authenticator app shows.")
    ada.enter_code(WRONG, "Continue")
    assert ada.alert()[0] == "CodeMismatchException"
    ada.enter_code(totp(secret), "Continue")
    ada.expect_signed_in()
    assert len(ada.messages()) == sent


@pytest.mark.parametrize(
    ("pool", "factor"),
    [("email", "EMAIL"), ("email", "SMS"), ("phone", "SMS"), ("required", "EMAIL")],
)
def test_a_code_by_email_or_sms_is_a_second_factor(member, site, pool, factor):
    ada = member(pool)
    sign_in(ada)
    turn_on(ada, factor).get_by_text("On", exact=True).wait_for()
    ada.press("Sign out")
    ada.sign_in()
    ada.expect_heading("One more step")
    message = ada.messages(ada.user.phone if factor == "SMS" else ada.user.email)[-1]
    if factor == "SMS":
        check_text(message, site, pool, f"Example: {message.code} signs you in.")
    else:
        check_mail(message, "Sign in to Example", f"{message.code} signs you in to Example.")
    ada.enter_code(WRONG, "Continue")
    assert ada.alert()[0] == "CodeMismatchException"
    ada.enter_code(message.code, "Continue")
    ada.expect_signed_in()


def test_an_expired_second_factor_restarts_the_sign_in(member, site):
    ada = member("required")
    ada.sign_in()
    ada.expect_heading("One more step")
    site.local.gateway.manual.expire_codes()
    ada.enter_code(ada.messages(ada.user.phone)[-1].code, "Continue")
    assert ada.alert() == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )
    ada.press("Start again")
    sign_in(ada)


def test_a_second_factor_can_be_turned_off_if_the_pool_does_not_require_one(member):
    ada = member("email")
    sign_in(ada)
    turn_on(ada, "EMAIL").get_by_text("On", exact=True).wait_for()
    ada.press("Turn the second factor off")
    ada.page.locator("[data-factor=EMAIL]").get_by_role("button").wait_for()
    ada.press("Sign out")
    ada.sign_in()
    ada.expect_signed_in()


def test_a_second_factor_cannot_be_turned_off_if_the_pool_requires_one(member):
    ada = member("required")
    sign_in(ada)
    turn_on(ada, "EMAIL").get_by_text("On", exact=True).wait_for()
    ada.page.reload()
    ada.page.locator("[data-factor=EMAIL]").get_by_text("On", exact=True).wait_for()
    assert ada.page.get_by_role("button", name="Turn the second factor off").count() == 0


def test_sms_is_not_offered_to_a_user_without_a_phone_number(member):
    ada = member("email", phone=False)
    sign_in(ada)
    row = ada.page.locator("[data-factor=SMS]")
    assert "Add a phone number to your account to use this" in row.inner_text()
    assert row.get_by_role("button").count() == 0


# The outbox and the page itself


def test_the_outbox_shows_the_sender_of_an_email_and_its_code_fills_the_form(visit):
    ada = visit("email")
    ada.sign_up(phone=True)
    ada.expect_heading("Confirm your account")
    shown = ada.page.locator(f"aside li[data-destination='{ada.name}']")
    shown.wait_for()
    fields = dict(
        zip(
            shown.locator("dt").all_inner_texts(),
            shown.locator("dd").all_inner_texts(),
            strict=True,
        )
    )
    assert fields == {
        "From": SENDER,
        "To": ada.name,
        "Reply to": "support@example.com",
        "Sent by SES as": "identity/example.com",
    }
    shown.get_by_role("button").click()
    ada.press("Confirm")
    ada.expect_heading("Sign in")


def test_the_outbox_shows_the_role_that_sent_an_sms(visit, site):
    ada = visit("phone")
    ada.sign_up()
    shown = ada.page.locator(f"aside li[data-destination='{ada.name}']")
    shown.wait_for()
    role = role_of(site, "phone").rsplit("/", 1)[-1]
    assert shown.locator("dd").all_inner_texts() == [ada.name, f"role/{role}"]


def test_the_page_fits_the_screen_of_a_phone(visit):
    ada = visit("email")
    ada.page.set_viewport_size({"width": 360, "height": 740})
    ada.expect_heading("Sign in")
    assert ada.page.evaluate("document.documentElement.scrollWidth") == 360


def test_each_pool_has_an_address_and_a_tab(visit):
    ada = visit("phone")
    tab = ada.page.get_by_role("link", name="Second factor required")
    assert tab.get_attribute("aria-current") is None
    ada.page.get_by_label("Phone number").wait_for()
    tab.click()
    ada.page.get_by_label("Email").wait_for()
    assert tab.get_attribute("aria-current") == "page"
    assert ada.page.url.endswith("#required")
