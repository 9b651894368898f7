"""Evaluates IAM policy documents, as far as Cognito messaging needs it.

Source, unless a function names another: IAM User Guide, "Policy evaluation logic" and "IAM JSON
policy elements". An explicit Deny wins; otherwise one Allow is enough; else nothing is allowed.
A condition on a key that the request lacks is false, unless its operator ends in IfExists. The case
of condition keys does not matter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import unquote

from .arns import Arn

COGNITO_IDP = "cognito-idp.amazonaws.com"
COGNITO_EMAIL = "email.cognito-idp.amazonaws.com"

Document = Mapping[str, Any] | str


class InvalidPolicy(ValueError):
    """The text is not a policy document."""


class Decision(Enum):
    """What a document decides about one request."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"
    """No statement matches: not allowed."""
    UNKNOWN = "unknown"
    """It depends on a condition operator that is not evaluated here: warn, do not fail."""


@dataclass(frozen=True)
class Request:
    """One request to evaluate: action, resource, calling service and condition keys."""

    action: str
    resource: str = "*"
    service: str | None = None
    """The calling service principal; None for a document without Principal."""
    context: Mapping[str, str] = field(default_factory=dict)


def read_document(document: Document) -> Mapping[str, Any]:
    """A policy document as a mapping, from a mapping, JSON, or URL-encoded JSON.

    IAM's API returns URL-encoded documents (RFC 3986).

    Raises:
        InvalidPolicy: the document is not JSON, or not an object with statements.
    """
    if isinstance(document, str):
        text = unquote(document) if document.lstrip().upper().startswith("%7B") else document
        try:
            document = json.loads(text)
        except ValueError as error:
            raise InvalidPolicy(f"the policy is not JSON: {error}") from None
    if not isinstance(document, Mapping):
        raise InvalidPolicy("the policy is not a JSON object")
    return document


def statements(document: Document) -> list[Mapping[str, Any]]:
    """The statements of a document; a single statement counts as a list of one.

    Raises:
        InvalidPolicy: the text is not a policy document.
    """
    found = _as_list(read_document(document).get("Statement", []))
    for statement in found:
        if not isinstance(statement, Mapping):
            raise InvalidPolicy("the policy has a statement that is not a JSON object")
        conditions = statement.get("Condition", {})
        if not isinstance(conditions, Mapping) or not all(
            isinstance(keys, Mapping) for keys in conditions.values()
        ):
            raise InvalidPolicy('a Condition is not {"Operator": {"key": "value"}}')
    return found


def evaluate(document: Document, request: Request) -> Decision:
    """What a document decides about a request, by IAM's evaluation logic.

    Raises:
        InvalidPolicy: the text is not a policy document.
    """
    allowed = unknown = False
    for statement in statements(document):
        if not _covers(statement, request):
            continue
        holds = _conditions_hold(statement.get("Condition", {}), request.context)
        if holds is None:
            unknown = True
        elif holds and statement.get("Effect") == "Deny":
            return Decision.DENY
        elif holds and statement.get("Effect") == "Allow":
            allowed = True
    if unknown:
        return Decision.UNKNOWN
    return Decision.ALLOW if allowed else Decision.SILENT


def evaluate_all(documents: Iterable[Document], request: Request) -> Decision:
    """What several documents decide together, such as the inline policies of one role."""
    decisions = {evaluate(document, request) for document in documents}
    for decision in (Decision.DENY, Decision.UNKNOWN, Decision.ALLOW):
        if decision in decisions:
            return decision
    return Decision.SILENT


@dataclass(frozen=True)
class Trust:
    """What a role's trust policy allows to Cognito."""

    decision: Decision
    """The decision for the given pool and external ID."""
    names_cognito: bool
    """Whether a statement allows sts:AssumeRole to Cognito, apart from conditions."""
    external_ids: frozenset[str]
    """The external IDs that the policy requires; empty if it requires none."""
    source_account: bool
    """Whether it has a condition on aws:SourceAccount."""
    source_arn: bool
    """Whether it has a condition on aws:SourceArn."""


def evaluate_trust(document: Document, pool: Arn, external_id: str | None) -> Trust:
    """Whether Cognito may assume an SMS role for a pool.

    For a pool that does not exist yet, pass an ARN with an ID that no policy can contain: a trust
    policy on `userpool/*` allows it, a policy on a certain pool does not.

    Source: DG, SMS settings: principal `cognito-idp.amazonaws.com`, `sts:AssumeRole`, and the
    condition keys sts:ExternalId, aws:SourceAccount, aws:SourceArn.

    Raises:
        InvalidPolicy: the text is not a policy document.
    """
    context = {"aws:SourceAccount": pool.account, "aws:SourceArn": str(pool)}
    if external_id is not None:
        context["sts:ExternalId"] = external_id
    request = Request("sts:AssumeRole", service=COGNITO_IDP, context=context)
    naming = [
        statement
        for statement in statements(document)
        if statement.get("Effect") == "Allow" and _covers(statement, request)
    ]
    keys = [_condition_keys(statement) for statement in naming]
    return Trust(
        decision=evaluate(document, request),
        names_cognito=bool(naming),
        external_ids=frozenset(
            value for found in keys for value in found.get("sts:externalid", ())
        ),
        source_account=bool(keys) and all("aws:sourceaccount" in found for found in keys),
        source_arn=bool(keys) and all("aws:sourcearn" in found for found in keys),
    )


def sms_publish(inline_policies: Iterable[Document]) -> Decision:
    """Whether a role's inline policies let Cognito publish to a phone number.

    A condition that limits the statement to the sms protocol fails Cognito's validation, so the
    request has no condition keys, and a statement that requires one does not count.

    Source: CDK, user-pool.ts: the permission is sns:Publish, in an inline policy; Service
    Authorization Reference, Amazon SNS: a direct publish names no topic.

    Raises:
        InvalidPolicy: a text is not a policy document.
    """
    return evaluate_all(inline_policies, Request("sns:Publish"))


def identity_policy_allows(
    policies: Iterable[Document], *, principal: str, identity_arn: str, pool: Arn
) -> Decision:
    """Whether an SES identity's policies allow a Cognito service principal to send for a pool.

    Both ses:SendEmail and ses:SendRawEmail are needed. The condition keys are `aws:SourceAccount`
    and `aws:SourceArn`; SES refuses a policy that writes `AWS:` instead of `aws:`.

    Source: DG, email settings, on the policy of an identity in another region.

    Raises:
        InvalidPolicy: a text is not a policy document.
    """
    documents = list(policies)
    context = {"aws:SourceAccount": pool.account, "aws:SourceArn": str(pool)}
    decisions = [
        evaluate_all(documents, Request(action, identity_arn, principal, context))
        for action in ("ses:SendEmail", "ses:SendRawEmail")
    ]
    for decision in (Decision.DENY, Decision.SILENT, Decision.UNKNOWN):
        if decision in decisions:
            return decision
    return Decision.ALLOW


def _as_list(value: object) -> list[Any]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value)
    return [value]


def _matches(pattern: str, value: str, *, ignore_case: bool = False) -> bool:
    """IAM's wildcards: `*` for any run of characters, `?` for one."""
    translated = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    return re.fullmatch(translated, value, flags) is not None


def _covers(statement: Mapping[str, Any], request: Request) -> bool:
    """Whether a statement applies to the request's action, resource and principal."""
    return (
        _element(statement, "Action", request.action, ignore_case=True)
        and _resource(statement, request.resource)
        and (request.service is None or _principal(statement, request.service))
    )


def _element(
    statement: Mapping[str, Any], name: str, value: str, *, ignore_case: bool = False
) -> bool:
    if name in statement:
        return any(
            _matches(str(one), value, ignore_case=ignore_case) for one in _as_list(statement[name])
        )
    if f"Not{name}" in statement:
        return not any(
            _matches(str(one), value, ignore_case=ignore_case)
            for one in _as_list(statement[f"Not{name}"])
        )
    return False


def _resource(statement: Mapping[str, Any], resource: str) -> bool:
    # A trust policy has no Resource: it applies to the role that it is attached to.
    if "Resource" not in statement and "NotResource" not in statement:
        return True
    return _element(statement, "Resource", resource)


def _principal(statement: Mapping[str, Any], service: str) -> bool:
    principal = statement.get("Principal")
    if principal == "*":
        return True
    if not isinstance(principal, Mapping):
        return False
    return service in _as_list(principal.get("Service", [])) or "*" in _as_list(
        principal.get("AWS", [])
    )


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "stringequals": lambda pattern, value: pattern == value,
    "stringequalsignorecase": lambda pattern, value: pattern.lower() == value.lower(),
    "stringlike": _matches,
    "arnequals": _matches,
    "arnlike": _matches,
}
_NEGATED = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
}


def _conditions_hold(conditions: Mapping[str, Any], context: Mapping[str, str]) -> bool | None:
    """Whether all conditions are true; None if it depends on an operator not evaluated here."""
    values = {key.lower(): value for key, value in context.items()}
    unknown = False
    for operator, keys in conditions.items():
        for key, patterns in keys.items():
            holds = _condition_holds(
                operator.lower(), [str(one) for one in _as_list(patterns)], values.get(key.lower())
            )
            if holds is False:
                return False
            unknown = unknown or holds is None
    return None if unknown else True


def _condition_holds(operator: str, patterns: list[str], value: str | None) -> bool | None:
    if operator == "null":
        return [pattern.lower() for pattern in patterns] == [str(value is None).lower()]
    if_exists = operator.endswith("ifexists")
    operator = operator.removesuffix("ifexists")
    negated = operator in _NEGATED
    compare = _OPERATORS.get(_NEGATED.get(operator, operator))
    if value is None:
        # A negated operator is true for a missing key (IAM, "Negated matching").
        return True if if_exists or negated else (False if compare else None)
    if compare is None:
        return None
    return any(compare(pattern, value) for pattern in patterns) != negated


def _condition_keys(statement: Mapping[str, Any]) -> dict[str, list[str]]:
    """The keys that a statement's positive conditions require, in lower case, with values."""
    found: dict[str, list[str]] = {}
    for operator, keys in statement.get("Condition", {}).items():
        if operator.lower() in _OPERATORS:
            for key, values in keys.items():
                found.setdefault(key.lower(), []).extend(str(one) for one in _as_list(values))
    return found
