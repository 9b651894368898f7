"""Steps of a sign-in for which the emulator has no challenge: the tests answer in its place."""

from __future__ import annotations

import json

import pytest

from .visitor import PASSWORD

NUMBER, SENT = "+1 (555) 555-0177", {"CODE_DELIVERY_DESTINATION": "a***@e***"}
BOTH = json.dumps(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"])


class Answers:
    """Answers the responses to challenges, from the password on; notes what was sent."""

    def __init__(self, origin, *answers):
        self.sent, self._origin, self._answers = [], origin, list(answers)

    def __call__(self, route):
        operation = route.request.headers.get("x-amz-target", "").rpartition(".")[2]
        if operation not in ("RespondToAuthChallenge", "AssociateSoftwareToken"):
            route.continue_()
            return
        self.sent.append(route.request.post_data_json)
        answer = {"Session": "s" * 20, **self._answers.pop(0)}
        route.fulfill(json=answer, headers={"access-control-allow-origin": self._origin})


@pytest.fixture
def challenged(member):
    """Sign in with the right password, and get these answers."""

    def sign_in(*answers):
        ada = member("email")
        answering = Answers(ada.site.address.rstrip("/"), *answers)
        ada.page.route(f"{ada.site.local.gateway.endpoint}/", answering)
        ada.sign_in()
        return ada, answering.sent

    return sign_in


def challenge(name, **parameters):
    return {"ChallengeName": name, "ChallengeParameters": parameters}


def check_view(ada, *, width=320):
    """The view fits into the narrowest screen, and axe finds no violation."""
    ada.page.set_viewport_size({"width": width, "height": 800})
    assert ada.page.evaluate("document.documentElement.scrollWidth") == width
    ada.expect_accessible()


def choose(ada, factor):
    ada.page.locator(f"[data-factor={factor}]").get_by_role("button", name="Choose").click()


def test_a_user_with_several_second_factors_chooses_one(challenged):
    ada, sent = challenged(
        challenge("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE=BOTH), challenge("SOFTWARE_TOKEN_MFA")
    )
    ada.expect_heading("Choose your second factor")
    check_view(ada)
    assert ada.page.locator("[data-factor]").count() == 2
    choose(ada, "TOTP")
    ada.expect_text("Enter the code that your authenticator app shows.")
    check_view(ada)
    assert sent[-1]["ChallengeResponses"]["ANSWER"] == "SOFTWARE_TOKEN_MFA"


def test_a_user_without_a_second_factor_sets_up_an_app(challenged):
    ada, _ = challenged(
        challenge("MFA_SETUP", MFAS_CAN_SETUP=BOTH), {"SecretCode": "JBSWY3DPEHPK3PXP"}
    )
    ada.expect_heading("Set up a second factor")
    check_view(ada)
    choose(ada, "TOTP")
    ada.expect_heading("Add your authenticator app")
    assert ada.page.locator("[data-secret]").inner_text().replace(" ", "") == "JBSWY3DPEHPK3PXP"
    check_view(ada)
    ada.press("Start again")
    ada.expect_heading("Sign in")


def test_a_user_without_a_second_factor_adds_an_email_address(challenged):
    ada, sent = challenged(
        challenge("MFA_SETUP", MFAS_CAN_SETUP=BOTH), challenge("EMAIL_OTP", **SENT)
    )
    ada.expect_heading("Set up a second factor")
    choose(ada, "EMAIL")
    ada.expect_heading("Add your email address")
    check_view(ada)
    ada.fill("email", "ada@example.net")
    ada.press("Continue")
    ada.expect_heading("One more step")
    ada.expect_text("We have sent a code to a***@e***.")
    assert sent[-1]["ChallengeResponses"]["EMAIL"] == "ada@example.net"


def test_an_invited_user_is_asked_for_the_required_attributes_that_are_missing(challenged):
    missing = json.dumps(["userAttributes.phone_number", "userAttributes.given_name"])
    ada, sent = challenged(
        challenge("NEW_PASSWORD_REQUIRED", requiredAttributes=missing, userAttributes="{}"),
        challenge("EMAIL_OTP", **SENT),
    )
    ada.expect_heading("Choose your password")
    check_view(ada)
    ada.fill("password", PASSWORD)
    ada.fill("given_name", "Ada")
    ada.fill("phone_number", "555 0177")
    ada.press("Set password")
    assert ada.alert()[0] == "InvalidPhoneNumber"
    ada.fill("phone_number", NUMBER)
    ada.press("Set password")
    ada.expect_heading("One more step")
    given = sent[-1]["ChallengeResponses"]
    assert given["userAttributes.phone_number"] == "+15555550177"
    assert given["userAttributes.given_name"] == "Ada"
    assert given["NEW_PASSWORD"] == PASSWORD


def test_a_sign_up_waits_for_its_code_on_the_narrowest_screen(visit):
    ada = visit("email")
    ada.sign_up()
    ada.expect_heading("Confirm your account")
    check_view(ada)
