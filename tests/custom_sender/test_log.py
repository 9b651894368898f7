"""No code, no address and no number in the log or in an error."""

from __future__ import annotations

import json
import re

import pytest

from terraform_scenarios.gateway import Fault, FaultKind

from .conftest import ADDRESS, CODE, NUMBER

SECRETS = (CODE, ADDRESS, NUMBER, NUMBER[2:])
NAME = re.compile(r"\bada\b")  # a word, since a random ID can contain these letters
TRIGGERS = ("CustomEmailSender_SignUp", "CustomSMSSender_SignUp")
SENDING = {"CustomEmailSender_SignUp": "SendEmail", "CustomSMSSender_SignUp": "SendTextMessage"}


def assert_silent(sender):
    for secret in SECRETS:
        assert secret not in sender.log
        assert secret not in sender.error
    assert not NAME.search(sender.log + sender.error)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_line_has_request_trigger_route_result_and_a_metric(sender, trigger):
    line = sender.send(trigger)
    assert {"request_id", "trigger", "language", "route", "Result", "destination"} <= set(line)
    (metric,) = line["_aws"]["CloudWatchMetrics"]
    assert metric["Namespace"] == "CustomSender"
    assert metric["Dimensions"] == [["FunctionName", "Result"]]
    assert (line["FunctionName"], line["Messages"]) == ("sender", 1)
    assert_silent(sender)


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("kind", [*FaultKind, None], ids=str)
def test_no_failure_tells_the_code_or_the_destination(sender, trigger, kind):
    if kind is None:
        sender.settings["sms_routes"] = [{"region": "us-east-1", "origination_identity": NUMBER}]
        sender.settings["email_routes"][0]["sender"] = ADDRESS
    elif kind is not FaultKind.SLOW:
        sender.gateway.inject(Fault(kind, operation=SENDING[trigger]))
    sender.send(trigger)
    assert_silent(sender)


@pytest.mark.parametrize("operation", ["Decrypt", "UpdateItem", "GetItem", "PutItem"])
def test_no_failure_before_the_sending_tells_them(sender, operation):
    sender.gateway.inject(Fault(FaultKind.SERVER_ERROR, operation=operation))
    assert sender.send("CustomSMSSender_SignUp")["Result"] == "failed"
    assert sender.error
    assert_silent(sender)


def test_a_bug_in_the_function_tells_only_its_kind(sender, monkeypatch):
    from custom_sender import messages

    def fail(*_):
        raise ValueError(f"{CODE} for {ADDRESS}")

    monkeypatch.setattr(messages, "write", fail)
    line = sender.send("CustomEmailSender_SignUp")
    assert sender.error == line["error"] == "ValueError in the function"
    assert_silent(sender)


def test_only_the_calls_that_send_have_the_code(sender):
    sender.send("CustomEmailSender_SignUp")
    for call in sender.calls():
        if call.operation != "SendEmail":
            assert CODE not in json.dumps([call.request, call.response], default=str)
