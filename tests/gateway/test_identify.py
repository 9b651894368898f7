"""Which operation each request is identified as, for every service in botocore."""

from __future__ import annotations

import gc
import re
from dataclasses import replace

import pytest

from terraform_scenarios.gateway import identify, models
from terraform_scenarios.gateway.wire import HttpRequest, SigningScope
from tools.probe import least

from .sent import written

S3 = SigningScope("111122223333", "us-east-1", "s3")


@pytest.fixture(autouse=True, scope="module")
def no_garbage_collector():
    """The garbage collector would take most of the time, because of millions of parts of models."""
    gc.disable()
    yield
    gc.enable()


def name(operation):
    return f"{operation.service_model.service_name}.{operation.name}"


def requests_of(signing_name):
    """Each operation of the services that share a name, with a request for it and its scope."""
    for service in models.index().by_signing_name[signing_name]:
        model = models.service(service)
        for protocol in model.metadata.get("protocols", [model.metadata["protocol"]]):
            for operation in map(model.operation_model, model.operation_names):
                parameters = least(operation.input_shape) if operation.input_shape else {}
                yield operation, *written(operation, protocol, parameters)


def form(operation):
    """Everything by which AWS could identify an operation at one host, except values."""
    model, http = operation.service_model, operation.http
    if not model.metadata["protocol"].startswith("rest"):
        return model.metadata.get("targetPrefix", model.api_version), operation.name
    shape = operation.input_shape
    required = (shape.members[one] for one in shape.required_members) if shape else ()
    locations = (
        one.serialization for one in required if one.serialization.get("location") != "uri"
    )
    return (
        http["method"],
        re.sub(r"{[^}+]+", "{", http["requestUri"]),
        frozenset((one["location"], one["name"]) for one in locations if "location" in one),
    )


def found_instead(operation, found):
    """Whether the operation found is right, as far as AWS itself could tell."""
    if name(operation) == name(found):
        return True
    if form(operation) != form(found):
        return False
    return operation.deprecated or not found.deprecated


def test_every_request_of_botocore_is_identified_as_its_operation_or_the_current_one():
    wrong = []
    for signing_name in models.index().by_signing_name:
        for operation, request, scope in requests_of(signing_name):
            found = identify.identify(request, scope).operation
            if not found_instead(operation, found):
                wrong.append((name(operation), name(found)))
    assert not wrong


@pytest.mark.parametrize(
    "signing_name", [key for key, found in models.index().by_signing_name.items() if len(found) > 1]
)
def test_services_that_share_a_name_are_told_apart_by_the_user_agent(signing_name):
    wrong = []
    for operation, request, scope in requests_of(signing_name):
        service_id = operation.service_model.service_id
        # As the SDK for Go writes it.
        agent = f"aws-sdk-go-v2/1.36.3 os/linux api/{service_id.replace(' ', '').lower()}#1.37.1"
        named = replace(request, headers={**request.headers, "user-agent": agent})
        found = identify.identify(named, scope).operation
        if found.service_model.service_id != service_id or not found_instead(operation, found):
            wrong.append((name(operation), name(found)))
    assert not wrong


def sent_to_s3(method, path, query="", **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    found = identify.identify(HttpRequest(method, path, query, given), S3)
    return found.operation.name, dict(found.labels)


@pytest.mark.parametrize(
    ("method", "query", "operation"),
    [
        ("PUT", "lifecycle", "PutBucketLifecycleConfiguration"),
        ("GET", "lifecycle", "GetBucketLifecycleConfiguration"),
        ("PUT", "notification", "PutBucketNotificationConfiguration"),
        ("GET", "notification", "GetBucketNotificationConfiguration"),
    ],
)
def test_a_request_that_fits_a_deprecated_operation_too_is_the_current_one(
    method, query, operation
):
    assert sent_to_s3(method, "/bucket", query) == (operation, {"Bucket": "bucket"})


@pytest.mark.parametrize(
    ("query", "headers", "operation"),
    [
        ("", {}, "PutObject"),
        ("", {"x_amz_copy_source": "b/k"}, "CopyObject"),
        ("partNumber=1&uploadId=u", {}, "UploadPart"),
        ("partNumber=1&uploadId=u", {"x_amz_copy_source": "b/k"}, "UploadPartCopy"),
        ("tagging", {}, "PutObjectTagging"),
    ],
)
def test_operations_on_one_path_are_told_apart_by_required_parameters(query, headers, operation):
    found = sent_to_s3("PUT", "/bucket/a/key", query, **headers)
    assert found == (operation, {"Bucket": "bucket", "Key": "a/key"})


def test_a_literal_path_is_preferred_to_a_label():
    """S3 Control's paths could also be keys of a bucket, and the two share a signing name."""
    found = sent_to_s3("PUT", "/v20180820/accesspoint/point", x_amz_account_id="111122223333")
    assert found == ("CreateAccessPoint", {"name": "point"})
    assert sent_to_s3("PUT", "/bucket/accesspoint/point")[0] == "PutObject"


def test_a_slash_at_the_end_belongs_to_a_key_only():
    assert sent_to_s3("PUT", "/bucket/folder/")[1] == {"Bucket": "bucket", "Key": "folder/"}
    assert sent_to_s3("PUT", "/bucket/") == ("CreateBucket", {"Bucket": "bucket"})


def identified(service, operation, parameters):
    model = models.operation(service, operation)
    request, scope = written(model, model.service_model.metadata["protocol"], parameters)
    return name(identify.identify(request, scope).operation)


@pytest.mark.parametrize(
    ("resource", "service"),
    [
        ("guardrail/abc123", "bedrock"),
        ("blueprint/abcdef012345", "bedrock-data-automation"),
        ("neither/abc123", "bedrock"),
    ],
)
def test_services_of_different_hosts_are_told_apart_by_the_values_they_allow(resource, service):
    arn = f"arn:aws:bedrock:us-east-1:111122223333:{resource}"
    found = identified("bedrock-data-automation", "TagResource", {"resourceARN": arn, "tags": []})
    assert found == f"{service}.TagResource"


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/bots/ABCDEFGHIJ", "lex-models.DeleteBot"),
        ("/bots/ABCDEFGHIJ/", "lexv2-models.DeleteBot"),
    ],
)
def test_services_of_different_hosts_are_told_apart_by_a_slash(path, operation):
    request = HttpRequest("DELETE", path, "", {})
    assert name(identify.identify(request, replace(S3, signing_name="lex")).operation) == operation


def test_of_two_services_of_one_host_the_one_with_more_operations_is_identified():
    """Amazon Q in Connect replaced Wisdom on its host, with new kinds of knowledge bases."""
    parameters = {"name": "n", "knowledgeBaseType": "MANAGED"}
    found = identified("qconnect", "CreateKnowledgeBase", parameters)
    assert found == "qconnect.CreateKnowledgeBase"


@pytest.mark.parametrize("role", ["arn:aws:iam::111122223333:role/r", "no-arn"])
def test_a_service_that_has_the_operations_of_another_on_its_host_is_identified(role):
    """RDS has Neptune's operations, with a stricter model."""
    parameters = {"DBClusterIdentifier": "c", "RoleArn": role}
    assert identified("neptune", "AddRoleToDBCluster", parameters) == "rds.AddRoleToDBCluster"
