"""Tells an answer of AWS from one of another server: a proxy, a sign-in page, a wrong endpoint.

botocore reads leniently: it turns a page of HTML into an empty answer, and an empty answer looks
like an account in which nothing is set up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from botocore.hooks import BaseEventHooks
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

_JSON, _XML = ("json", "rest-json"), ("query", "ec2", "rest-xml")
# AWS puts its ID of the request into one of these headers of each answer
# (https://docs.aws.amazon.com/general/latest/gr/aws-apis.html and S3's "Getting request IDs").
_REQUEST_IDS = ("x-amzn-requestid", "x-amz-request-id", "x-amz-requestid")
# What the answers of AWS always have, although botocore's models do not say so. Source: the
# examples of each operation in its API reference, and the emulators, which all have them.
_ALWAYS = {
    "cognito-idp:DescribeUserPool": ("UserPool.Id",),
    "cognito-idp:DescribeUserPoolClient": ("UserPoolClient.ClientId",),
    "cognito-idp:DescribeUserPoolDomain": ("DomainDescription",),
    "cognito-idp:GetUserPoolMfaConfig": ("MfaConfiguration",),
    "cognito-idp:ListGroups": ("Groups",),
    "cognito-idp:ListUserPoolClients": ("UserPoolClients",),
    "cognito-idp:ListUserPools": ("UserPools",),
    "cloudwatch:DescribeAlarms": ("MetricAlarms",),
    "cloudwatch:GetMetricStatistics": ("Datapoints",),
    "iam:SimulatePrincipalPolicy": ("EvaluationResults",),
    "pinpoint-sms-voice-v2:DescribeAccountAttributes": ("AccountAttributes",),
    "pinpoint-sms-voice-v2:DescribePhoneNumbers": ("PhoneNumbers",),
    "pinpoint-sms-voice-v2:DescribeSenderIds": ("SenderIds",),
    "pinpoint-sms-voice-v2:DescribeSpendLimits": ("SpendLimits",),
    "pinpoint-sms-voice-v2:SendTextMessage": ("MessageId",),
    "sesv2:GetAccount": ("ProductionAccessEnabled", "SendingEnabled", "SendQuota"),
    "sesv2:GetConfigurationSet": ("ConfigurationSetName",),
    "sesv2:GetEmailIdentity": ("IdentityType", "VerifiedForSendingStatus"),
    "sesv2:SendEmail": ("MessageId",),
    "sns:Publish": ("MessageId",),
    "sts:AssumeRole": (
        "Credentials.AccessKeyId",
        "Credentials.SecretAccessKey",
        "Credentials.SessionToken",
    ),
}
# Of values in JSON; botocore's parser does not look at them.
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int, float),
    "long": (int, float),
    "float": (int, float, str),  # "NaN"
    "double": (int, float, str),
    "timestamp": (int, float, str),
    "blob": (str,),
}


class NotFromAws(Exception):
    """Another server answered, or the answer is broken; the text says what is wrong with it."""


def guard(events: BaseEventHooks) -> None:
    """Make the clients of a session, or one client, refuse answers that are not AWS's.

    Their calls then raise `NotFromAws`.
    """
    events.register("before-parse", _examine_body, unique_id="genuine-body")
    events.register("after-call", _examine_result, unique_id="genuine-result")


def _examine_body(
    operation_model: OperationModel, response_dict: dict[str, Any], **_: object
) -> None:
    protocol = operation_model.service_model.resolved_protocol
    status, body = response_dict["status_code"], response_dict["body"]
    if not isinstance(body, bytes) or protocol not in _JSON + _XML:
        return  # a stream, which is checked by nobody; no call of the command has one
    headers = {name.lower(): value for name, value in response_dict["headers"].items()}
    problem = _problem_of_body(operation_model, protocol, status, headers, body)
    if problem is None:
        return
    if status < 500:
        raise NotFromAws(f"HTTP {status} with {problem}")
    # botocore then tries again, as after each error of a server.
    response_dict["body"] = b""


def _problem_of_body(
    operation: OperationModel, protocol: str, status: int, headers: Mapping[str, str], body: bytes
) -> str | None:
    failed = status >= 300
    if not body:
        # AWS answers so if there is nothing to say, and may state an error in a header.
        silent = "x-amzn-errortype" in headers if failed else not _members(operation)
        return None if silent and protocol != "query" else "an empty body"
    kind, form = headers.get("content-type", "no type"), "json" if protocol in _JSON else "xml"
    if form not in kind.lower() and not any(name in headers for name in _REQUEST_IDS):
        return f"a body of type {kind.partition(';')[0]} instead of {form.upper()}"
    if protocol in _JSON:
        return _problem_of_json(operation, headers, body, failed=failed)
    return _problem_of_xml(operation, protocol, body, failed=failed)


def _problem_of_json(
    operation: OperationModel, headers: Mapping[str, str], body: bytes, *, failed: bool
) -> str | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return "a body that is not JSON"
    if not isinstance(found, dict):
        return "a body that is not a JSON object"
    if failed:
        known = {"__type", "code", "Code"} & found.keys() or "x-amzn-errortype" in headers
        return None if known else "a body that is not an error of AWS"
    if found and not found.keys() & _members(operation):
        return f"a body that has nothing of an answer to {operation.name}"
    return _mismatch(operation.output_shape, found) if operation.output_shape else None


def _problem_of_xml(
    operation: OperationModel, protocol: str, body: bytes, *, failed: bool
) -> str | None:
    try:
        # Entities are the danger of foreign XML; expat refuses to expand many of them, and botocore
        # reads the same text in the same way.
        root = ET.fromstring(body)  # noqa: S314
    except (ET.ParseError, ValueError, LookupError):
        return "a body that is not XML"
    names = [_local(node) for node in root.iter()]
    if failed:
        known = names[0] in ("ErrorResponse", "Response", "Error") and "Code" in names
        return None if known else "a body that is not an error of AWS"
    if protocol == "rest-xml":
        return None if names[0].lower() != "html" else "a page of HTML"
    wrapper = (operation.output_shape.serialization if operation.output_shape else {}).get(
        "resultWrapper"
    )
    expected = names[0] == f"{operation.name}Response" and (not wrapper or wrapper in names[1:])
    return None if expected else f"a body that has nothing of an answer to {operation.name}"


def _local(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _members(operation: OperationModel) -> set[str]:
    """The names of an answer's members in its body."""
    shape = operation.output_shape
    if shape is None:
        return set()
    return {
        member.serialization.get("name", name)
        for name, member in shape.members.items()
        if member.serialization.get("location") not in ("header", "headers", "statusCode")
    }


def _examine_result(
    http_response: Any, parsed: dict[str, Any], model: OperationModel, **_: object
) -> None:
    if http_response.status_code >= 300:
        return
    name = f"{model.service_model.service_name}:{model.name}"
    # Only of the answer itself: AWS leaves out members of structures in it that are required, such
    # as MailFromDomain of a sender without one.
    required = model.output_shape.required_members if model.output_shape else []
    for path in (*required, *_ALWAYS.get(name, ())):
        value: Any = parsed
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is None:
            raise NotFromAws(f"an answer without {path}")


def _mismatch(shape: Shape, value: Any, name: str = "") -> str | None:
    """How a value in JSON differs from its shape in botocore's model; None if it does not."""
    pairs: list[tuple[Shape, Any, str]] = []
    expected: tuple[type, ...] = (dict,)
    if getattr(shape, "is_document_type", False):
        return None  # any JSON
    if isinstance(shape, StructureShape):
        members = {part.serialization.get("name", key): part for key, part in shape.members.items()}
        if isinstance(value, dict):
            pairs = [(members[key], value[key], key) for key in value if key in members]
    elif isinstance(shape, ListShape):
        expected = (list,)
        if isinstance(value, list):
            pairs = [(shape.member, item, name) for item in value]
    elif isinstance(shape, MapShape):
        if isinstance(value, dict):
            pairs = [(shape.value, item, name) for item in value.values()]
    else:
        expected = _TYPES.get(shape.type_name, (object,))
    wrong = not isinstance(value, expected) or (isinstance(value, bool) and int in expected)
    if value is not None and wrong:
        return f"{name}, which is not of type {shape.type_name}"
    return next((found for pair in pairs if (found := _mismatch(*pair))), None)
