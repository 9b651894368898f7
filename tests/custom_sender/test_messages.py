"""What the users read: a text for each trigger, in their language."""

from __future__ import annotations

import tomllib

import pytest
from custom_sender.messages import TRIGGERS

from .conftest import ADDRESS, CODE, NUMBER

LANGUAGES = ("en", "de", "fr")
# GSM 03.38, the alphabet in which an SMS has 160 characters; with another one it has 70.
GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


@pytest.fixture
def texts(repository):
    folder = repository / "examples/custom-senders/function/custom_sender/languages"
    return {path.stem: tomllib.loads(path.read_text()) for path in folder.glob("*.toml")}


def test_each_language_has_a_text_for_each_trigger(texts):
    assert set(texts) == set(LANGUAGES)
    for language, tables in texts.items():
        for channel, name in TRIGGERS.values():
            fields = ["sms"] if channel == "sms" else ["subject", "text"]
            for field in fields:
                assert tables[name].get(field), (language, name, field)
            if name != "AccountTakeOverNotification":
                assert "{code}" in tables[name][fields[-1]], (language, name)


def test_each_text_fits_into_one_sms(texts):
    """A code of eight digits, and names of 30 characters."""
    for tables in texts.values():
        for table in tables.values():
            sms = table.get("sms", "").replace("{code}", "12345678")
            sms = sms.replace("{app}", "A" * 30).replace("{username}", "U" * 30)
            assert set(sms) <= set(GSM), sms
            assert len(sms) <= 160, sms


@pytest.mark.parametrize("trigger", [one for one in TRIGGERS if "Email" in one])
def test_each_email_trigger_sends_a_mail_with_the_code(sender, trigger):
    has_code = "AccountTakeOver" not in trigger
    line = sender.send(trigger, code=CODE if has_code else None)
    (mail,) = sender.sent()
    assert (line["Result"], line["route"], line["trigger"]) == ("sent", "SES us-east-1", trigger)
    assert (mail.channel, mail.destination, mail.sender) == (
        "email",
        ADDRESS,
        "no-reply@example.com",
    )
    assert mail.code == (CODE if has_code else "")
    assert "Example" in mail.subject


@pytest.mark.parametrize("trigger", [one for one in TRIGGERS if "SMS" in one])
def test_each_sms_trigger_sends_an_sms_with_the_code(sender, trigger):
    line = sender.send(trigger)
    (sms,) = sender.sent()
    assert (line["Result"], line["route"]) == ("sent", "End User Messaging us-east-1")
    assert (sms.channel, sms.destination, sms.sender) == ("sms", NUMBER, sender.number)
    assert sms.code == CODE


@pytest.mark.parametrize(
    ("locale", "language", "begins"),
    [
        ("de", "de", "Willkommen"),
        ("de-CH", "de", "Willkommen"),
        ("fr_CA", "fr", "Bienvenue"),
        ("FR-fr-x-shop", "fr", "Bienvenue"),
        ("it-IT", "en", "Welcome"),
        ("", "en", "Welcome"),
        ("../../de", "en", "Welcome"),
    ],
)
def test_the_locale_of_the_user_chooses_the_language(sender, locale, language, begins):
    line = sender.send("CustomEmailSender_SignUp", locale=locale)
    assert line["language"] == language
    assert sender.sent()[0].text.startswith(begins)


def test_a_language_without_a_text_is_passed_over(sender, texts, monkeypatch):
    from custom_sender import messages

    del texts["de"]["SignUp"]
    monkeypatch.setattr(messages, "_load", lambda name: texts.get(name, {}))
    assert sender.send("CustomEmailSender_SignUp", locale="de")["language"] == "en"
    assert sender.send("CustomEmailSender_ResendCode", locale="de")["language"] == "de"


def test_a_temporary_password_arrives_as_the_user_must_type_it(sender):
    sender.send("CustomEmailSender_AdminCreateUser", code="a<b>&{app}1", user="Ada")
    (mail,) = sender.sent()
    assert "User name: Ada\nTemporary password: a<b>&{app}1\n" in mail.text


def test_a_user_without_a_name_of_their_own_is_invited_by_the_address(sender):
    sender.send("CustomEmailSender_AdminCreateUser", user="0b1c")
    assert f"User name: {ADDRESS}\n" in sender.sent()[0].text


def test_a_mail_has_the_text_as_html_too(sender):
    sender.send("CustomEmailSender_AdminCreateUser", code="a<b", user="Ada", locale="de")
    (call,) = [one for one in sender.calls() if one.operation == "SendEmail"]
    markup = call.request["Content"]["Simple"]["Body"]["Html"]["Data"]
    assert '<html lang="de">' in markup
    assert "Vorläufiges Passwort: a&lt;b</p>" in markup


def test_a_trigger_that_the_function_does_not_know_is_one_clear_error(sender):
    line = sender.send("CustomEmailSender_Birthday")
    assert line["Result"] == "failed"
    assert sender.error == line["error"]
    assert "There is no message for the trigger 'CustomEmailSender_Birthday'" in sender.error
    assert sender.sent() == []


def test_a_user_without_an_address_gets_no_mail_and_no_retry(sender):
    line = sender.send("CustomEmailSender_SignUp", email="")
    assert (line["Result"], sender.error) == ("undeliverable", "")
    assert line["error"] == "The user has no email."
