"""Requests read and answers written, against botocore's own serializers and parsers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from botocore.model import StructureShape
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from terraform_scenarios.gateway import (
    answers,
    client,
    contract,
    identify,
    models,
    parse,
    wire,
)
from terraform_scenarios.gateway.errors import AwsError
from terraform_scenarios.gateway.wire import HttpRequest, RequestedOperation, SigningScope

from .sent import written
from .shapes import supported, valid

SERVICES = {
    "cognito-idp": wire.JSON,
    "pinpoint-sms-voice-v2": wire.JSON,
    "iam": wire.QUERY,
    "sns": wire.QUERY,
    "sesv2": wire.REST_JSON,
    "lambda": wire.REST_JSON,
    "route53": wire.REST_XML,
    "cloudwatch": wire.CBOR,
    "ec2": wire.EC2,
}


def operations(service):
    model = models.service(service)
    return [
        operation
        for operation in (model.operation_model(name) for name in model.operation_names)
        if not operation.has_event_stream_input and not operation.has_event_stream_output
    ]


@pytest.mark.parametrize(("service", "protocol"), SERVICES.items())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_parameters_that_botocore_sends_are_read_back(service, protocol, data):
    operation = data.draw(st.sampled_from(operations(service)))
    shape = operation.input_shape
    required = [shape.members[name] for name in shape.required_members] if shape else []
    assume(all(map(supported, required)))
    parameters = data.draw(valid(shape)) if shape else {}
    if shape and "payload" in shape.serialization:
        member = shape.members[shape.serialization["payload"]]
        assume(supported(member) and shape.serialization["payload"] in parameters)
    request, scope = written(operation, protocol, parameters)
    assert SigningScope.of(request) == scope
    requested = identify.identify(request, scope)
    assert requested is not None
    assert (requested.service, requested.operation.name) == (service, operation.name)
    read = parse.read_parameters(requested, request)
    assert without_empty(read) == without_empty(parameters)


def test_the_path_on_which_terraforms_provider_changes_the_dkim_key_is_identified():
    """The SDK for Go uses `/v1`, botocore uses `/v2`; AWS accepts both."""
    operation = models.operation("sesv2", "PutEmailIdentityDkimSigningAttributes")
    parameters = {
        "EmailIdentity": "example.com",
        "SigningAttributesOrigin": "AWS_SES",
        "SigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"},
    }
    request, scope = written(operation, wire.REST_JSON, parameters)
    request = replace(request, path="/v1/email/identities/example.com/dkim/signing")
    requested = identify.identify(request, scope)
    assert (requested.service, requested.operation.name) == ("sesv2", operation.name)
    assert parse.read_parameters(requested, request) == parameters


def without_empty(value):
    """Forms and XML do not distinguish an empty structure from one that is omitted."""
    if isinstance(value, dict):
        cleaned = {key: without_empty(one) for key, one in value.items()}
        return {key: one for key, one in cleaned.items() if one not in ({}, [])}
    if isinstance(value, list):
        return [one for one in map(without_empty, value) if one not in ({}, [])]
    return value


@pytest.mark.parametrize(
    ("service", "protocol"),
    [(name, one) for name, one in SERVICES.items() if one not in (wire.EC2, wire.REST_XML)],
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_botocore_reads_the_answers_that_the_gateway_writes(service, protocol, data):
    operation = data.draw(st.sampled_from(operations(service)))
    shape = operation.output_shape
    assume(not isinstance(shape, StructureShape) or "payload" not in shape.serialization)
    located = [
        name
        for name, member in (shape.members.items() if shape else ())
        if "location" in member.serialization
    ]
    output = data.draw(valid(shape)) if shape else {}
    output = {name: value for name, value in output.items() if name not in located}
    answer = answers.write_answer(RequestedOperation(operation, protocol), output)
    read = client.read_answer(operation, protocol, answer)
    read = {name: value for name, value in read.items() if name not in located}
    assert without_empty(read) == without_empty(output)


@pytest.mark.parametrize(("service", "protocol"), SERVICES.items())
def test_botocore_reads_errors_with_code_message_and_status(service, protocol):
    operation = operations(service)[0]
    error = AwsError("SomeException", "what & why <1>", 418)
    answer = answers.write_error(error, protocol, operation)
    with pytest.raises(AwsError) as raised:
        client.read_answer(operation, protocol, answer)
    assert raised.value == error
    assert wire.error_code(answer) == "SomeException"


def test_an_error_of_an_emulator_gets_the_code_of_the_service():
    requested = RequestedOperation(models.operation("sns", "Publish"), wire.QUERY)

    def code(name):
        answer = answers.write_error(AwsError(name, "no"), wire.QUERY)
        return wire.error_code(answers.with_own_code(requested, answer))

    assert code("InvalidParameterException") == "InvalidParameter"
    assert code("InvalidParameter") == "InvalidParameter"
    assert code("SomethingElse") == "SomethingElse"


@pytest.mark.parametrize(("service", "protocol"), SERVICES.items())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_body_is_read_or_refused(service, protocol, data):
    operation = data.draw(st.sampled_from(operations(service)))
    body = data.draw(st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
    requested = RequestedOperation(operation, protocol)
    try:
        read = parse.read_parameters(requested, HttpRequest("POST", "/", "", {}, body))
        contract.check(operation, protocol, read)
    except AwsError as error:
        assert 400 <= error.status < 500  # noqa: PT017 (a result is as good as an error)


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "code", "message"),
    [
        (
            "cognito-idp",
            "CreateUserPool",
            {},
            "InvalidParameterException",
            "1 validation error detected: Value at 'poolName' failed to satisfy constraint: "
            "Member must not be null",
        ),
        (
            "cognito-idp",
            "CreateUserPool",
            {"PoolName": "p", "MfaConfiguration": "MAYBE"},
            "InvalidParameterException",
            "1 validation error detected: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy "
            "constraint: Member must satisfy enum value set: [OFF, ON, OPTIONAL]",
        ),
        (
            "cognito-idp",
            "CreateUserPool",
            {"PoolName": "p" * 129},
            "InvalidParameterException",
            "Member must have length less than or equal to 128",
        ),
        (
            "cognito-idp",
            "CreateUserPool",
            {"PoolName": "a/b"},
            "InvalidParameterException",
            "Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+",
        ),
        (
            "cognito-idp",
            "CreateUserPool",
            {"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": 5}}},
            "InvalidParameterException",
            "Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: "
            "Member must have value greater than or equal to 6",
        ),
        (
            "iam",
            "CreateRole",
            {"RoleName": "r" * 65, "AssumeRolePolicyDocument": "{}"},
            "ValidationError",
            "at 'roleName' failed to satisfy constraint: Member must have length less than or "
            "equal to 64",
        ),
        (
            "sesv2",
            "PutEmailIdentityMailFromAttributes",
            {"EmailIdentity": "example.com", "BehaviorOnMxFailure": "SHRUG"},
            "BadRequestException",
            "[USE_DEFAULT_VALUE, REJECT_MESSAGE]",
        ),
        (
            "cognito-idp",
            "CreateUserPool",
            {"PoolName": "p", "EmailVerificationMessage": "no placeholder"},
            "InvalidParameterException",
            "regular expression pattern",
        ),
    ],
)
def test_parameters_against_the_model_are_refused(service, operation, parameters, code, message):
    model = models.operation(service, operation)
    error = contract.check(model, SERVICES[service], parameters)
    assert error is not None
    assert (error.code, error.status) == (code, 400)
    assert message in error.message


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("cognito-idp", "CreateUserPool", {"PoolName": "p" * 128}),
        ("cognito-idp", "CreateUserPool", {"PoolName": "a b", "MfaConfiguration": "OFF"}),
        (
            "cognito-idp",
            "CreateUserPool",
            {"PoolName": "p", "EmailVerificationMessage": "Ihr Code für Äpfel: {####} 👍"},
        ),
        ("iam", "CreateRole", {"RoleName": "r" * 64, "AssumeRolePolicyDocument": "{}"}),
    ],
)
def test_the_nearest_parameters_that_the_model_allows_pass(service, operation, parameters):
    model = models.operation(service, operation)
    assert contract.check(model, SERVICES[service], parameters) is None


def test_a_validation_message_does_not_contain_secrets():
    model = models.operation("cognito-idp", "SignUp")
    error = contract.check(
        model, wire.JSON, {"ClientId": "c", "Username": "u", "Password": "p\x00" * 200}
    )
    assert error is not None
    assert "p\x00" not in error.message


def test_every_pattern_of_the_messaging_services_can_be_read():
    for service in ("cognito-idp", "iam", "sesv2", "sns", "pinpoint-sms-voice-v2", "wafv2"):
        model = models.service(service)
        for name in model.shape_names:
            pattern = model.shape_for(name).metadata.get("pattern")
            assert pattern is None or contract._compiled(pattern) is not None, (service, name)


@pytest.mark.parametrize(
    ("pattern", "value", "matches"),
    [
        (r"[\w\s+=,.@-]+", "team pool", True),
        (r"[\w\s+=,.@-]+", "Büro", False),
        (r"\d+", "١٢", False),
        (r"[\p{L}\p{M}\s]+", "Büro eins", True),
        (r"[\p{L}\p{M}\s]+", "Büro\u00a0eins", False),
    ],
)
def test_predefined_classes_stand_for_ascii_as_in_java(pattern, value, matches):
    assert contract._matches(pattern, value) is matches


def test_a_pattern_with_exponential_backtracking_is_stopped():
    assert contract._matches("(a+)+$", "a" * 40 + "!") in (True, False)


def test_the_scope_is_read_from_a_presigned_link_and_from_sigv4a():
    link = "X-Amz-Credential=111122223333%2F20260101%2Feu-west-1%2Fs3%2Faws4_request"
    presigned = HttpRequest("GET", "/b/k", link, {})
    assert SigningScope.of(presigned) == SigningScope("111122223333", "eu-west-1", "s3")
    header = {"authorization": "AWS4-ECDSA-P256-SHA256 Credential=1/20260101/s3/aws4_request"}
    assert SigningScope.of(HttpRequest("GET", "/", "", header)) == SigningScope("1", "", "s3")
    assert SigningScope.of(HttpRequest("GET", "/", "", {})) == SigningScope()
