"""The steps of the page: back and refresh, who is signed in, what users type, and the keyboard."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from .visitor import PASSWORD

TEMPORARY = "Temporary-Horse-1"
WIDTHS = (320, 375, 768, 1280)


def who(ada):
    return ada.page.locator("[data-who]")


def client(site):
    return site.local.target.client("cognito-idp")


def pool_id(site, pool):
    return site.outputs["config"]["pools"][pool]["outputs"]["auth"]["user_pool_id"]


@pytest.fixture
def invited(visit, site):
    """Open the page as a user whom an administrator has invited with a temporary password."""

    def open_page(pool):
        ada = visit(pool)
        attribute = "phone_number" if pool == "phone" else "email"
        client(site).admin_create_user(
            UserPoolId=pool_id(site, pool),
            Username=ada.name,
            TemporaryPassword=TEMPORARY,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": attribute, "Value": ada.name},
                {"Name": f"{attribute}_verified", "Value": "true"},
            ],
        )
        return ada

    return open_page


# Back and refresh


def test_back_and_refresh_keep_the_step_and_the_name_of_the_user(visit):
    ada = visit("email")
    ada.fill("username", ada.name)
    ada.press("Create an account")
    ada.expect_heading("Create an account")
    expect(ada.page.locator("input[name=username]")).to_have_value(ada.name)
    ada.fill("password", PASSWORD)
    ada.press("Create")
    ada.expect_heading("Confirm your account")
    assert ada.page.url.endswith("#email/confirm")
    ada.page.reload()
    ada.expect_heading("Confirm your account")
    ada.page.go_back()
    ada.expect_heading("Create an account")
    ada.page.reload()
    expect(ada.page.locator("input[name=username]")).to_have_value(ada.name)
    ada.page.go_back()
    ada.expect_heading("Sign in")
    expect(ada.page.locator("input[name=username]")).to_have_value(ada.name)
    ada.page.go_forward()
    ada.page.go_forward()
    ada.enter_code(ada.messages()[-1].code, "Confirm")
    ada.expect_text("Welcome. Your account is ready.")


def test_the_address_of_a_step_does_not_name_the_user(visit):
    ada = visit("email")
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    assert ada.name.split("@")[0] not in ada.page.url


def test_a_refresh_keeps_a_sign_in_that_waits_for_its_second_factor(member):
    ada = member("required")
    ada.sign_in()
    ada.expect_heading("One more step")
    ada.page.reload()
    ada.expect_heading("One more step")
    ada.enter_code(ada.messages(ada.user.phone)[-1].code, "Continue")
    ada.expect_signed_in()


@pytest.mark.parametrize("step", ["confirm", "reset", "code", "new-password", "add-app", "account"])
def test_the_address_of_a_step_alone_leads_to_the_sign_in(visit, step):
    ada = visit(f"email/{step}")
    ada.expect_heading("Sign in")


@pytest.mark.parametrize(
    ("step", "way"),
    [("Create an account", "I already have an account"), ("Forgot your password?",) * 2],
)
def test_each_step_before_a_code_has_a_way_back(visit, step, way):
    ada = visit("email")
    ada.press(step)
    ada.expect_heading(step)
    ada.press("Back to sign in" if way == step else way)
    ada.expect_heading("Sign in")


def test_the_step_for_a_new_password_has_a_way_back(member):
    ada = member("email")
    ada.press("Forgot your password?")
    ada.fill("username", ada.name)
    ada.press("Send the code")
    ada.expect_heading("Set a new password")
    ada.press("Back to sign in")
    ada.expect_heading("Sign in")


def test_a_late_answer_does_not_pull_the_user_back(member):
    ada = member("email")
    held = []
    late = True

    def hold(route):
        if late:
            held.append(route)
        else:
            route.continue_()

    cognito = f"{ada.site.local.gateway.endpoint}/"
    ada.page.route(cognito, hold)
    with ada.page.expect_request(cognito):
        ada.sign_in()
    ada.press("Create an account")
    ada.expect_heading("Create an account")
    late = False
    for route in held:
        route.continue_()
    expect(who(ada)).to_have_text(f"Signed in as {ada.name}")
    ada.expect_heading("Create an account")


# Who is signed in


def test_a_switch_of_the_pool_says_who_is_signed_in(member):
    ada = member("email")
    expect(who(ada)).to_have_text("Not signed in")
    ada.sign_in()
    ada.expect_signed_in()
    expect(who(ada)).to_have_text(f"Signed in as {ada.name}")
    ada.page.get_by_role("link", name="By phone number").click()
    ada.expect_heading("Sign in")
    expect(who(ada)).to_have_text("Not signed in")
    ada.page.go_back()
    ada.expect_signed_in()


def test_a_second_tab_follows_a_sign_in_and_a_sign_out(member):
    ada = member("email")
    second = ada.page.context.new_page()
    second.goto(f"{ada.site.address}#email")
    second.get_by_role("heading", name="Sign in").wait_for()
    ada.sign_in()
    ada.expect_signed_in()
    expect(second.locator("[data-who]")).to_have_text(f"Signed in as {ada.name}")
    second.get_by_role("button", name="Sign out").click()
    ada.expect_heading("Sign in")
    ada.expect_text("You are signed out.")


# Invited users


@pytest.mark.parametrize("pool", ["email", "phone"])
def test_an_invited_user_sets_a_password_of_their_own(invited, pool):
    ada = invited(pool)
    ada.sign_in(TEMPORARY)
    ada.expect_heading("Choose your password")
    ada.fill("password", "short")
    ada.press("Set password")
    assert ada.alert()[0] == "InvalidPasswordException"
    ada.fill("password", PASSWORD)
    ada.press("Set password")
    ada.expect_signed_in()
    ada.press("Sign out")
    ada.sign_in()
    ada.expect_signed_in()


def test_an_invited_user_is_asked_for_the_second_factor_that_the_pool_requires(invited):
    ada = invited("required")
    ada.sign_in(TEMPORARY)
    ada.expect_heading("Choose your password")
    ada.fill("password", PASSWORD)
    ada.press("Set password")
    ada.expect_heading("One more step")
    ada.enter_code(ada.messages()[-1].code, "Continue")
    ada.expect_signed_in()


def test_a_pool_with_sign_in_by_code_offers_it(page, site, visit):
    """The emulator has no USER_AUTH, so the test answers in its place."""
    config = json.loads(page.request.get(f"{site.address}config.json").text())
    config["pools"]["email"]["outputs"]["auth"]["passwordless"] = {"email_otp_enabled": True}
    page.route("**/config.json", lambda route: route.fulfill(json=config))
    asked = []

    def challenge(route):
        asked.append(route.request.post_data_json)
        sent = {
            "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
            "CODE_DELIVERY_DESTINATION": "a***@e***",
        }
        body = {"ChallengeName": "EMAIL_OTP", "Session": "a" * 20, "ChallengeParameters": sent}
        origin = site.address.rstrip("/")
        route.fulfill(json=body, headers={"access-control-allow-origin": origin})

    ada = visit("email")
    ada.press("Sign in with a code by email")
    assert ada.alert()[0] == "UsernameMissing"
    assert page.get_by_role("button", name="Sign in with a code by text message").count() == 0
    ada.fill("username", ada.name)
    page.route(
        f"{site.local.gateway.endpoint}/",
        lambda route: route.continue_() if route.request.method == "OPTIONS" else challenge(route),
    )
    ada.press("Sign in with a code by email")
    ada.expect_heading("One more step")
    ada.expect_text("We have sent a code to a***@e***.")
    assert asked[0]["AuthFlow"] == "USER_AUTH"
    assert asked[0]["AuthParameters"]["PREFERRED_CHALLENGE"] == "EMAIL_OTP"


# A new code


def test_a_new_code_is_asked_for_once_and_again_after_a_countdown(page, visit):
    page.clock.install()
    ada = visit("email")
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    again = page.get_by_role("button", name="Send a new code")
    assert again.count() == 0
    expect(page.locator(".wait")).to_contain_text("New code in")
    page.clock.fast_forward(30_000)
    again.dblclick()
    ada.expect_text("We have sent you a new code.")
    expect(again).to_have_count(0)
    page.reload()
    expect(page.locator(".wait")).to_contain_text("New code in")
    assert len(ada.messages()) == 2


# What users type


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("Horse-7", "The password needs at least 8 characters."),
        ("correct-horse", "The password needs an uppercase letter and a number."),
        ("CorrectHorse7", "The password needs a symbol such as ! or -."),
    ],
)
def test_a_password_that_breaks_a_rule_says_which(visit, password, text):
    ada = visit("email")
    ada.press("Create an account")
    ada.fill("username", ada.name)
    ada.fill("password", password)
    ada.press("Create")
    assert ada.alert() == ("InvalidPasswordException", text)
    expect(ada.page.locator("input[name=password]")).to_be_focused()


def test_a_password_can_be_shown(visit):
    ada = visit("email")
    field = ada.page.get_by_label("Password", exact=True)
    field.fill(PASSWORD)
    assert field.get_attribute("type") == "password"
    ada.press("Show password")
    assert (field.get_attribute("type"), field.input_value()) == ("text", PASSWORD)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("555 555 0100", "The country code is missing. Start with +, such as +1 555 555 0100."),
        (
            "+1 555",
            "This is not a whole phone number. Write the country code and the number, "
            "such as +1 555 555 0100.",
        ),
    ],
)
def test_a_wrong_phone_number_is_explained_in_words(visit, number, text):
    ada = visit("phone")
    ada.fill("username", number)
    ada.fill("password", PASSWORD)
    ada.press("Sign in")
    assert ada.alert() == ("InvalidPhoneNumber", text)


def test_a_phone_number_may_have_spaces_and_brackets(member):
    ada = member("phone")
    number = ada.name
    ada.fill("username", f"{number[:2]} ({number[2:5]}) {number[5:8]}-{number[8:]}")
    ada.fill("password", PASSWORD)
    ada.press("Sign in")
    ada.expect_signed_in()


# Keyboard, titles and looks


def test_a_user_signs_up_and_in_by_keyboard_alone(visit):
    ada = visit("email")
    keys, page = ada.page.keyboard, ada.page

    def tab_to(name):
        for _ in range(30):
            keys.press("Tab")
            found = page.evaluate(
                "[document.activeElement.name, document.activeElement.textContent]"
            )
            if name in found:
                return
        raise AssertionError(f"no {name} within 30 steps")

    def at(heading):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_focused()
        assert page.title() == f"{heading} · Example"

    ada.expect_heading("Sign in")
    tab_to("Create an account")
    keys.press("Enter")
    at("Create an account")
    tab_to("username")
    keys.type(ada.name)
    tab_to("password")
    keys.type(PASSWORD)
    keys.press("Enter")
    at("Confirm your account")
    tab_to("code")
    keys.type(ada.messages()[-1].code)
    keys.press("Enter")
    at("Sign in")
    assert page.get_by_role("status").first.inner_text() == "Welcome. Your account is ready."
    expect(page.locator("input[name=username]")).to_have_value(ada.name)
    tab_to("password")
    keys.type(PASSWORD)
    keys.press("Enter")
    at("You are signed in")


def views(ada):
    """Each view in turn, from the sign-in to the account, with errors."""
    ada.expect_heading("Sign in")
    yield "sign-in"
    ada.sign_in("Wrong-Horse-7")
    ada.alert()
    yield "wrong password"
    ada.press("Forgot your password?")
    ada.expect_heading("Forgot your password?")
    yield "forgot"
    ada.press("Send the code")
    ada.expect_heading("Set a new password")
    yield "reset"
    ada.page.goto(f"{ada.site.address}#{ada.pool}/sign-up")
    ada.expect_heading("Create an account")
    ada.fill("username", "a" * 60 + "@example.org")
    ada.fill("password", "short")
    ada.press("Create")
    ada.alert()
    yield "sign-up"
    ada.press("I already have an account")
    ada.expect_heading("Sign in")
    ada.sign_in()
    ada.expect_heading("One more step")
    yield "code"
    ada.enter_code(ada.messages(ada.user.phone)[-1].code, "Continue")
    ada.expect_signed_in()
    yield "account"
    ada.page.locator("[data-factor=TOTP]").get_by_role("button").click()
    ada.expect_heading("Add your authenticator app")
    yield "app"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_view_fits_every_width_and_axe_finds_no_violation(member, scheme):
    ada = member("required")
    ada.page.emulate_media(color_scheme=scheme)
    for view in views(ada):
        for width in WIDTHS:
            ada.page.set_viewport_size({"width": width, "height": 800})
            assert ada.page.evaluate("document.documentElement.scrollWidth") == width, view
        ada.expect_accessible(view)


# WCAG's contrast of two colours, each as a computed style.
CONTRAST = """(input) => {
  const light = (colour) => {
    const parts = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const border = light(getComputedStyle(input).borderTopColor);
  const around = [input, input.closest('.card')].map((one) =>
    light(getComputedStyle(one).backgroundColor));
  return Math.min(...around.map((one) => Math.max(border, one) / Math.min(border, one)));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_border_of_an_input_has_a_contrast_of_three_to_one(visit, scheme):
    ada = visit("email")
    ada.page.emulate_media(color_scheme=scheme)
    field = ada.page.locator("input[name=username]")
    field.wait_for()
    assert field.evaluate(CONTRAST) >= 3
