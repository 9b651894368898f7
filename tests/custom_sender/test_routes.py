"""The second route, and that no message is sent twice."""

from __future__ import annotations

import re

import pytest
from custom_sender.clients import REPEATS, SENDS

from terraform_scenarios.gateway import Fault, FaultKind

from .conftest import CODE, NUMBER

MAIL = "CustomEmailSender_Authentication"
SMS = "CustomSMSSender_Authentication"
VOICE = "pinpoint-sms-voice-v2"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.THROTTLING, "TooManyRequestsException"),
        (FaultKind.UNAVAILABLE, "ServiceUnavailable"),
        (FaultKind.SERVER_ERROR, "Internal"),
        (FaultKind.ACCESS_DENIED, "AccessDenied"),
        ("SendingPausedException", "SendingPausedException"),
        ("AccountSuspendedException", "AccountSuspendedException"),
        ("LimitExceededException", "LimitExceededException"),
    ],
)
def test_a_mail_goes_by_the_other_region_if_the_first_one_fails(sender, kind, error):
    sender.gateway.inject(Fault(kind, "sesv2", "SendEmail", times=1))
    line = sender.send(MAIL)
    assert (line["Result"], line["route"]) == ("sent", "SES us-west-2")
    assert line["failed_routes"].startswith("SES us-east-1: ")
    assert error in line["failed_routes"]
    assert sender.tried("SendEmail") == ["us-east-1", "us-west-2"]
    assert [one.code for one in sender.sent()] == [CODE]


@pytest.mark.parametrize(
    "kind", [FaultKind.THROTTLING, "ServiceQuotaExceededException", "ResourceNotFoundException"]
)
def test_an_sms_goes_by_sns_if_end_user_messaging_fails(sender, kind):
    sender.gateway.inject(Fault(kind, VOICE, "SendTextMessage"))
    line = sender.send(SMS)
    assert (line["Result"], line["route"]) == ("sent", "SNS us-east-1")
    (sms,) = sender.sent()
    assert (sms.destination, sms.code, sms.sender) == (NUMBER, CODE, "")


def test_a_route_whose_number_is_not_active_is_passed_over(sender):
    sender.gateway.manual.deactivate_number("*")
    line = sender.send(SMS)
    assert line["failed_routes"] == (
        "End User Messaging us-east-1: ConflictException RESOURCE_NOT_ACTIVE"
    )
    assert line["route"] == "SNS us-east-1"


def test_who_has_opted_out_is_not_asked_by_another_route(sender):
    sender.gateway.manual.opt_out(NUMBER)
    line = sender.send(SMS)
    assert (line["Result"], sender.error) == ("undeliverable", "")
    assert line["error"] == "ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT"
    assert sender.tried("Publish") == []
    assert sender.sent() == []


def test_an_address_that_is_none_is_not_tried_again(sender):
    sender.gateway.inject(Fault("BadRequestException", "sesv2", "SendEmail"))
    line = sender.send(MAIL)
    assert (line["Result"], sender.error) == ("undeliverable", "")
    assert sender.tried("SendEmail") == ["us-east-1"]


def test_if_each_route_fails_lambda_is_told_and_its_next_call_sends(sender):
    sender.gateway.inject(Fault(FaultKind.THROTTLING, "sesv2", "SendEmail", times=2))
    event = sender.event(MAIL)
    line = sender.call(event, "request-a")
    assert line["Result"] == "failed"
    assert sender.error == (
        "No route sent the message: SES us-east-1: TooManyRequestsException,"
        " SES us-west-2: TooManyRequestsException"
    )
    assert sender.call(event, "request-a")["Result"] == "sent"
    assert len(sender.sent()) == 1


def test_a_request_that_was_sent_is_not_sent_again(sender):
    event = sender.event(MAIL)
    assert sender.call(event, "request-a")["Result"] == "sent"
    assert sender.call(event, "request-a")["Result"] == "repeated"
    assert sender.call(event, "request-b")["Result"] == "sent"
    assert len(sender.sent()) == 2


def test_a_mail_whose_answer_is_lost_is_sent_once(sender):
    """It may be on its way: no second route, and no second attempt."""
    sender.gateway.inject(Fault(FaultKind.DROPPED_AFTER, "sesv2", "SendEmail"))
    event = sender.event(MAIL)
    line = sender.call(event, "request-a")
    assert (line["Result"], sender.error) == ("unknown", "")
    assert sender.tried("SendEmail") == ["us-east-1"]
    assert sender.call(event, "request-a")["Result"] == "repeated"
    assert len(sender.sent()) == 1


def test_a_retry_does_not_count_for_the_limits_again(sender):
    sender.settings["limits"]["email"]["each"] = {"hour": 1, "day": 1}
    sender.gateway.inject(Fault(FaultKind.THROTTLING, "sesv2", "SendEmail", times=2))
    event = sender.event(MAIL)
    sender.call(event, "request-a")
    assert sender.call(event, "request-a")["Result"] == "sent"


@pytest.mark.parametrize(
    ("service", "operation"),
    [("kms", "Decrypt"), ("dynamodb", "GetItem"), ("dynamodb", "UpdateItem")],
)
def test_a_service_that_fails_before_the_sending_leaves_the_request_for_a_retry(
    sender, service, operation
):
    # Twice, because the client itself tries twice.
    sender.gateway.inject(Fault(FaultKind.SERVER_ERROR, service, operation, times=2))
    event = sender.event(MAIL)
    assert sender.call(event, "request-a")["Result"] == "failed"
    assert sender.error
    assert sender.sent() == []
    assert sender.call(event, "request-a")["Result"] == "sent"
    assert len(sender.sent()) == 1


def test_a_code_of_another_pool_is_not_sent(sender):
    sender.send(MAIL, pool="us-east-1_Another00")
    assert sender.error == "The code was encrypted for another user pool."
    assert sender.sent() == []


def test_the_function_has_time_to_try_everything_before_lambda_ends_it(repository):
    """Otherwise its claim would stay, and no retry would send the message."""
    text = (repository / "examples/custom-senders/function.tf").read_text()
    (found,) = re.findall(r"timeout = (\d+) \+ (\d+) \* length\(var.sms_orig", text)
    fixed, each = map(int, found)
    waits = [one.connect_timeout + one.read_timeout for one in (SENDS, REPEATS)]
    assert SENDS.retries["total_max_attempts"] == 1
    assert each == waits[0]
    # SES in two regions, or SNS; before them, the claim, the secret, three counters and the code.
    assert 2 * waits[0] + 6 * REPEATS.retries["total_max_attempts"] * waits[1] < fixed
