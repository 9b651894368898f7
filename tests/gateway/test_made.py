"""What the target made is not held to a form, and what a client writes is."""

from __future__ import annotations

import json
from itertools import count

import pytest
from botocore.exceptions import ClientError

from terraform_scenarios.gateway import answers, contract, models, wire
from terraform_scenarios.gateway import made as made_by_the_target
from terraform_scenarios.gateway.made import Made
from terraform_scenarios.gateway.wire import HttpAnswer, Target

from .conftest import Account

# AWS's ends in a UUID of its own.
CONNECTION = "arn:aws:events:eu-central-1:200000000005:connection/c"
BASIC = {
    "AuthorizationType": "BASIC",
    "AuthParameters": {"BasicAuthParameters": {"Username": "u", "Password": "p"}},
}
_NAMES = (f"made-{number}" for number in count())


@pytest.fixture(scope="module")
def gateway(gateway_of):
    return gateway_of(supplement=False)


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


def test_an_api_destination_takes_the_connection_that_the_target_made(events, gateway):
    connection = events.create_connection(Name=next(_NAMES), **BASIC)["ConnectionArn"]
    made = destination(events, connection)
    assert made["ApiDestinationState"] == "ACTIVE"
    gateway.reset()  # forgets calls; the connection is still there
    destination(events, connection)


def test_an_arn_that_the_client_made_up_is_refused_and_stays_so(events, gateway):
    name = next(_NAMES)
    arn = CONNECTION.removesuffix("c") + name
    # A rule's description may be anything, and comes back as it was written.
    events.put_rule(Name=name, ScheduleExpression="rate(1 day)", Description=arn)
    assert events.describe_rule(Name=name)["Description"] == arn
    assert events.create_connection(Name=name, **BASIC)["ConnectionArn"] == arn
    with pytest.raises(ClientError, match="regular expression pattern"):
        destination(events, arn)
    assert gateway.calls[-1].answered_by == "contract"


def test_what_was_refused_before_it_reached_the_target_can_still_become_the_targets(events):
    name = next(_NAMES)
    arn = CONNECTION.removesuffix("c") + name
    with pytest.raises(ClientError, match="regular expression pattern"):
        destination(events, arn)
    assert events.create_connection(Name=name, **BASIC)["ConnectionArn"] == arn
    destination(events, arn)


def test_an_arn_of_another_kind_is_refused_though_the_target_made_it(events, gateway):
    sns = Account(gateway.endpoint, "200000000005", "eu-central-1").client("sns")
    topic = sns.create_topic(Name=next(_NAMES))["TopicArn"]
    with pytest.raises(ClientError, match="regular expression pattern"):
        destination(events, topic)


def test_an_arn_of_awss_own_form_passes_whoever_wrote_it(events):
    arn = f"{CONNECTION}/0b5ddc10-6c0c-4bd6-8e06-d4d2c2f2d5f1"
    assert destination(events, arn)["ApiDestinationArn"]


# Without a target


def answered(service, operation, output, protocol=None):
    model = models.operation(service, operation)
    target = Target(model, protocol or model.service_model.metadata["protocol"])
    return target, answers.write_answer(target, output)


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
def test_an_identifier_of_another_form_than_awss_is_the_targets(
    service, operation, protocol, output, text
):
    made = Made()
    made.note_answer(*answered(service, operation, output, protocol))
    assert text in made
    assert text[:-1] not in made


@pytest.mark.parametrize(
    ("service", "operation", "output", "text"),
    [
        # A word, that a client may come to write where it is too long: a custom attribute's name.
        ("cognito-idp", "CreateUserPool",
         {"UserPool": {"SchemaAttributes": [{"Name": "phone_number_verified"}]}},
         "phone_number_verified"),
        # As AWS has it: a pattern that it does not match is one of another kind of thing.
        ("iam", "CreateRole", {"Role": {"Arn": "arn:aws:iam::111122223333:role/r"}},
         "arn:aws:iam::111122223333:role/r"),
        ("events", "DescribeConnection", {"ConnectionArn": ""}, ""),
    ],
)  # fmt: skip
def test_no_other_text_of_an_answer_is(service, operation, output, text):
    made = Made()
    protocol = wire.QUERY if service == "iam" else wire.JSON
    made.note_answer(*answered(service, operation, output, protocol))
    assert text not in made


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
def test_what_a_client_wrote_before_is_no_longer_the_targets_to_make(parameters):
    made = Made()
    made.note_request(parameters)
    made.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"}))
    assert "arn:a" not in made


def test_what_a_client_wrote_first_stays_its_own_when_written_again():
    made = Made()
    made.note_request({"Name": "arn:a"})
    made.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"}))
    made.note_request({"Name": "arn:a"})
    assert "arn:a" not in made


def test_what_a_client_gives_back_stays_the_targets():
    made = Made()
    given = answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"})
    made.note_answer(*given)
    made.note_request({"ConnectionArn": "arn:a"})
    made.note_answer(*given)
    assert "arn:a" in made


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
def test_files_and_what_cannot_be_read_make_nothing(service, operation, body):
    model = models.operation(service, operation)
    made = Made()
    made.note_answer(
        Target(model, model.service_model.metadata["protocol"]), HttpAnswer(200, (), body)
    )
    assert "arn:a" not in made


def test_a_null_in_a_list_hides_nothing():
    target, _ = answered("events", "ListConnections", {})
    body = b'{"Connections": [null, {"ConnectionArn": "arn:a"}]}'
    made = Made()
    made.note_answer(target, HttpAnswer(200, (), body))
    assert "arn:a" in made


def test_a_file_takes_no_place(monkeypatch):
    monkeypatch.setattr(made_by_the_target, "_KEPT_BYTES", 60)
    made = Made()
    made.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"}))
    file = Target(models.operation("s3", "GetObject"), wire.REST_XML)
    made.note_answer(file, HttpAnswer(200, (), b"x" * 100))
    assert "arn:a" in made


def test_an_error_makes_nothing():
    target, answer = answered("events", "DescribeConnection", {"ConnectionArn": "arn:a"})
    made = Made()
    made.note_answer(target, HttpAnswer(404, answer.headers, answer.body))
    assert "arn:a" not in made


def test_the_oldest_answers_go_and_what_was_asked_for_stays(monkeypatch):
    monkeypatch.setattr(made_by_the_target, "_KEPT_BYTES", 60)
    made = Made()
    arns = ["arn:0", "arn:1", "arn:2", "arn:3"]
    for arn in arns:  # of 26 bytes each
        made.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": arn}))
        assert "arn:0" in made
    assert [arn for arn in arns if arn in made] == ["arn:0", "arn:2", "arn:3"]


def test_the_oldest_texts_go(monkeypatch):
    monkeypatch.setattr(made_by_the_target, "_KEPT_TEXTS", 2)
    made = Made()
    for text in ("arn:a", "arn:b", "arn:c"):
        made.note_request([text])
    assert list(made._written) == ["arn:b", "arn:c"]
    for text in ("arn:1", "arn:2", "arn:3"):
        made.note_answer(*answered("events", "DescribeConnection", {"ConnectionArn": text}))
        assert text in made
    assert list(made._made) == ["arn:2", "arn:3"]


def test_what_the_target_made_may_have_any_form_and_length_and_is_of_an_enum_all_the_same():
    create = models.operation("events", "CreateApiDestination")
    parameters = {
        "Name": "not a name!",
        "ConnectionArn": "arn:c",
        "InvocationEndpoint": "https://example.com",
        "HttpMethod": "BREW",
    }
    made = {"not a name!", "arn:c", "BREW"}
    error = contract.check(create, wire.JSON, parameters, made)
    assert error is not None
    assert error.message.startswith("1 validation error detected: Value 'BREW' at 'httpMethod'")
    role = models.operation("iam", "GetRole")
    assert contract.check(role, wire.QUERY, {"RoleName": "r" * 65}) is not None
    assert contract.check(role, wire.QUERY, {"RoleName": "r" * 65}, {"r" * 65}) is None
