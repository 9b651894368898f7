"""What is kept of a call: all that tests read, in little memory."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from terraform_scenarios.gateway import RecordedCall, client, models, wire
from terraform_scenarios.gateway.record import CallLog, RecordedAnswer
from terraform_scenarios.gateway.wire import HttpAnswer, RequestedOperation

POOL = {"Id": "us-east-1_a", "Name": "p", "CreationDate": 1.5, "Policies": {"PasswordPolicy": {}}}


def call(order=0, operation="DescribeUserPool", answer=b"", **request):
    requested = RequestedOperation(models.operation("cognito-idp", operation), wire.JSON)
    return RecordedCall(
        order,
        datetime.now(UTC),
        "POST",
        "/",
        "cognito-idp",
        operation,
        request=request,
        _answer=RecordedAnswer.of(requested, HttpAnswer(200, (), answer)),
    )


def described(number):
    described = {**POOL, "Id": f"us-east-1_{number}", "Name": f"pool-{number}"}
    return json.dumps({"UserPool": {**described, "Domain": "a" * 10, "Tags": "b" * 800}}).encode()


def test_a_request_is_the_dictionary_that_was_recorded():
    given = {"Attributes": [{"Name": "ä", "Value": None}], "Number": 1, "Map": {"a": [True, 0.5]}}
    one = call(**given)
    assert isinstance(one.request, dict)
    assert (one.request, one.as_json()["request"]) == (given, given)
    assert "'Number': 1" in repr(one)
    assert replace(one, order=1).request == given
    assert one == replace(one)
    assert one != replace(one, request={})


def test_a_call_without_parameters_has_an_empty_request():
    assert RecordedCall(0, datetime.now(UTC), "GET", "/").request == {}
    assert RecordedCall(0, datetime.now(UTC), "GET", "/").response == {}


def test_a_change_of_what_was_read_does_not_change_the_recording():
    one = call(Names=["a"])
    one.request["Names"].append("b")
    assert one.request == {"Names": ["a"]}


def test_a_response_is_read_as_boto3_returns_it():
    pool = call(answer=json.dumps({"UserPool": POOL}).encode()).response["UserPool"]
    assert (pool["Id"], pool["Policies"]) == ("us-east-1_a", {"PasswordPolicy": {}})


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05.678Z", datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)),
        ("2026-01-02T03:04:05+01:00", datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)),
        ("Fri, 02 Jan 2026 03:04:05 GMT", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1767323045", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_each_form_that_emulators_write(text, instant):
    body = f"<R><GetRoleResult><Role><CreateDate>{text}</CreateDate></Role></GetRoleResult></R>"
    answer = HttpAnswer(200, (), body.encode())
    found = client.read_answer(models.operation("iam", "GetRole"), wire.QUERY, answer)
    assert found["Role"]["CreateDate"] == instant


@pytest.mark.parametrize(("length", "body"), [(3, "xxx"), (3_000_000, "(3000000 bytes)")])
def test_of_a_large_file_only_the_length_is_kept(length, body):
    requested = RequestedOperation(models.operation("s3", "GetObject"), wire.REST_XML)
    headers = [("ETag", '"e"'), ("Content-Type", "text/plain")]
    kept = RecordedAnswer.of(requested, HttpAnswer(200, headers, b"x" * length))
    one = RecordedCall(0, datetime.now(UTC), "GET", "/b/k", "s3", "GetObject", _answer=kept)
    assert one.response["Body"] == body
    assert (one.response["ETag"], one.response["ContentType"]) == ('"e"', "text/plain")
    assert one.size < 2000


def test_answers_of_one_operation_shrink_to_a_fraction():
    calls = [call(number, answer=described(number), UserPoolId="p") for number in range(1000)]
    packed = sum(len(one._answer.body.data) for one in calls)
    assert packed < sum(len(described(number)) for number in range(1000)) / 5
    assert calls[999].response["UserPool"]["Name"] == "pool-999"


def test_the_newest_calls_are_kept_in_the_order_in_which_they_came_in():
    log = CallLog(limit=10 * call(UserPoolId="p").size)
    for order in (1, 0, *range(2, 1000)):
        log.add(call(order, UserPoolId="p"))
    kept = [one.order for one in log.in_order()]
    assert 8 <= len(kept) <= 10
    assert kept == sorted(kept)
    assert kept[-1] == 999
    log.clear()
    assert log.in_order() == []


def test_a_call_that_is_larger_than_the_limit_is_not_kept_and_leaves_room_for_others():
    log = CallLog(limit=2000)
    log.add(call(0, Number=[hash(str(number)) for number in range(10_000)]))
    log.add(call(1))
    assert [one.order for one in log.in_order()] == [1]
