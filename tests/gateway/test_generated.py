"""The form of an identifier is checked, unless the target generated it."""

from __future__ import annotations

import json
from itertools import count

import pytest
from botocore.exceptions import ClientError

from terraform_scenarios.gateway import answers, contract, models, wire
from terraform_scenarios.gateway import generated as generated_module
from terraform_scenarios.gateway.generated import GeneratedIds
from terraform_scenarios.gateway.wire import HttpAnswer, RequestedOperation

from .live import Account

# The ARN of AWS also ends in a UUID.
CONNECTION = "arn:aws:events:eu-central-1:200000000005:connection/c"
BASIC = {
    "AuthorizationType": "BASIC",
    "AuthParameters": {"BasicAuthParameters": {"Username": "u", "Password": "p"}},
}
_NAMES = (f"made-{number}" for number in count())


@pytest.fixture(scope="module")
def gateway(gateway_of):
    return gateway_of()


@pytest.fixture
def events(gateway):
    return Account(gateway.endpoint, "200000000005", "eu-central-1").client("events")


def destination(events, arn):
    return events.create_api_destination(
        Name=next(_NAMES),
        ConnectionArn=arn,
        InvocationEndpoint="https://example.com/hook",
        HttpMethod="POST",
    )


def test_an_api_destination_accepts_the_connection_that_the_target_generated(events, gateway):
    connection = events.create_connection(Name=next(_NAMES), **BASIC)["ConnectionArn"]
    made = destination(events, connection)
    assert made["ApiDestinationState"] == "ACTIVE"
    gateway.reset()  # forgets calls; the connection still exists
    destination(events, connection)


def test_an_arn_that_the_client_wrote_is_refused_even_if_the_target_answers_it(events, gateway):
    name = next(_NAMES)
    arn = CONNECTION.removesuffix("c") + name
    # The description of a rule may be anything, and is returned unchanged.
    events.put_rule(Name=name, ScheduleExpression="rate(1 day)", Description=arn)
    assert events.describe_rule(Name=name)["Description"] == arn
    assert events.create_connection(Name=name, **BASIC)["ConnectionArn"] == arn
    with pytest.raises(ClientError, match="regular expression pattern"):
        destination(events, arn)
    assert gateway.calls[-1].answered_by == "contract"


def test_an_arn_in_a_refused_call_can_still_be_generated_by_the_target(events):
    name = next(_NAMES)
    arn = CONNECTION.removesuffix("c") + name
    with pytest.raises(ClientError, match="regular expression pattern"):
        destination(events, arn)
    assert events.create_connection(Name=name, **BASIC)["ConnectionArn"] == arn
    destination(events, arn)


def test_an_arn_of_another_kind_is_refused_even_if_the_target_generated_it(events, gateway):
    sns = Account(gateway.endpoint, "200000000005", "eu-central-1").client("sns")
    topic = sns.create_topic(Name=next(_NAMES))["TopicArn"]
    with pytest.raises(ClientError, match="regular expression pattern"):
        destination(events, topic)


def test_an_arn_in_the_form_of_aws_passes(events):
    arn = f"{CONNECTION}/0b5ddc10-6c0c-4bd6-8e06-d4d2c2f2d5f1"
    assert destination(events, arn)["ApiDestinationArn"]


# Without a target


def answered(service, operation, output, protocol=None):
    model = models.operation(service, operation)
    requested = RequestedOperation(model, protocol or model.service_model.metadata["protocol"])
    return requested, answers.write_answer(requested, output)


@pytest.mark.parametrize(
    ("service", "operation", "protocol", "output", "text"),
    [
        ("events", "DescribeConnection", wire.JSON, {"ConnectionArn": "arn:a"}, "arn:a"),
        ("bedrock", "CreateGuardrail", wire.REST_JSON, {"guardrailId": "gr-1"}, "gr-1"),
        ("iam", "CreateRole", wire.QUERY, {"Role": {"Arn": "arn:a&b"}}, "arn:a&b"),
        ("snowball", "CreateJob", wire.CBOR, {"JobId": "j1"}, "j1"),
        ("wafv2", "ListWebACLs", wire.JSON, {"WebACLs": [{"LockToken": "l"}]}, "l"),
        ("opensearch", "DescribePackages", wire.REST_JSON,
         {"PackageDetailsList": [{"PackageID": "F4F1"}]}, "F4F1"),
        ("lambda", "GetFunctionConfiguration", wire.REST_JSON, {"Role": 'arn:"r"'}, 'arn:"r"'),
        ("cognito-identity", "GetIdentityPoolRoles", wire.JSON, {"Roles": {"x": "arn:r"}}, "arn:r"),
    ],
)  # fmt: skip
def test_an_identifier_in_another_form_than_awss_was_generated(
    service, operation, protocol, output, text
):
    generated = GeneratedIds()
    generated.note_answer(*answered(service, operation, output, protocol))
    assert text in generated
    assert text[:-1] not in generated


@pytest.mark.parametrize(
    ("service", "operation", "output", "text"),
    [
        # A client could write this word where it is too long: as the name of a custom attribute.
        ("cognito-idp", "CreateUserPool",
         {"UserPool": {"SchemaAttributes": [{"Name": "phone_number_verified"}]}},
         "phone_number_verified"),
        # An ARN in the form of AWS, although it does not match the patterns of other resources.
        ("iam", "CreateRole", {"Role": {"Arn": "arn:aws:iam::111122223333:role/r"}},
         "arn:aws:iam::111122223333:role/r"),
        ("events", "DescribeConnection", {"ConnectionArn": ""}, ""),
    ],
)  # fmt: skip
def test_other_texts_of_an_answer_were_not_generated(service, operation, output, text):
    generated = GeneratedIds()
    protocol = wire.QUERY if service == "iam" else wire.JSON
    generated.note_answer(*answered(service, operation, output, protocol))
    assert text not in generated


@pytest.mark.parametrize(
    "parameters",
    [
        {"Name": "arn:a"},
        {"Tags": [{"Key": "arn:a", "Value": "v"}]},
        {"Tags": {"arn:a": "v"}},
        {"EventPattern": json.dumps({"resources": ["arn:a"]})},
        {"TemplateBody": "Resources:\n  A: { Arn: arn:a }\n"},
        {"Definition": json.dumps(json.dumps({"Arn": "arn:a"}))},
    ],
)
def test_a_text_that_a_client_wrote_before_was_not_generated(parameters):
    generated = GeneratedIds()
    generated.note_request(parameters)
    generated.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"}))
    assert "arn:a" not in generated


def test_a_text_that_a_client_wrote_first_was_not_generated_when_written_again():
    generated = GeneratedIds()
    generated.note_request({"Name": "arn:a"})
    generated.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"}))
    generated.note_request({"Name": "arn:a"})
    assert "arn:a" not in generated


def test_a_generated_text_stays_generated_when_a_client_sends_it_back():
    generated = GeneratedIds()
    given = answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"})
    generated.note_answer(*given)
    generated.note_request({"ConnectionArn": "arn:a"})
    generated.note_answer(*given)
    assert "arn:a" in generated


@pytest.mark.parametrize(
    ("service", "operation", "body"),
    [
        ("s3", "GetObject", b"arn:a"),
        ("lambda", "Invoke", b'{"ConnectionArn": "arn:a"}'),
        ("events", "DescribeConnection", b'{"ConnectionArn": "arn:a"'),
        ("events", "DescribeConnection", b'{"ConnectionArn": {"a": "arn:a"}}'),
        ("events", "ListConnections", b'{"Connections": [null, "arn:a"]}'),
        ("snowball", "CreateJob", b"\xffarn:a"),
    ],
)  # fmt: skip
def test_files_and_unreadable_answers_generate_nothing(service, operation, body):
    model = models.operation(service, operation)
    generated = GeneratedIds()
    generated.note_answer(
        RequestedOperation(model, model.service_model.metadata["protocol"]),
        HttpAnswer(200, (), body),
    )
    assert "arn:a" not in generated


def test_a_null_in_a_list_does_not_hide_other_members():
    requested, _ = answered("events", "ListConnections", {})
    body = b'{"Connections": [null, {"ConnectionArn": "arn:a"}]}'
    generated = GeneratedIds()
    generated.note_answer(requested, HttpAnswer(200, (), body))
    assert "arn:a" in generated


def test_files_are_not_kept(monkeypatch):
    monkeypatch.setattr(generated_module, "_KEPT_BYTES", 60)
    generated = GeneratedIds()
    generated.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"}))
    file = RequestedOperation(models.operation("s3", "GetObject"), wire.REST_XML)
    generated.note_answer(file, HttpAnswer(200, (), b"x" * 100))
    assert "arn:a" in generated


def test_an_error_generates_nothing():
    requested, answer = answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"})
    generated = GeneratedIds()
    generated.note_answer(requested, HttpAnswer(404, answer.headers, answer.body))
    assert "arn:a" not in generated


def test_the_oldest_answers_are_dropped_and_texts_that_were_looked_up_stay(monkeypatch):
    monkeypatch.setattr(generated_module, "_KEPT_BYTES", 60)
    generated = GeneratedIds()
    arns = ["arn:0", "arn:1", "arn:2", "arn:3"]
    for arn in arns:  # of 26 bytes each
        generated.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": arn}))
        assert "arn:0" in generated
    assert [arn for arn in arns if arn in generated] == ["arn:0", "arn:2", "arn:3"]


def test_the_oldest_texts_are_dropped(monkeypatch):
    monkeypatch.setattr(generated_module, "_KEPT_TEXTS", 2)
    generated = GeneratedIds()
    for text in ("arn:a", "arn:b", "arn:c"):
        generated.note_request([text])
    assert list(generated._written) == ["arn:b", "arn:c"]
    for text in ("arn:1", "arn:2", "arn:3"):
        generated.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": text}))
        assert text in generated
    assert list(generated._found) == ["arn:2", "arn:3"]


def test_a_generated_text_may_have_any_form_and_length_but_must_be_in_an_enum():
    create = models.operation("events", "CreateApiDestination")
    parameters = {
        "Name": "not a name!",
        "ConnectionArn": "arn:c",
        "InvocationEndpoint": "https://example.com",
        "HttpMethod": "BREW",
    }
    generated = {"not a name!", "arn:c", "BREW"}
    error = contract.check(create, wire.JSON, parameters, generated)
    assert error is not None
    assert error.message.startswith("1 validation error detected: Value 'BREW' at 'httpMethod'")
    role = models.operation("iam", "GetRole")
    assert contract.check(role, wire.QUERY, {"RoleName": "r" * 65}) is not None
    assert contract.check(role, wire.QUERY, {"RoleName": "r" * 65}, {"r" * 65}) is None
