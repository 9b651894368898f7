"""Which of some AWS operations an emulator has: calls each with the least valid parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.parsers import ResponseParserError

from terraform_scenarios import Target
from terraform_scenarios.gateway import models

_SCALARS: Mapping[str, Any] = {"boolean": True, "timestamp": 1_700_000_000, "blob": b"x"}
# Resources are created before they are read, and deleted at the end: an emulator that looks for the
# resource first would otherwise hide that it lacks the rest.
_ORDER = ("Create", "Request", "SignUp", "Put", "Set", "", "Delete")
# Parameters that an operation needs in addition to those that the model requires.
_MORE: Mapping[str, Mapping[str, Any]] = {
    "cognito-idp.AddCustomAttributes": {
        "CustomAttributes": [{"Name": "x", "AttributeDataType": "String"}]
    },
    "cognito-idp.InitiateAuth": {"AuthParameters": {"USERNAME": "x", "SRP_A": "1"}},
    "cognito-idp.SignUp": {"Password": "Correct-Horse-7"},
    "cognito-idp.RespondToAuthChallenge": {"ChallengeResponses": {"USERNAME": "x"}},
    "dynamodb.CreateTable": {
        "AttributeDefinitions": [{"AttributeName": "x", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "x", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    },
    "iam.SimulatePrincipalPolicy": {"PolicySourceArn": "arn:aws:iam::000000000000:role/x"},
    "logs.ListTagsForResource": {
        "resourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:x",
    },
    "sesv2.SendEmail": {
        "FromEmailAddress": "x@example.com",
        "Destination": {"ToAddresses": ["x@example.com"]},
        "Content": {"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}},
    },
    "sns.Publish": {"PhoneNumber": "+12065550100"},
    "sns.SetSMSAttributes": {"attributes": {"DefaultSMSType": "Transactional"}},
    "wafv2.ListTagsForResource": {
        "ResourceARN": "arn:aws:wafv2:us-east-1:000000000000:regional/webacl/x/x",
    },
}
# What emulators say of an operation that they do not have, apart from status 501.
_UNKNOWN = re.compile(
    r"unknown [\w ]*(operation|action|path)|not (yet )?(been )?(implemented|supported|emulated)|"
    r"invalidaction|unknownoperation|<!doctype html>",
    re.IGNORECASE,
)


def operations_of(target: Target, names: Iterable[str]) -> dict[str, bool]:
    """Whether the target has each of the operations, such as `sns.Publish`.

    An operation that fails with an error of the server counts as one that the target lacks: some
    emulators answer this to each operation that they do not know.
    """
    known: dict[str, str] = {}
    found = {}
    for name in sorted(names, key=_place):
        service, _, operation = name.partition(".")
        model = models.service(service).operation_model(operation)
        parameters = least(model.input_shape, known) if model.input_shape else {}
        parameters = {**parameters, **_MORE.get(name, {})}
        client = target.client(service)
        try:
            answer = client._make_api_call(operation, parameters)  # the method has another name
        except ClientError as error:
            found[name] = not _is_lacking(error)
        except (BotoCoreError, ResponseParserError):  # an answer that botocore cannot read, or none
            found[name] = False
        else:
            found[name] = True
            known |= _names(answer)
    return dict(sorted(found.items()))


def least(
    shape: Shape, known: Mapping[str, str] | None = None, within: tuple[str, ...] = ()
) -> Any:
    """The smallest value that a shape allows: only required parameters.

    Args:
        shape: botocore's model of the value.
        known: values for strings, by the name of the parameter.
        within: names of the structures around the value.
    """
    known = known or {}
    if isinstance(shape, StructureShape):
        # A structure that requires itself would never end.
        names = () if shape.name in within else shape.required_members
        return {
            name: known[name]
            if name in known and shape.members[name].type_name == "string"
            else least(shape.members[name], known, (*within, shape.name))
            for name in names
        }
    if isinstance(shape, ListShape):
        return [least(shape.member, known, within)]
    if isinstance(shape, MapShape):
        return {}
    smallest = shape.metadata.get("min", 1)
    if shape.type_name in ("integer", "long", "float", "double"):
        return smallest
    allowed = shape.metadata.get("enum")
    return allowed[0] if allowed else _SCALARS.get(shape.type_name, "x" * max(1, smallest))


def _place(name: str) -> tuple[int, str]:
    operation = name.partition(".")[2]
    starts = (
        number for number, start in enumerate(_ORDER) if start and operation.startswith(start)
    )
    return next(starts, _ORDER.index("")), name


def _is_lacking(error: ClientError) -> bool:
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    code = error.response["Error"].get("Code", "")
    # A code that is only a status comes from a page or an empty body, and not from an AWS service.
    return (
        status >= 500
        or code == str(status)
        or bool(_UNKNOWN.search(f"{code} {error.response['Error'].get('Message', '')}"))
    )


def _names(answer: Mapping[str, Any], outer: str = "") -> Iterator[tuple[str, str]]:
    """Identifiers in an answer, by the parameter that takes them: `UserPool.Id` is `UserPoolId`."""
    for name, value in answer.items():
        if isinstance(value, Mapping) and name != "ResponseMetadata":
            yield from _names(value, name)
        elif isinstance(value, str) and name.endswith(("Id", "Arn", "Name")):
            yield (f"{outer}{name}" if name in ("Id", "Arn", "Name") else name), value
